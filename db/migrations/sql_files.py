"""Migrations are SQL files: composite keys, partial indexes and functions are beyond the ORM's own steps (ADR 1)."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from db.piccolo_conf import DB

DB_FOLDER = Path(__file__).parent.parent


def run_files(*names: str) -> Callable[[], Awaitable[None]]:
    """A migration step that runs these files (named relative to db/) in order, inside the migration's transaction."""

    async def run() -> None:
        transaction = DB.current_transaction.get()
        assert transaction is not None, "migrations run in a transaction"
        for name in names:
            await transaction.connection.execute((DB_FOLDER / name).read_text())

    return run
