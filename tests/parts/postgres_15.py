"""Runs the oldest Postgres that Aisle works with, from Debian's package."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from app.dev import postgres

FOLDER = Path("/usr/lib/postgresql/15/bin")
PROGRAM = shutil.which("postgres", path=str(FOLDER))
NEWER_SETTINGS = ("io_method",)
NEWER_OPTIONS = ("--locale-provider", "--builtin-locale")


class Postgres15(postgres.Postgres):
    """PostgreSQL 15, without what it does not know."""

    def command(self) -> list[str]:
        """Return the command that runs the server in the foreground."""
        return [
            part for part in super().command() if not part.startswith(tuple(f"--{name}=" for name in NEWER_SETTINGS))
        ]

    def _must(self, command: list[str], typed: str = "") -> None:
        super()._must([part for part in command if not part.startswith(NEWER_OPTIONS)], typed)

    def _program(self, name: str) -> str:
        return str(FOLDER / name)


@contextlib.contextmanager
def running_postgres_15(folder: Path) -> Iterator[Postgres15]:
    """Run it for the block."""
    with Postgres15(folder.absolute(), fsync=False).running_here(remove_data=True) as server:
        yield server
