"""Builds the indexes that the journal's first partition needs."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from db.migrations.concurrent_indexes import build_indexes

ID = "2026-12-01T12:00:00:000017"
VERSION = "1.38.0"
DESCRIPTION = "indexes of the journal"
INDEXES = {
    "journal_before_id": "CREATE UNIQUE INDEX CONCURRENTLY journal_before_id ON journal (id, at)",
    "journal_before_xid": "CREATE INDEX CONCURRENTLY journal_before_xid ON journal (xid, id)",
    "journal_before_staff": (
        "CREATE INDEX CONCURRENTLY journal_before_staff ON journal (organizer_id, at DESC, id DESC)"
        " WHERE actor LIKE 'staff:%'"
    ),
}


async def forwards() -> MigrationManager:
    """Return the steps. There is no way back: to undo them, write a new migration."""
    manager = MigrationManager(migration_id=ID, app_name="aisle", description=DESCRIPTION, wrap_in_transaction=False)
    manager.add_raw(build_indexes("journal", INDEXES))
    return manager
