"""Labels of taxes as the lines of orders store them: in English, and read back as messages for every language."""

import re

from app.events.pricing import Tax
from app.language.messages import Message

PERCENT = r"(?P<units>\d{1,3})(?:\.(?P<part>\d{1,4}))?\N{NO-BREAK SPACE}%"
STORED = {True: re.compile(rf"Includes {PERCENT} (?P<name>.+)"), False: re.compile(rf"(?P<name>.+) {PERCENT}")}
ISOLATES = str.maketrans("", "", "\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}")


def read_tax_label(text: str, *, included: bool) -> Message | str:
    """Return the label of a tax as a message, from the text in its line; the text itself if it has another form."""
    match = STORED[included].fullmatch(text)
    if match is None:
        return text
    rate = int(match["units"] + (match["part"] or "").ljust(4, "0"))
    return Tax(match["name"].translate(ISOLATES), rate, included).label
