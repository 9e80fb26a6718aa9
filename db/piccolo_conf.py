"""Where Piccolo finds the database and the tables. Reads DATABASE_URL (a libpq URL; a Unix socket as ?host=/folder)."""

import os

from piccolo.conf.apps import AppRegistry
from piccolo.engine.postgres import PostgresEngine

os.environ.setdefault("PICCOLO_CONF", "db.piccolo_conf")  # so that Piccolo's own commands find this file


class LazyPostgresEngine(PostgresEngine):
    """Connects when asked to, not while it is imported: a database that is away is told by who needs it."""

    async def check_version(self) -> None:
        """Piccolo looks at the server's version here, on a connection of its own. `migrate` does."""


DB = LazyPostgresEngine(
    config={
        "dsn": os.environ.get("DATABASE_URL", "postgresql:///aisle"),
        # auto re-plans every call and halves the rate of holds: docs/performance.md
        "server_settings": {"plan_cache_mode": "force_generic_plan", "application_name": "aisle", "timezone": "UTC"},
    }
)
APP_REGISTRY = AppRegistry(apps=["db.piccolo_app"])
