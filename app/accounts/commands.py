"""`aisle staff`: gives the browsers of the box office a staff pass."""

import click

from app.accounts.staff_pass import MAX_HOURS, staff_pass_url

LINK_HELP = """Prints an address; a browser that opens it is refused last while the site is overloaded.

It also goes on when fans have used up the requests of its address, and its holds do not count there. It gives no other
right. Send it only to the box office: anybody who has it can use it until it ends."""


@click.group("staff", help="Browsers of the box office.")
def staff() -> None:
    """Group the commands about staff."""


@staff.command("link", help=LINK_HELP)
@click.option("--hours", type=click.IntRange(1, MAX_HOURS), default=12, show_default=True, help="Until it ends.")
def link(hours: int) -> None:
    """Print the address that gives a staff pass."""
    click.echo(staff_pass_url(hours))
