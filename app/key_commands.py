"""`aisle keys`: makes root secrets, and prints lists of keys for environments that do not have the root secrets."""

import secrets

import click

from app.settings import settings
from realtime.keys import Purpose, keys_line

RANDOM_BYTES = 48


@click.group("keys", help="Keys that sign: new root secrets, and the lists that need no root secret.")
def keys() -> None:
    """Group the commands about keys."""


@keys.command("new", help="Prints a random root secret for AISLE_SECRET.")
def new() -> None:
    """Print a line of an environment with a new root secret. Needs no settings."""
    click.echo(f"AISLE_SECRET={secrets.token_urlsafe(RANDOM_BYTES)}")


@keys.command("gateway", help="Prints the line AISLE_MAP_KEYS=… for the gateway's environment.")
def gateway() -> None:
    """Print the keys with which this installation signs watch tokens."""
    _print_keys(Purpose.MAP)


@keys.command("tickets", help="Prints the line AISLE_TICKET_KEYS=…, to keep ticket keys without their root secrets.")
def tickets() -> None:
    """Print the keys with which this installation signs ticket codes."""
    _print_keys(Purpose.TICKET)


def _print_keys(purpose: Purpose) -> None:
    config = settings()
    click.echo(keys_line(purpose, config.own_keys(purpose), config.aisle_secret))
