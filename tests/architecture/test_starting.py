"""A process that cannot start prints the reason in one line and ends with a code other than 0."""

import asyncio
import sys
from pathlib import Path

import pytest

from app.cli import COMMANDS
from tests.fork_server import Ended, run

ROOT = Path(__file__).parents[2]
PROGRAMS = ("app.main", "realtime.gateway", "workers.run", "workers.relay")
COMMANDS_OF_THE_DATABASE = [
    ("demo",),
    ("dev", "clock"),
    ("order", "find", "ana"),
    ("payments", "stuck"),
    ("performance", "publish", "1"),
    ("queue", "show", "1"),
    ("draw-plan", "rex", "--venue", "rex"),
    ("ticket", "scan", "code"),
]


async def run_python(environment: dict[str, str], *words: str) -> Ended:
    """Run a new Python interpreter with these arguments until it ends."""
    pipe, both = asyncio.subprocess.PIPE, asyncio.subprocess.STDOUT
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=ROOT, env=environment, stdout=pipe, stderr=both
    )
    output, _ = await asyncio.wait_for(process.communicate(), 60)
    return Ended(process.returncode or 0, output.decode())


@pytest.mark.parametrize("process", PROGRAMS)
async def test_production_without_its_keys_ends_at_once(server_environment: dict[str, str], process: str) -> None:
    site = {"AISLE_SITE_URL": "https://tickets.example.org", "AISLE_SOCKET_URL": "wss://tickets.example.org"}
    code, output = await run_python(server_environment | site | {"AISLE_ENV": "production"}, "-m", process)
    assert (code > 0, output.count("\n")) == (True, 1)
    assert ("AISLE_MAP_KEYS" if process == "realtime.gateway" else "AISLE_SECRET") in output


@pytest.mark.parametrize("words", [("app.main",), ("workers.run",), ("app.cli", "demo")])
@pytest.mark.parametrize("change", [("/aisle?", "/nosuch?"), ("host=", "host=/nowhere")])
async def test_without_its_database_it_ends_in_one_line(
    server_environment: dict[str, str], words: tuple[str, ...], change: tuple[str, str]
) -> None:
    nowhere = server_environment["DATABASE_URL"].replace(*change)
    code, output = await run(words[0], server_environment | {"DATABASE_URL": nowhere}, *words[1:])
    assert (code, output.count("\n")) == (1, 1)
    assert output.startswith("aisle: The database does not let us in")


@pytest.mark.parametrize("words", COMMANDS_OF_THE_DATABASE, ids=" ".join)
async def test_a_command_without_its_database_ends_in_one_line(
    server_environment: dict[str, str], words: tuple[str, ...]
) -> None:
    nowhere = {"DATABASE_URL": "postgresql:///nowhere?host=/nowhere"}
    code, output = await run_python(server_environment | nowhere, "-m", "app.cli", *words)
    assert (code, output.count("\n")) == (1, 1)
    assert output.startswith("aisle: The database does not let us in")


IMPORTS_OF_DEV = """
import importlib, sys
for module in {modules}:
    importlib.import_module(module)
import app.main
app.main.build_app()
print([name for name in sys.modules if name.startswith("app.dev.")])
"""


async def test_a_production_process_imports_nothing_of_the_development_tools(
    server_environment: dict[str, str],
) -> None:
    production = server_environment | {
        "AISLE_ENV": "production",
        "AISLE_SECRET": "x" * 32,
        "AISLE_MAP_KEYS": "y" * 32,
        "AISLE_SITE_URL": "https://tickets.example.org",
        "AISLE_SOCKET_URL": "wss://tickets.example.org",
    }
    programs = ["app.cli", "realtime.gateway", "workers.run", "workers.relay.relay"]
    script = IMPORTS_OF_DEV.format(modules=[*programs, *(command.module for command in COMMANDS.values())])
    code, output = await run_python(production, "-c", script)
    assert (code, output.strip()) == (0, "[]")


async def test_a_database_without_tables_is_a_refusal_in_one_line(server_environment: dict[str, str]) -> None:
    empty = server_environment["DATABASE_URL"].replace("/aisle?", "/postgres?")
    code, output = await run("app.cli", server_environment | {"DATABASE_URL": empty}, "performance", "cancel", "1")
    assert (code, output.count("\n")) == (1, 1)
    assert output.startswith("aisle: The database refuses")
