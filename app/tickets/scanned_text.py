"""The text that a hand scanner types for a ticket's code: which codes it may mean, and why it can mean none.

A scanner is a keyboard. It sends the keys of the layout that it is set to, usually English (US), and the computer takes
them for the keys of its own. It may also send an AIM identifier before the code (]Q1 is a QR code), a tab or an end of
line after it, and the same code twice. Only the signature decides whether a possible code is a ticket's."""

import re
import unicodedata

from app.tickets.base32 import LETTER_VALUES, normalize
from app.tickets.codes import KEY_ID_BYTES, MIN_CONTENT_BYTES, SERIAL_BYTES, SIGNATURE_BYTES, VERSION

# What the keys of a US keyboard type in another layout, with and without Caps Lock. AZERTY: of France, Belgium, macOS.
AZERTY = str.maketrans("&é\"'(-è_çà" + "ÉÈÇÀ§!" + "aqzwAQZW,?", "1234567890" + "279068" + "qawzQAWZMM")
QWERTZ = str.maketrans('!"§$%&/()=' + "yzYZ", "1234567890" + "zyZY")
AIM_IDENTIFIER = re.compile(r"[]+*$£¨´][A-Za-z][0-9]")  # the key of ] types one of these characters
MAX_VARINT_BYTES = 9  # of a performance's number in a code


def _letters(content_bytes: int) -> int:
    """Return how many letters a signed content of so many bytes has."""
    return -(-(content_bytes + SIGNATURE_BYTES) * 8 // 5)


SHORTEST = _letters(MIN_CONTENT_BYTES)
SHORTEST_OLD = _letters(MIN_CONTENT_BYTES - KEY_ID_BYTES)  # of version 1, which has no key id
LONGEST = _letters(1 + KEY_ID_BYTES + MAX_VARINT_BYTES + SERIAL_BYTES)

NOTHING_READ = "Nothing was read: scan again."
WEB_ADDRESS = "This is a web address, such as that on a poster: scan the code of the ticket."
OTHER_LAYOUT = (
    "These are not the characters of a code. If other tickets do the same, the scanner types in another keyboard "
    "layout: set the computer's keyboard to English (US), or program the scanner for its layout."
)
TOO_LONG = "Too long for one code. Two tickets at once? Scan one alone."
CUT_SHORT = "Only a part of the code was read, or another bar code: scan the code of the ticket again."


def possible_codes(text: str) -> list[str]:
    """Return the texts of codes that a scanned text may mean, the most likely first; none twice."""
    return list(dict.fromkeys(normalize(reading) for reading in _readings(text)))


def unreadable_cause(text: str) -> str | None:
    """Return why a scanned text cannot be a code, in words for the person at the entrance; None where it could be one.

    It is for a text of which no possible code is a ticket's."""
    readings = _readings(text)
    if not any(readings):
        return NOTHING_READ
    if any("://" in reading or reading.lower().startswith(("http", "www")) for reading in readings):
        return WEB_ADDRESS
    codes = [code for code in possible_codes(text) if code.isascii() and code.isalnum()]
    if not codes:
        return OTHER_LAYOUT
    if len(codes[0]) > LONGEST:
        return TOO_LONG
    return CUT_SHORT if len(codes[0]) < (SHORTEST if _is_present_version(codes[0]) else SHORTEST_OLD) else None


def _is_present_version(code: str) -> bool:
    """Return whether the first letters, of five bits each, stand for the version of codes that are made now."""
    number = 0
    for letter in code[:2]:
        number = number << 5 | LETTER_VALUES.get(letter, 0)
    return number >> 2 == VERSION


def _readings(text: str) -> list[str]:
    """Return the text as it is, and by the layouts that we know, without what a scanner sends beside the code."""
    shown = "".join(letter for letter in unicodedata.normalize("NFC", text) if letter.isprintable() and letter != " ")
    return [_once(AIM_IDENTIFIER.sub("", shown.translate(layout))) for layout in ({}, AZERTY, QWERTZ)]


def _once(text: str) -> str:
    """Return half of a text that is the same twice and long enough for two codes, else the text."""
    half = text[: len(text) // 2]
    return half if half * 2 == text and len(half) >= SHORTEST_OLD else text
