"""The text of a ticket's QR code: performance, serial, and our signature over both.

    2 (1 byte) · key id (2 bytes) · performance (varint) · serial (5 bytes) · HMAC-SHA-256 cut to 10 bytes

The key id is the start of the SHA-256 of the key that signed. It tells a code of a key that this installation does not
have from a forgery. Codes of version 1 have no key id, so each key is tried: 1 (1 byte) · performance · serial · HMAC.

Nineteen to twenty-three bytes, at most 37 letters, for performances below 2**35: a QR code of 25 × 25 modules, readable
from a cracked screen. A scanner with the key needs no network to refuse a forgery. The ticket's id in our tables is
left out: it would show how many tickets were sold."""

import hashlib
import hmac

import msgspec

from app.settings import settings
from app.tickets.base32 import decode_base32, encode_base32, normalize, random_base32
from realtime.keys import Keys, Purpose

VERSION, OLD_VERSION = 2, 1
KEY_ID_BYTES = 2
SERIAL_LETTERS = 8
SERIAL_BYTES = 5
SIGNATURE_BYTES = 10
MAX_CODE_LENGTH = 80
"""Letters; a longer text is refused without decoding it."""
MIN_CONTENT_BYTES = 1 + KEY_ID_BYTES + 1 + SERIAL_BYTES
"""Bytes of the shortest content of the present version."""


class ForgedCode(ValueError):
    """Not one of our codes: another text, or an altered or truncated code."""


class UnknownKey(ForgedCode):
    """The code names a key that this installation does not have, so its signature cannot be checked."""


class TicketCode(msgspec.Struct, frozen=True):
    """The content of a code with a valid signature. Whether the ticket is still valid is in its row."""

    performance_id: int
    serial: str


def new_serial() -> str:
    """Draw a serial, as printed under the code: "RX10 7K2M". Forty random bits; unique only within its performance."""
    letters = random_base32(SERIAL_LETTERS)
    return f"{letters[:4]} {letters[4:]}"


def ticket_code(performance_id: int, serial: str, keys: Keys | None = None) -> str:
    """Return the code of a ticket, in letters: always the same for the same ticket and key.

    `keys`: by default those of this installation; the first one signs."""
    key = (keys or settings().keys(Purpose.TICKET))[0]
    content = bytes([VERSION]) + _key_id(key) + _varint(performance_id) + decode_base32(normalize(serial))
    return encode_base32(content + _signature(content, key))


def read_code(text: str, keys: Keys | None = None) -> TicketCode:
    """Check a code's signature and return its content. Reads no row. Raises ForgedCode, or UnknownKey of it."""
    if len(text) > MAX_CODE_LENGTH:
        raise ForgedCode("too long for a ticket")
    try:
        data = decode_base32(normalize(text))
    except ValueError as error:
        raise ForgedCode(str(error)) from None
    content, signature = data[:-SIGNATURE_BYTES], data[-SIGNATURE_BYTES:]
    able = _keys_of(content, keys or settings().keys(Purpose.TICKET))
    if not any(hmac.compare_digest(signature, _signature(content, key)) for key in able):
        raise ForgedCode("the signature is not ours")
    signed = content[1 + KEY_ID_BYTES :] if content[0] == VERSION else content[1:]
    serial = encode_base32(signed[-SERIAL_BYTES:])
    return TicketCode(_from_varint(signed[:-SERIAL_BYTES]), f"{serial[:4]} {serial[4:]}")


def _keys_of(content: bytes, keys: Keys) -> Keys:
    """Return the keys that may have signed this content. Raises UnknownKey, and ForgedCode for another version."""
    if content[:1] == bytes([OLD_VERSION]):
        return keys
    if content[:1] != bytes([VERSION]) or len(content) < MIN_CONTENT_BYTES:
        raise ForgedCode("not a ticket")
    if able := tuple(key for key in keys if _key_id(key) == content[1 : 1 + KEY_ID_BYTES]):
        return able
    raise UnknownKey("signed with a key that this installation does not have")


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()[:KEY_ID_BYTES]


def _signature(content: bytes, key: bytes) -> bytes:
    return hmac.digest(key, content, hashlib.sha256)[:SIGNATURE_BYTES]


def _varint(number: int) -> bytes:
    """Encode as seven bits a byte, the highest first; every byte but the last has its top bit set."""
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return bytes(reversed(groups))


def _from_varint(data: bytes) -> int:
    number = 0
    for byte in data:
        number = number << 7 | byte & 0x7F
    return number
