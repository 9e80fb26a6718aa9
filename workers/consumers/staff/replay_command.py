"""`aisle consumers replay`: makes the tables of a consumer again."""

import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from app.command_connections import run_with_connections
from app.language.messages import Items, message
from workers.consumers.consumer import Consumer, Projection
from workers.consumers.registry import CONSUMERS
from workers.consumers.replaying.replay import CannotReplay, replay
from workers.consumers.staff.staff_changes import NoSuchConsumer

PERCENT_STEP = 4
"""Where the output is no terminal, a line is printed for each of so many percent."""


class Progress:
    """Shows how far a replay is: a bar on a terminal, else lines as "rows: 12 %". There is one for each phase."""

    def __init__(self, echo: Callable[[str], None] = click.echo, *, terminal: bool | None = None) -> None:
        self._terminal = sys.stdout.isatty() if terminal is None else terminal
        self._echo = echo
        self._what = ""
        self._shown = 0
        self._bar: Any = None

    def report(self, what: str, done: int, total: int) -> None:
        """Show that `done` of `total` are done. `what`: what is counted; another one begins another phase."""
        if what != self._what:
            self.end()
            self._what, self._shown = what, -PERCENT_STEP
            if self._terminal:
                self._bar = click.progressbar(length=max(total, 1), label=what, show_pos=True)
                self._bar.__enter__()
        if self._bar is not None:
            self._bar.length = max(total, 1)
            self._bar.update(done - self._bar.pos)
        elif (percent := 100 * done // max(total, 1)) >= self._shown + PERCENT_STEP:
            self._shown = percent
            self._echo(f"{what}: {percent} %")

    def end(self) -> None:
        """End the bar of the last phase."""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None


def find_projection(name: str, consumers: Sequence[Consumer]) -> Projection:
    """Return the projection of this name. Raises CannotReplay, NoSuchConsumer."""
    for consumer in consumers:
        if consumer.name == name and isinstance(consumer, Projection):
            return consumer
        if consumer.name == name:
            raise CannotReplay(
                message('The consumer "{name}" keeps no tables: there is nothing to make again.', name=name)
            )
    names = Items(tuple(sorted(consumer.name for consumer in consumers)), "comma")
    raise NoSuchConsumer(message("There is no consumer {name}. There are: {names}.", name=name, names=names))


@click.command(
    "replay",
    help="Makes the tables of the consumer NAME again and puts them in the place of the present ones, which are read "
    "until then. It may be stopped at any point, and run again.",
)
@click.argument("name")
def replay_command(name: str) -> None:
    """Replay a consumer, with its progress."""
    progress = Progress()
    projection = find_projection(name, CONSUMERS)
    try:
        generation = run_with_connections(replay(projection, progress.report))
    finally:
        progress.end()
    click.echo(f"The consumer {name} was made again (generation {generation}).")
