"""The names that the code declares: addresses, environment variables, commands, tables, facts and messages.

They are read from modules, so that no test here contains the Python name of a class or a field."""

import importlib
from types import ModuleType
from typing import Any

import click
import msgspec
from litestar import Litestar

from app.cli import aisle
from app.main import build_app
from db import pool
from tests.wire.shapes import Shapes, plain_address

COLUMNS = """
    SELECT table_name, column_name, data_type FROM information_schema.columns
    JOIN pg_class ON oid = format('%I.%I', table_schema, table_name)::regclass
    WHERE table_schema = 'public' AND table_name <> 'migration' AND NOT relispartition
"""
FUNCTIONS = """
    SELECT proname, pg_get_function_arguments(p.oid) AS takes, pg_get_function_result(p.oid) AS gives
    FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
"""


def structs_of(module: ModuleType) -> list[type[msgspec.Struct]]:
    """Return the structs that are defined in this module, not imported into it."""
    every = (thing for thing in vars(module).values() if isinstance(thing, type) and issubclass(thing, msgspec.Struct))
    return [struct for struct in every if struct.__module__ == module.__name__]


def routes() -> Shapes:
    """Return every route: method, address and the names in its query. The settings must have a folder for mail."""
    shapes = Shapes()
    app: Any = build_app()
    while not isinstance(app, Litestar):
        app = app.app
    for route in app.routes:
        address = plain_address("/".join(_part(part) for part in route.path.split("/")))
        for handler in getattr(route, "route_handlers", []):
            given = handler.parsed_fn_signature.parameters
            asked = [part.kwarg_definition for part in given.values()]
            query = [
                f"?{(known and known.query) or name}"
                for name, known in zip(given, asked, strict=True)
                if type(known).__name__ == "QueryParameter"
            ]
            for method in handler.http_methods - {"OPTIONS"}:
                shapes.add(f"{method} {address}", query)
    return shapes


def _part(part: str) -> str:
    return f"<{part[1:-1].partition(':')[2]}>" if part.startswith("{") else part


def environment(*modules: str) -> Shapes:
    """Return the environment variables that the settings in these modules read."""
    shapes = Shapes()
    for name in modules:
        for struct in structs_of(importlib.import_module(name)):
            shapes.add(name, struct.__struct_encode_fields__)
    return shapes


def terminal() -> Shapes:
    """Return every command with its arguments and options, as users type them."""
    shapes = Shapes()

    def walk(command: click.Command | None, name: str) -> None:
        assert command is not None
        if isinstance(command, click.Group):
            context = click.Context(command)
            for part in command.list_commands(context):
                walk(command.get_command(context, part), f"{name} {part}")
        if not isinstance(command, click.Group) or command.invoke_without_command:
            options = [one for one in command.params if isinstance(one, click.Option)]
            shapes.add(name, (" ".join(one.opts) for one in options))
            shapes.add(name, (one.make_metavar(click.Context(command)) for one in command.params if one not in options))

    walk(aisle, "aisle")
    return shapes


async def database() -> Shapes:
    """Return every table with its columns, and every function with its arguments (takes) and its result (gives)."""
    shapes = Shapes()
    for table, column, kind in await pool.fetch(COLUMNS):
        shapes.add(f"table {table}", [f"{column}: {kind}"])
    for name, takes, gives in await pool.fetch(FUNCTIONS):
        shapes.add(f"function {name}", [f"takes {takes}", f"gives {gives}"])
    return shapes


def facts() -> Shapes:
    """Return every topic of the journal with the keys of its payload."""
    shapes = Shapes()
    for struct in structs_of(importlib.import_module("db.journal")):
        topic = struct.__struct_config__.tag
        if topic is not None and topic != struct.__name__:  # not their base class
            shapes.add(f"{struct.__struct_config__.tag_field} {topic}", _fields(struct))
    return shapes


def messages() -> Shapes:
    """Return the messages of realtime/protocol.py, its channels and keys, and its close codes."""
    shapes = Shapes()
    module = importlib.import_module("realtime.protocol")
    for struct in structs_of(module):
        if struct.__struct_config__.omit_defaults or struct.__struct_config__.forbid_unknown_fields:
            fields = _fields(struct)
            shapes.add("message " + " ".join(sorted(struct.__struct_encode_fields__)), fields)
    for value in vars(module).values():
        if isinstance(value, str) and not value.startswith(("realtime", "/")) and len(value) < 30:
            shapes.add("channels and patterns", [value])
        elif isinstance(value, int) and not isinstance(value, bool):
            shapes.add("close codes", [str(value)])
        elif type(value) is tuple:  # not a named one
            shapes.add("fields of a head", value)
    return shapes


def _fields(struct: type[msgspec.Struct]) -> list[str]:
    known = msgspec.json.schema(struct)
    told = known["$defs"][known["$ref"].rpartition("/")[2]] if "$ref" in known else known
    return [f"{name}: {_kind(field, known.get('$defs', {}))}" for name, field in told["properties"].items()]


def _kind(field: dict[str, Any], definitions: dict[str, Any]) -> str:
    named_tuple = definitions.get(field.get("$ref", "").rpartition("/")[2], {}).get("prefixItems", [])
    if named_tuple:
        return "array of " + " or ".join(sorted({_kind(one, definitions) for one in named_tuple}))
    if "anyOf" in field:
        return " or ".join(_kind(one, definitions) for one in field["anyOf"])
    of = f" of {_kind(field['items'], definitions)}" if "items" in field else ""
    of = f" of {_kind(field['additionalProperties'], definitions)}" if "additionalProperties" in field else of
    return f"{field.get('type', 'constant')}{of}"
