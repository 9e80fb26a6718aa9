"""Creates the first tables."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from db.migrations.sql_files import run_file

ID = "2026-11-22T20:00:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "the house"


async def forwards() -> MigrationManager:
    """Return the steps. There is no way back: to undo them, write a new migration."""
    manager = MigrationManager(migration_id=ID, app_name="aisle", description=DESCRIPTION)
    manager.add_raw(run_file("0001_the_house.sql"))
    return manager
