"""Adds how many seats one address may hold at a performance."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from db.migrations.sql_files import run_file

ID = "2026-11-30T14:00:00:000007"
VERSION = "1.38.0"
DESCRIPTION = "seats per address"


async def forwards() -> MigrationManager:
    """Return the steps. There is no way back: to undo them, write a new migration."""
    manager = MigrationManager(migration_id=ID, app_name="aisle", description=DESCRIPTION)
    manager.add_raw(run_file("0007_seats_per_address.sql"))
    return manager
