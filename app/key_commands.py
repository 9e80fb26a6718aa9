"""`aisle keys`: makes root secrets, and prints lists of keys for environments that do not have the root secrets."""

import secrets

import click

from app.settings import settings
from realtime.keys import Purpose, keys_line, ticket_keys_line

RANDOM_BYTES = 48


@click.group("keys", help="Keys that sign: new root secrets, and the lists that need no root secret.")
def keys() -> None:
    """Group the commands about keys."""


@keys.command("new", help="Prints a random root secret for AISLE_SECRET, or an entry for any list of keys (--bare).")
@click.option("--bare", is_flag=True, help="Print the value alone.")
def new(bare: bool) -> None:
    """Print a line of an environment with a new root secret, or the value alone. Needs no settings."""
    click.echo(("" if bare else "AISLE_SECRET=") + secrets.token_urlsafe(RANDOM_BYTES))


@keys.command("gateway", help="Prints the line AISLE_MAP_KEYS=… for the gateway's environment.")
def gateway() -> None:
    """Print the keys with which this installation signs watch tokens."""
    config = settings()
    click.echo(keys_line(Purpose.MAP, config.own_keys(Purpose.MAP), config.aisle_secret))


TICKETS_HELP = """Prints the line AISLE_TICKET_KEYS=…, to keep ticket keys without their root secrets.

It has the keys of AISLE_SECRET, whose first one will sign, and then all others that AISLE_TICKET_KEYS has now."""


@keys.command("tickets", help=TICKETS_HELP)
def tickets() -> None:
    """Print the keys of the root secrets and those that are listed already."""
    config = settings()
    click.echo(ticket_keys_line(config.own_keys(Purpose.TICKET), config.aisle_secret))
