"""Reads the code in a scanned text."""

from app.tickets.codes import TicketCode, read_code
from app.tickets.scanned_text import possible_codes, unreadable_cause


class UnreadableText(ValueError):
    """A scanned text that cannot be a code; its message is the cause, in words."""


def read_scanned_code(text: str) -> TicketCode:
    """Return the content of the first possible code with our signature. Raises UnreadableText, or the error of
    `read_code` for the first reading that has the letters of a code."""
    errors: dict[str, ValueError] = {}
    for code in possible_codes(text):
        try:
            return read_code(code)
        except ValueError as error:
            errors[code] = error
    if cause := unreadable_cause(text):
        raise UnreadableText(cause)
    raise next(error for code, error in errors.items() if code.isascii() and code.isalnum())
