"""The database that Piccolo and our pool use. Reads DATABASE_URL (a libpq URL; a Unix socket as ?host=/folder)."""

import os

from piccolo.engine.postgres import PostgresEngine

os.environ.setdefault("PICCOLO_CONF", "db.piccolo_conf")  # so that Piccolo's own commands find that file


class LazyPostgresEngine(PostgresEngine):
    """Connects at first use, not on import, so that only code that needs the database fails without it."""

    async def check_version(self) -> None:
        """Do nothing: Piccolo would open a connection to check the server's version, which `migrate` checks."""


def clock_settings() -> dict[str, str]:
    """Return the settings of a connection that obeys the shifted clock of db/clock.py; none where it cannot be shifted.

    They are not for migrations, which would create their tables in that schema."""
    adjustable = os.environ.get("AISLE_CLOCK_FILE") and os.environ.get("AISLE_ENV") != "production"
    return {"search_path": "aisle_clock, pg_catalog, public"} if adjustable else {}


DB = LazyPostgresEngine(
    config={
        "dsn": os.environ.get("DATABASE_URL", "postgresql:///aisle"),
        # auto re-plans every call and halves the rate of holds: docs/performance.md
        "server_settings": {"plan_cache_mode": "force_generic_plan", "application_name": "aisle", "timezone": "UTC"},
    }
)
