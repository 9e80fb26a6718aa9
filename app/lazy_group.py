"""A group of commands that imports a command's module only when that command is used, so that others start quickly."""

import importlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import click


class LazyCommand(NamedTuple):
    """Where a command is, and the help that the list of commands shows: the first sentence of its own help."""

    module: str
    attribute: str
    help: str


class LazyGroup(click.Group):
    """A group whose commands are named by `lazy_commands`; to list them imports none of them."""

    def __init__(self, *arguments: Any, lazy_commands: Mapping[str, LazyCommand], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.lazy_commands = lazy_commands

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, sorted."""
        return sorted(self.lazy_commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module and return the command; None if there is none of this name."""
        lazy = self.lazy_commands.get(cmd_name)
        command: click.Command | None = lazy and getattr(importlib.import_module(lazy.module), lazy.attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands as click does, from `lazy_commands`."""
        summaries = {name: click.Command(name, help=lazy.help) for name, lazy in self.lazy_commands.items()}
        click.Group(commands=summaries).format_commands(ctx, formatter)
