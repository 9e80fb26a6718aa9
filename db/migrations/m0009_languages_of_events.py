"""Adds the languages of organizers and of the texts of events."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from db.migrations.sql_files import run_file

ID = "2026-12-01T10:00:00:000009"
VERSION = "1.38.0"
DESCRIPTION = "languages of events"


async def forwards() -> MigrationManager:
    """Return the steps. There is no way back: to undo them, write a new migration."""
    manager = MigrationManager(migration_id=ID, app_name="aisle", description=DESCRIPTION)
    manager.add_raw(run_file("0009_languages_of_events.sql"))
    return manager
