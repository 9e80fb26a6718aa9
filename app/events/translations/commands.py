"""`aisle event translate|texts`: the texts of an event in further languages."""

from pathlib import Path

import click
import msgspec

from app.command_connections import run_with_connections
from app.errors import BadInput
from app.events.translations.event_texts import Translation
from app.events.translations.translated_events import TranslatedEvent, lock_event, translate_event
from app.events.translations.translation_input import MAX_FILE, parse_translations
from app.language.languages import language
from app.language.messages import message
from app.language.tags import language_name, parse_tag
from db.transaction import transaction

TRANSLATE_HELP = """Keeps the texts of FILE for EVENT (its short name): JSON by language, as `texts` prints it.

What FILE leaves out stays as it is; an empty text is taken back. Fans see the change within a second."""
TEXTS_HELP = """Prints the texts of EVENT in LANGUAGE, such as de or pt-BR, to be filled in and given to `translate`."""


@click.group("event", help="Events: their texts in further languages.")
def event() -> None:
    """Group the commands about events."""


@event.command("translate", help=TRANSLATE_HELP)
@click.argument("slug", metavar="EVENT")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def translate(slug: str, file: Path) -> None:
    """Keep the texts of a file, and print what each of its languages lacks."""
    with file.open("rb") as opened:
        given = parse_translations(opened.read(MAX_FILE + 1))

    async def work() -> TranslatedEvent:
        async with transaction() as connection:
            return await translate_event(connection, slug, given)

    translated = run_with_connections(work())
    for tag in given:
        click.echo(_report(translated, tag))


@event.command("texts", help=TEXTS_HELP)
@click.argument("slug", metavar="EVENT")
@click.argument("tag", metavar="LANGUAGE")
def texts(slug: str, tag: str) -> None:
    """Print the texts in one language as JSON; the organizer's own title and summary go to stderr."""
    known = parse_tag(tag)
    if known is None:
        raise BadInput(
            message('No language called "{tag}" is known. Write it like de, pt-BR or zh-Hant.', tag=tag[:40])
        )

    async def work() -> TranslatedEvent:
        async with transaction() as connection:
            return await lock_event(connection, slug)

    found = run_with_connections(work())
    kept = found.texts.translations.get(known, Translation())
    names = {name: kept.names.get(name, "") for name in found.names}
    form = {known: {"title": kept.title, "summary": kept.summary, "names": names}}
    click.echo(f"Title: {found.texts.title}\nSummary: {found.texts.summary or '(none)'}", err=True)
    click.echo(msgspec.json.format(msgspec.json.encode(form), indent=2))


def _report(translated: TranslatedEvent, tag: str) -> str:
    name = f"{language_name(tag, language('en').locale)} ({tag})"
    if tag not in translated.texts.translations:
        return f"{name}: nothing is translated."
    missing = translated.missing(tag)
    return f"{name}: not translated yet: {', '.join(missing)}." if missing else f"{name}: everything is translated."
