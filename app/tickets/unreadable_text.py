"""Why a scanned text can be no ticket's code, in words for the person at the entrance.

What only a forger writes has no cause: a text with the letters and the length of a code."""

from app.tickets.base32 import decode_base32, normalize
from app.tickets.code_layout import LONGEST, SHORTEST, whole_length
from app.tickets.scanned_text import MAX_PREFIX, possible_codes, readings

NOTHING_READ = "Nothing was read: scan again."
WEB_ADDRESS = "This is a web address, such as that on a poster: scan the code of the ticket."
OTHER_LAYOUT = (
    "These are not the characters of a code. If other tickets do the same, the scanner types in another keyboard "
    "layout: set the computer's keyboard to English (US), or program the scanner for its layout."
)
TOO_LONG = "Too long for one code. Two tickets at once? Scan one alone."
CUT_SHORT = "Only a part of the code was read, or another bar code: scan the code of the ticket again."
MISREAD = "Some characters of the code were not read right, or this is another bar code: scan the ticket again."


def unreadable_cause(text: str) -> str | None:
    """Return why a scanned text cannot be a code; None where it could be one.

    It is for a text of which no possible code is a ticket's."""
    found = readings(text)
    if not any(found):
        return NOTHING_READ
    if any("://" in reading or reading.lower().startswith(("http", "www")) for reading in found):
        return WEB_ADDRESS
    if codes := possible_codes(text):
        return None if any(_is_base32(code) for code in codes) else MISREAD
    whole = [normalize(reading) for reading in found]
    begun = [code[start:] for code in whole for start in range(MAX_PREFIX + 1) if whole_length(code[start:])]
    likely = next((code for code in (*begun, *whole) if code.isascii() and code.isalnum()), None)
    return OTHER_LAYOUT if likely is None else _cause_of(likely)


def _cause_of(code: str) -> str | None:
    """Return why these letters and digits, which are no whole code, cannot be one."""
    length = whole_length(code)
    if len(code) > LONGEST:
        return TOO_LONG
    if len(code) < (length or SHORTEST):
        return CUT_SHORT
    return None if length is None and _is_base32(code) else MISREAD


def _is_base32(code: str) -> bool:
    """Return whether our alphabet has all letters of it, and the bits that fill up the last one are zero."""
    try:
        return bool(decode_base32(code))
    except ValueError:
        return False
