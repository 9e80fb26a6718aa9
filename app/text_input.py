"""Checks of input by staff: text that others will read, and whole numbers."""

import re
import unicodedata

from app.errors import BadInput
from app.language.messages import Message, message

LINE_WHITESPACE = "\t\n\r"
"""Control characters that are allowed; they become a space, as all other white space does."""
MAX_REASON = 200
"""Characters that are kept of a reason for staff alone."""
ZERO_WIDTH_JOINERS = "\u200c\u200d"
"""Invisible characters that are allowed, because words of some scripts and some emoji contain them."""


def clean_text(text: str, noun: Message) -> str:
    """Return the text as one line without white space around it. `noun`: what the text is, for the error message.

    Raises BadInput for characters that cannot be shown or stored: control characters, unpaired surrogates, marks that
    change the direction of reading."""
    if not _is_readable(text):
        raise BadInput(
            message(
                "{noun} has a character that nobody can read. Write it as plain text. Nothing was changed.", noun=noun
            )
        )
    return " ".join(text.split())


def clean_reason(text: str, missing: Message) -> str:
    """Return a reason as `clean_text` does, cut to MAX_REASON characters. Raises BadInput, which says `missing` if it
    is empty."""
    reason = clean_text(text, message("The reason"))[:MAX_REASON]
    if not reason:
        # Translators: {missing} is a whole sentence that says what is to be written, such as "Say why."
        raise BadInput(message("{missing} Nothing was changed.", missing=missing))
    return reason


def parse_int(text: str, noun: Message | str) -> int:
    """Return the number written in the digits 0 to 9, with or without a minus sign. Raises BadInput. `noun`: what the
    number is, or the name of its option."""
    if re.fullmatch(r"-?[0-9]{1,100}", text):
        return int(text)
    if not _is_readable(text):
        raise BadInput(message("{noun} is a whole number in the digits 0 to 9. Nothing was changed.", noun=noun))
    raise BadInput(
        message(
            '{noun} is a whole number in the digits 0 to 9, not "{quoted}". Nothing was changed.',
            noun=noun,
            quoted=text[:40],
        )
    )


def _is_readable(text: str) -> bool:
    return all(char in LINE_WHITESPACE + ZERO_WIDTH_JOINERS or unicodedata.category(char)[0] != "C" for char in text)
