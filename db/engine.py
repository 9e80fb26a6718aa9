"""The database that Piccolo and our pool use. Reads DATABASE_URL (a libpq URL; a Unix socket as ?host=/folder)."""

import os

import asyncpg
from piccolo.engine.postgres import PostgresEngine

from db.timeouts import MIGRATION

os.environ.setdefault("PICCOLO_CONF", "db.piccolo_conf")  # so that Piccolo's own commands find that file


class LazyPostgresEngine(PostgresEngine):
    """Connects at first use, not on import, so that only code that needs the database fails without it."""

    async def check_version(self) -> None:
        """Do nothing: Piccolo would open a connection to check the server's version, which `migrate` checks."""

    async def get_new_connection(self) -> asyncpg.Connection:
        """Open a connection outside the pool, with the time-outs of migrations, which are its users."""
        settings = {**self.config["server_settings"], **MIGRATION.server_settings}
        connection: asyncpg.Connection = await asyncpg.connect(**{**self.config, "server_settings": settings})
        return connection


def clock_settings() -> dict[str, str]:
    """Return the settings of a connection that obeys the shifted clock of db/clock.py; none where it cannot be shifted.

    They are not for migrations, which would create their tables in that schema."""
    adjustable = os.environ.get("AISLE_CLOCK_FILE") and os.environ.get("AISLE_ENV") != "production"
    return {"search_path": "aisle_clock, pg_catalog, public"} if adjustable else {}


DB = LazyPostgresEngine(
    config={
        "dsn": os.environ.get("DATABASE_URL", "postgresql:///aisle"),
        "server_settings": {
            # auto re-plans every call and halves the rate of holds: docs/performance.md
            "plan_cache_mode": "force_generic_plan",
            # a plan made while a table is nearly empty reads all of it, and stays until the next ANALYZE: in the first
            # minutes of a sale
            "enable_seqscan": "off",
            # before PostgreSQL 18 a plan that has to read a whole table then has so high a cost that it is compiled
            "jit": "off",
            "application_name": "aisle",
            "timezone": "UTC",
            "datestyle": "ISO",  # bounds of partitions are read as text
        },
    }
)
