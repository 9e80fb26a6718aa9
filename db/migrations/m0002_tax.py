"""Adds the tax of a performance."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from db.migrations.sql_files import run_file

ID = "2026-11-23T08:00:00:000002"
VERSION = "1.38.0"
DESCRIPTION = "tax"


async def forwards() -> MigrationManager:
    """Return the steps. There is no way back: to undo them, write a new migration."""
    manager = MigrationManager(migration_id=ID, app_name="aisle", description=DESCRIPTION)
    manager.add_raw(run_file("0002_tax.sql"))
    return manager
