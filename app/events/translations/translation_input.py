"""Translations of an event's texts as an organizer gives them, and their checks."""

import msgspec
from msgspec import UNSET, UnsetType

from app.errors import BadInput
from app.events.draft_validation import MAX_SUMMARY, MAX_TITLE
from app.events.translations.event_texts import Translation
from app.language.messages import Items, Message, message
from app.language.tags import parse_tag
from app.text_input import clean_text

MAX_NAME = 100
MAX_FILE = 1_000_000
DIRECTION_MARKS = dict.fromkeys((0x200E, 0x200F, 0x061C))
"""Invisible marks that Arabic and Hebrew texts need beside digits and signs. They change no text but their own."""


class TranslationInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Texts of one language to keep from now on. What is left out stays as it is; "" is not translated any more."""

    title: str | UnsetType = UNSET
    summary: str | UnsetType = UNSET
    names: dict[str, str] = {}

    @property
    def adds_nothing(self) -> bool:
        """Whether it only takes texts back."""
        return not (self.title or self.summary or any(self.names.values()))


def parse_translations(content: bytes) -> dict[str, TranslationInput]:
    """Parse the content of a JSON file: {"de": {"title": "…", "summary": "…", "names": {"Adult": "…"}}}.

    Raises BadInput."""
    if len(content) > MAX_FILE:
        raise BadInput(message("The file is longer than any texts of an event."))
    try:
        given = msgspec.json.decode(content, type=dict[str, TranslationInput])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(
            message("The file cannot be read: {problem}. Nothing was changed.", problem=str(error))
        ) from None
    return check_languages(given)


def check_languages(given: dict[str, TranslationInput]) -> dict[str, TranslationInput]:
    """Return the texts by the tag that is kept of each language. Raises BadInput."""
    known: dict[str, TranslationInput] = {}
    for written, texts in given.items():
        tag = parse_tag(written)
        if tag is None or tag in known:
            problem = (
                message('The language "{tag}" is there twice. Nothing was changed.', tag=tag)
                if tag
                else message(
                    'No language called "{tag}" is known. Write it like de, pt-BR or zh-Hant. Nothing was changed.',
                    tag=written[:40],
                )
            )
            raise BadInput(problem, code="unknown_language")
        known[tag] = texts
    return known


def merge_texts(kept: Translation, given: TranslationInput, names: list[str]) -> Translation:
    """Return what is kept of one language, with what was given. `names`: all that the event has.

    Raises BadInput for a name that the event does not have, a text that is too long, or one that cannot be shown."""
    if unknown := [name[:MAX_NAME] for name in given.names if name not in names]:
        raise BadInput(_unknown_names(unknown, names), code="unknown_names", names=unknown)
    merged = kept.names | {name: _clean_name(name, text) for name, text in given.names.items()}
    return Translation(
        kept.title if given.title is UNSET else _clean(given.title, message("The title"), MAX_TITLE),
        kept.summary if given.summary is UNSET else _clean(given.summary, message("The summary"), MAX_SUMMARY),
        {name: merged[name] for name in names if merged.get(name)},
    )


def _unknown_names(unknown: list[str], names: list[str]) -> Message:
    listed = Items(tuple(f'"{name}"' for name in unknown))
    if not names:
        return message("The event has no names to translate yet, such as {names}. Nothing was changed.", names=listed)
    return message(
        "The event has no ticket type, price level, fee or tax called {unknown}. Its names are {names}. Nothing was "
        "changed.",
        unknown=listed,
        names=Items(tuple(f'"{name}"' for name in names)),
    )


def _clean_name(name: str, text: str) -> str:
    return _clean(text, message('The translation of "{name}"', name=name), MAX_NAME)


def _clean(text: str, noun: Message, longest: int) -> str:
    clean_text(text.translate(DIRECTION_MARKS), noun)  # raises for what cannot be shown
    line = " ".join(text.split())
    if len(line) > longest:
        raise BadInput(
            message(
                "{noun} may have at most {longest} characters, and has {count}. Nothing was changed.",
                noun=noun,
                longest=longest,
                count=len(line),
            ),
            code="text_too_long",
        )
    return line
