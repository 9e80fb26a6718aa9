"""Gives the journal a bound in time, for its first partition."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from db.migrations.sql_files import run_file

ID = "2026-12-01T12:00:00:000015"
VERSION = "1.38.0"
DESCRIPTION = "bound of the journal"


async def forwards() -> MigrationManager:
    """Return the steps. There is no way back: to undo them, write a new migration."""
    manager = MigrationManager(migration_id=ID, app_name="aisle", description=DESCRIPTION)
    manager.add_raw(run_file("0015_bound_of_the_journal.sql"))
    return manager
