"""A process that cannot start says why in one line and ends with another code than 0."""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.fork_server import run

ROOT = Path(__file__).parents[2]
PROGRAMS = ("app.main", "realtime.gateway", "workers.run", "workers.relay")


async def ended(environment: dict[str, str], *words: str) -> tuple[int, str]:
    """Exit code and everything it said."""
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *words, cwd=ROOT, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await asyncio.wait_for(program.communicate(), 60)
    return program.returncode or 0, said.decode()


@pytest.mark.parametrize("program", PROGRAMS)
async def test_production_without_its_secret_ends_at_once(house_environment: dict[str, str], program: str) -> None:
    code, said = await ended(house_environment | {"AISLE_ENV": "production"}, program)
    assert (code > 0, said.count("\n")) == (True, 1)
    assert "AISLE_SECRET" in said


@pytest.mark.parametrize("words", [("app.main",), ("workers.run",), ("app.cli", "demo")])
@pytest.mark.parametrize("change", [("/aisle?", "/nosuch?"), ("host=", "host=/nowhere")])
async def test_without_its_database_it_ends_in_one_line(
    house_environment: dict[str, str], words: tuple[str, ...], change: tuple[str, str]
) -> None:
    nowhere = house_environment["DATABASE_URL"].replace(*change)
    code, said = await run(words[0], house_environment | {"DATABASE_URL": nowhere}, *words[1:])
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith("aisle: The database does not let us in")


IMPORTS_OF_DEV = """
import importlib, sys
for module in {modules}:
    importlib.import_module(module)
import app.main
app.main.build_app()
print([name for name in sys.modules if name.startswith("app.dev")])
"""


async def test_a_production_process_imports_nothing_of_the_development_tools(house_environment: dict[str, str]) -> None:
    production = house_environment | {
        "AISLE_ENV": "production", "AISLE_SECRET": "x" * 32, "AISLE_SITE_URL": "https://tickets.example.org",
        "AISLE_SOCKET_URL": "wss://tickets.example.org", "AISLE_MAIL_FOLDER": "mail",
    }  # fmt: skip
    script = IMPORTS_OF_DEV.format(modules=["app.cli", "realtime.gateway", "workers.run", "workers.relay.relay"])
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, cwd=ROOT, env=production,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await asyncio.wait_for(program.communicate(), 60)
    assert (program.returncode, output.decode().strip()) == (0, "[]")


async def test_a_database_without_tables_is_a_refusal_in_one_line(house_environment: dict[str, str]) -> None:
    empty = house_environment["DATABASE_URL"].replace("/aisle?", "/postgres?")
    code, said = await run("app.cli", house_environment | {"DATABASE_URL": empty}, "performance", "cancel", "1")
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith("aisle: The database refuses")
