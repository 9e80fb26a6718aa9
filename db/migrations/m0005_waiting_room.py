"""Adds waiting rooms: places, the draw, admissions, and the public log."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from db.migrations.sql_files import run_file

ID = "2026-11-24T18:50:00:000005"
VERSION = "1.38.0"
DESCRIPTION = "waiting room"


async def forwards() -> MigrationManager:
    """Return the steps. There is no way back: to undo them, write a new migration."""
    manager = MigrationManager(migration_id=ID, app_name="aisle", description=DESCRIPTION)
    manager.add_raw(run_file("0005_waiting_room.sql"))
    return manager
