"""`aisle consumers list|stop|start|retry|skip`."""

import click

from app.command_connections import run_with_connections
from workers.consumers.running.stopped_alarm import STOPPED_BY_STAFF
from workers.consumers.staff.listing import aligned, list_consumers
from workers.consumers.staff.staff_changes import retry_consumer, skip_failing_fact, start_consumer, stop_consumer


@click.command(
    "list",
    help="Lists the consumers: state, lag, worker, and what has failed.\n\nlag: the age of the oldest fact that it has "
    "not handled. as of: all that was committed then is in its rows. owner: the worker process that has its lease.",
)
def list_command() -> None:
    """Print each consumer on a line."""
    lines = run_with_connections(list_consumers())
    click.echo("\n".join(aligned(lines)) if lines else "This release has no consumers.")


@click.command("stop", help="Stops a consumer, until `start`. The facts wait for it in the journal.")
@click.argument("name")
def stop_command(name: str) -> None:
    """Stop a consumer."""
    why = run_with_connections(stop_consumer(name))
    click.echo(f"{name} is stopped." if why == STOPPED_BY_STAFF else f"{name} was stopped already: {why}")


@click.command("start", help="Lets a consumer run. A fact that has failed gets all its tries anew.")
@click.argument("name")
def start_command(name: str) -> None:
    """Start a consumer."""
    run_with_connections(start_consumer(name))
    click.echo(f"{name} runs, as soon as a worker takes it.")


@click.command("retry", help="Tries what has failed again now: the next fact, and each dead letter of the consumer.")
@click.argument("name")
def retry_command(name: str) -> None:
    """Let a worker try the failed fact and the dead letters of a consumer."""
    dead_letters = run_with_connections(retry_consumer(name))
    more = f", and {dead_letters} of its dead letters" if dead_letters else ""
    click.echo(f"A worker tries the next fact of {name} now{more}.")


@click.command(
    "skip",
    help="Puts the fact that fails aside, and goes on behind it. It becomes a dead letter, which `retry` tries again.",
)
@click.argument("name")
def skip_command(name: str) -> None:
    """Put the failing fact of a consumer into dead_letter."""
    fact = run_with_connections(skip_failing_fact(name))
    click.echo(f"Skipped fact {fact.id} ({fact.topic}) of {name}. It had failed: {fact.error}")
