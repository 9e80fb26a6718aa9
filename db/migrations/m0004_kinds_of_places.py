"""Adds tables, standing areas, views, ticket types of a hold, and the rule about single seats."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from db.migrations.sql_files import run_file

ID = "2026-11-24T11:20:00:000004"
VERSION = "1.38.0"
DESCRIPTION = "kinds of places"


async def forwards() -> MigrationManager:
    """Return the steps. There is no way back: to undo them, write a new migration."""
    manager = MigrationManager(migration_id=ID, app_name="aisle", description=DESCRIPTION)
    manager.add_raw(run_file("0004_kinds_of_places.sql"))
    return manager
