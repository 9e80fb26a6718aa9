"""`aisle organizer language`: the language of an organizer's own texts."""

import click

from app.accounts.organizers import set_organizer_language
from app.command_connections import run_with_connections
from app.language.languages import find_language, language
from app.language.tags import language_name
from db.transaction import transaction

LANGUAGE_HELP = """Says that the texts of ORGANIZER (its short name) are in LANGUAGE, such as de or pt-BR.

Its pages speak this language to fans whose browser prefers none that Aisle speaks."""


@click.group("organizer", help="Organizers: the language of their texts.")
def organizer() -> None:
    """Group the commands about organizers."""


@organizer.command("language", help=LANGUAGE_HELP)
@click.argument("slug", metavar="ORGANIZER")
@click.argument("tag", metavar="LANGUAGE")
def change_language(slug: str, tag: str) -> None:
    """Set the language of an organizer's own texts."""

    async def work() -> str:
        async with transaction() as connection:
            return await set_organizer_language(connection, slug, tag)

    kept = run_with_connections(work())
    note = "" if find_language(kept) else " Aisle does not speak it: its own words are in English there."
    click.echo(f"The texts of {slug} are in {language_name(kept, language('en').locale)} ({kept}).{note}")
