"""Where Piccolo finds the database and the tables. Reads DATABASE_URL (a libpq URL; a Unix socket as ?host=/folder)."""

import os

from piccolo.conf.apps import AppRegistry
from piccolo.engine.postgres import PostgresEngine

DB = PostgresEngine(
    config={
        "dsn": os.environ.get("DATABASE_URL", "postgresql:///aisle"),
        # auto re-plans every call and halves the rate of holds: docs/performance.md
        "server_settings": {"plan_cache_mode": "force_generic_plan", "application_name": "aisle", "timezone": "UTC"},
    }
)
APP_REGISTRY = AppRegistry(apps=["db.piccolo_app"])
