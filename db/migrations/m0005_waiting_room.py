"""The waiting room: places, the draw, admissions, and the log of its door."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from db.migrations.sql_files import run_files

ID = "2026-11-24T18:50:00:000005"
VERSION = "1.38.0"
DESCRIPTION = "waiting room"


async def forwards() -> MigrationManager:
    """Forward only: a step back is a new step forward."""
    manager = MigrationManager(migration_id=ID, app_name="aisle", description=DESCRIPTION)
    functions = (
        "append_queue_log", "kept_until", "join_room", "admit_places", "call_places", "end_place", "stay_inside",
        "enter_room",
    )  # fmt: skip
    manager.add_raw(run_files("migrations/sql/0005_waiting_room.sql", *(f"functions/{name}.sql" for name in functions)))
    return manager
