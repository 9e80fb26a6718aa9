"""`aisle verify-draw`: the script that anybody may run, for whoever has the house's command at hand."""

import sys

import click

from app.waiting_room.draw.verify import main

PASS_ARGUMENTS_THROUGH = {"ignore_unknown_options": True}


@click.command("verify-draw", context_settings=PASS_ARGUMENTS_THROUGH, add_help_option=False)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def verify_draw(words: tuple[str, ...]) -> None:
    """Checks a download (draw.zip) of a waiting room's draw; --help says more. Needs no database."""
    sys.exit(main(list(words)))
