"""Reads the code in a scanned text."""

from app.tickets.codes import ForgedCode, TicketCode, UnknownKey, read_code
from app.tickets.scanned_text import possible_codes
from app.tickets.unreadable_text import unreadable_cause


class UnreadableText(ValueError):
    """A scanned text that cannot be a code; its message is the cause, in words."""


def read_scanned_code(text: str) -> TicketCode:
    """Return the content of the first possible code with our signature.

    Raises UnreadableText; UnknownKey with all claims if codes name keys that are not ours, else ForgedCode."""
    claims: list[TicketCode] = []
    for code in possible_codes(text):
        try:
            return read_code(code)
        except UnknownKey as error:
            claims += error.claims
        except ForgedCode:
            continue
    if cause := unreadable_cause(text):
        raise UnreadableText(cause)
    raise UnknownKey(*claims) if claims else ForgedCode("not a ticket")
