"""Tables, standing areas, pictures from a seat, ticket types of a hold, and the rule about single seats."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from db.migrations.sql_files import run_files

ID = "2026-11-24T11:20:00:000004"
VERSION = "1.38.0"
DESCRIPTION = "kinds of places"


async def forwards() -> MigrationManager:
    """Forward only: a step back is a new step forward."""
    manager = MigrationManager(migration_id=ID, app_name="aisle", description=DESCRIPTION)
    functions = (
        "claim_places", "count_places", "give_back", "hold_seats", "release_seats", "extend_hold", "choose_type",
    )  # fmt: skip
    files = (f"functions/{name}.sql" for name in functions)
    manager.add_raw(run_files("migrations/sql/0004_kinds_of_places.sql", *files))
    return manager
