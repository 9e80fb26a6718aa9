"""Adds refunds by hand, void tickets, disputes, and what staff have acknowledged."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from db.migrations.sql_files import run_file

ID = "2026-11-30T10:40:00:000006"
VERSION = "1.38.0"
DESCRIPTION = "money by hand"


async def forwards() -> MigrationManager:
    """Return the steps. There is no way back: to undo them, write a new migration."""
    manager = MigrationManager(migration_id=ID, app_name="aisle", description=DESCRIPTION)
    manager.add_raw(run_file("0006_money_by_hand.sql"))
    return manager
