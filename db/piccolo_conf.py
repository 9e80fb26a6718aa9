"""Configures Piccolo's own commands and migrations: the database and the tables.

Only they import it, because AppRegistry imports Piccolo's migrations and their code formatter, half a second of a
core. The tables name their engine themselves, so that a query does not search for it here."""

from piccolo.conf.apps import AppRegistry

from db.engine import DB

__all__ = ["APP_REGISTRY", "DB"]

APP_REGISTRY = AppRegistry(apps=["db.piccolo_app"])
