"""Migrations are SQL files: composite keys and partial indexes are beyond the ORM's own steps (ADR 1).

They hold tables. The functions of db/functions are installed after them, by db/sql_functions.py (ADR 14)."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from db.piccolo_conf import DB

FOLDER = Path(__file__).parent / "sql"


def run_file(name: str) -> Callable[[], Awaitable[None]]:
    """Return a migration step that runs this file of db/migrations/sql inside the migration's transaction."""

    async def run() -> None:
        transaction = DB.current_transaction.get()
        assert transaction is not None, "migrations run in a transaction"
        await transaction.connection.execute((FOLDER / name).read_text())

    return run
