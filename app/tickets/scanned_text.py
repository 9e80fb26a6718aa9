"""The codes that the text of a hand scanner may mean.

A scanner is a keyboard. It sends the keys of the layout that it is set to, usually English (US), and the computer takes
them for the keys of its own. It may also send an AIM identifier (]Q1 is a QR code) or another prefix before the code, a
tab or an end of line after it, and the same code several times. Only the signature decides whether a possible code is a
ticket's."""

import re
import unicodedata
from collections.abc import Iterator

from app.tickets.base32 import normalize
from app.tickets.code_layout import LONGEST, whole_length

# What the keys of a US keyboard type in another layout, with and without Caps Lock. AZERTY: of France, Belgium, macOS.
AZERTY = str.maketrans("&é\"'(-è_çà" + "ÉÈÇÀ§!" + "aqzwAQZW,?", "1234567890" + "279068" + "qawzQAWZMM")
QWERTZ = str.maketrans('!"§$%&/()=' + "yzYZ", "1234567890" + "zyZY")
AIM_IDENTIFIER = re.compile(r"[]+*$£¨´][A-Za-z][0-9]")  # the key of ] types one of these characters
MAX_PREFIX = 8
"""Characters before a code, without those of an AIM identifier that we know."""
MAX_TEXT = 100 * LONGEST
"""Characters; a longer text means no code."""


def readings(text: str) -> list[str]:
    """Return the text as it is, and by the layouts that we know, without blanks, control characters and AIM
    identifiers."""
    shown = "".join(letter for letter in unicodedata.normalize("NFC", text) if letter.isprintable() and letter != " ")
    return [AIM_IDENTIFIER.sub("", shown.translate(layout)) for layout in ({}, AZERTY, QWERTZ)]


def possible_codes(text: str) -> list[str]:
    """Return the codes that a scanned text may mean, the most likely first; none twice, and at most 27.

    Each begins like a code and is as long as its beginning says."""
    return list(dict.fromkeys(code for reading in readings(text) for code in _codes_in(normalize(reading))))


def _codes_in(reading: str) -> Iterator[str]:
    """Yield each code of which this is the text, once or more often, with a short prefix before it or before each."""
    if len(reading) > MAX_TEXT:
        return
    for start in range(MAX_PREFIX + 1):
        length = whole_length(reading[start : start + LONGEST])
        if length is None:
            continue
        prefix, code = reading[:start], reading[start : start + length]
        repeated = prefix + code * ((len(reading) - start) // length)
        each_with_prefix = (prefix + code) * (len(reading) // (start + length))
        if len(code) == length and code.isascii() and code.isalnum() and reading in (repeated, each_with_prefix):
            yield code
