"""What staff type, once for all: words that everybody will read, and whole numbers."""

import re
import unicodedata

from app.errors import BadInput

LINE_WHITESPACE = "\t\n\r"
"""Becomes a space, as all other white space does."""
ZERO_WIDTH_JOINERS = "\u200c\u200d"
"""Seen by nobody, and yet part of words in some scripts and of some emoji."""


def clean_text(text: str, noun: str) -> str:
    """In one line, without white space around it. Raises BadInput where a character of it cannot be shown or kept:
    control characters, halves of pairs, marks that turn the direction of reading."""
    if not _can_be_read(text):
        raise BadInput(f"{noun} has a character that nobody can read. Write it as plain text. Nothing was changed.")
    return " ".join(text.split())


def parse_int(text: str, noun: str) -> int:
    """In the digits 0 to 9, with a minus at most. Raises BadInput."""
    if re.fullmatch(r"-?[0-9]{1,100}", text):
        return int(text)
    said = text[:40] if _can_be_read(text) else "that"
    raise BadInput(f'{noun} is a whole number in the digits 0 to 9, not "{said}". Nothing was changed.')


def _can_be_read(text: str) -> bool:
    return all(sign in LINE_WHITESPACE + ZERO_WIDTH_JOINERS or unicodedata.category(sign)[0] != "C" for sign in text)
