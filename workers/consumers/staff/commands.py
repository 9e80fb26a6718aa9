"""`aisle consumers`: the commands about the journal's consumers. Each is named here, and loaded when it is used."""

import click

from app.lazy_group import LazyCommand, LazyGroup

STAFF = "workers.consumers.staff.staff_commands"
COMMANDS = {
    "list": LazyCommand(STAFF, "list_command", "Lists the consumers: state, lag, worker, and what has failed."),
    "replay": LazyCommand(
        "workers.consumers.staff.replay_command", "replay_command", "Makes the tables of a consumer again."
    ),
    "retry": LazyCommand(STAFF, "retry_command", "Tries what has failed again now."),
    "skip": LazyCommand(STAFF, "skip_command", "Puts the fact that fails aside, and goes on behind it."),
    "start": LazyCommand(STAFF, "start_command", "Lets a consumer run."),
    "stop": LazyCommand(STAFF, "stop_command", "Stops a consumer, until `start`."),
    "verify": LazyCommand("workers.consumers.staff.verify_command", "verify", "Counts again what a consumer keeps."),
}


@click.group(
    cls=LazyGroup,
    lazy_commands=COMMANDS,
    help="The journal's consumers: where they are, and what has failed.",
)
def consumers() -> None:
    """Group the commands about consumers."""
