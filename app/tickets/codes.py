"""The text of a ticket's QR code: performance, serial, and our signature over both (app/tickets/code_layout.py).

The key id is the start of the SHA-256 of the key that signed: it says which key checks the signature. Where it names
none of our keys nothing can be checked, so that it proves nothing: a forger can write any key id. Codes of version 1
have no key id, so each key is tried.

Nineteen to twenty-three bytes, at most 37 letters, for performances below 2**35: a QR code of 25 × 25 modules, readable
from a cracked screen. A scanner with the key needs no network to refuse a forgery. The ticket's id in our tables is
left out: it would show how many tickets were sold."""

import hashlib
import hmac

import msgspec

from app.settings import settings
from app.tickets.base32 import decode_base32, encode_base32, normalize, random_base32
from app.tickets.code_layout import (
    HEADER_BYTES,
    KEY_ID_BYTES,
    OLD_VERSION,
    SERIAL_BYTES,
    SIGNATURE_BYTES,
    VERSION,
    decode_varint,
    encode_varint,
    whole_length,
)
from realtime.keys import Keys, Purpose

SERIAL_LETTERS = 8


class TicketCode(msgspec.Struct, frozen=True):
    """The content of a code. Whether the ticket is still valid is in its row."""

    performance_id: int
    serial: str


class ForgedCode(ValueError):
    """Not one of our codes: another text, or an altered or truncated code."""


class UnknownKey(ForgedCode):
    """The code names a key that this installation does not have, so its signature cannot be checked.

    `claims`: what it says, or may say; anyone can write such a code."""

    def __init__(self, *claims: TicketCode) -> None:
        super().__init__("names a key that this installation does not have")
        self.claims = claims


def new_serial() -> str:
    """Draw a serial, as printed under the code: "RX10 7K2M". Forty random bits; unique only within its performance."""
    return _spaced(random_base32(SERIAL_LETTERS))


def ticket_code(performance_id: int, serial: str, keys: Keys | None = None) -> str:
    """Return the code of a ticket, in letters: always the same for the same ticket and key.

    `keys`: by default those of this installation; the first one signs."""
    key = (keys or settings().keys(Purpose.TICKET))[0]
    content = bytes([VERSION]) + _key_id(key) + encode_varint(performance_id) + decode_base32(normalize(serial))
    return encode_base32(content + _signature(content, key))


def read_code(text: str, keys: Keys | None = None) -> TicketCode:
    """Check a code's signature and return its content. Reads no row. Raises ForgedCode, or UnknownKey of it."""
    code = normalize(text)
    if len(code) != whole_length(code):
        raise ForgedCode("not as long as a code that begins so")
    try:
        data = decode_base32(code)
    except ValueError as error:
        raise ForgedCode(str(error)) from None
    content, signature = data[:-SIGNATURE_BYTES], data[-SIGNATURE_BYTES:]
    signed = content[HEADER_BYTES[content[0]] :]
    claim = TicketCode(decode_varint(signed[:-SERIAL_BYTES]), _spaced(encode_base32(signed[-SERIAL_BYTES:])))
    able = _keys_of(content, keys or settings().keys(Purpose.TICKET))
    if not able:
        raise UnknownKey(claim)
    if not any(hmac.compare_digest(signature, _signature(content, key)) for key in able):
        raise ForgedCode("the signature is not ours")
    return claim


def _keys_of(content: bytes, keys: Keys) -> Keys:
    """Return the keys that may have signed this content."""
    if content[0] == OLD_VERSION:
        return keys
    return tuple(key for key in keys if _key_id(key) == content[1 : 1 + KEY_ID_BYTES])


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()[:KEY_ID_BYTES]


def _signature(content: bytes, key: bytes) -> bytes:
    return hmac.digest(key, content, hashlib.sha256)[:SIGNATURE_BYTES]


def _spaced(serial: str) -> str:
    return f"{serial[:4]} {serial[4:]}"
