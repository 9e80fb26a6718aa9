"""Adds payments, refunds, the inbox of webhooks, and mail."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from db.migrations.sql_files import run_file

ID = "2026-11-24T08:00:00:000003"
VERSION = "1.38.0"
DESCRIPTION = "money and mail"


async def forwards() -> MigrationManager:
    """Return the steps. There is no way back: to undo them, write a new migration."""
    manager = MigrationManager(migration_id=ID, app_name="aisle", description=DESCRIPTION)
    manager.add_raw(run_file("0003_money_and_mail.sql"))
    return manager
