"""Every command has a help for people, its list is right, and a process imports no more than it needs."""

from collections.abc import Iterator

import click
import pytest

from app.cli import COMMANDS, aisle
from tests.architecture.test_starting import run_python

SLOW = ("aiohttp", "black", "litestar", "piccolo", "redis", "stripe", "structlog")
"""Packages that take a tenth of a second or more to import."""
MODULES_OF = "import sys, {module}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Yield this command and all below it, with their names as users type them."""
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for part in command.list_commands(context):
            inner = command.get_command(context, part)
            assert inner is not None
            yield from commands(inner, f"{name} {part}")


def test_every_command_has_a_help_that_is_not_its_docstring() -> None:
    without = [
        name
        for name, command in commands(aisle, "aisle")
        if not command.help or command.help == getattr(command.callback, "__doc__", None)
    ]
    assert without == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_begins_each_help_as_the_command_does(name: str) -> None:
    own = aisle.get_command(click.Context(aisle), name)
    assert own is not None
    assert own.name == name
    for width in (45, 1000):
        listed = click.Command(name, help=COMMANDS[name].help).get_short_help_str(width)
        assert listed.rstrip(".") == own.get_short_help_str(width).rstrip(".")


@pytest.mark.parametrize(
    ("module", "slow"),
    [("app.cli", SLOW), ("realtime.gateway", ("black", "litestar", "piccolo", "stripe"))]
    + [(module, ("black",)) for module in ("app.main", "workers.run", "workers.relay")],
)
async def test_a_process_does_not_import_packages_it_does_not_need(
    server_environment: dict[str, str], module: str, slow: tuple[str, ...]
) -> None:
    code, output = await run_python(server_environment, "-c", MODULES_OF.format(module=module))
    assert (code, sorted(set(slow) & set(output.split()))) == (0, [])
