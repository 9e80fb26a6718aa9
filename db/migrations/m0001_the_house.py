"""Every table of the first house, and the functions of the hold."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from db.migrations.sql_files import run_files

ID = "2026-11-22T20:00:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "the house"


async def forwards() -> MigrationManager:
    """Forward only: a step back is a new step forward."""
    manager = MigrationManager(migration_id=ID, app_name="aisle", description=DESCRIPTION)
    manager.add_raw(
        run_files(
            "migrations/sql/0001_the_house.sql",
            "functions/hold_seats.sql",
            "functions/release_seats.sql",
            "functions/extend_hold.sql",
            "functions/sweep_holds.sql",
            "functions/end_empty_holds.sql",
        )
    )
    return manager
