"""The text of a ticket's QR code: performance, serial, and our signature over both.

    version (1 byte) · performance (varint) · serial (5 bytes) · HMAC-SHA-256 cut to 10 bytes

Seventeen to nineteen bytes, at most 31 letters: a QR code of 25 × 25 modules, readable from a cracked screen. A scanner
with the key needs no network to refuse a forgery. The ticket's id in our tables is left out: it would show how many
tickets were sold."""

import hashlib
import hmac

import msgspec

from app.settings import settings
from app.tickets.base32 import decode_base32, encode_base32, normalize, random_base32

VERSION = 1
SERIAL_LETTERS = 8
SIGNATURE_BYTES = 10
MAX_CODE_LENGTH = 80
"""Letters; a longer text is refused without decoding it."""


class ForgedCode(ValueError):
    """Not one of our codes: another text, or an altered or truncated code."""


class TicketCode(msgspec.Struct, frozen=True):
    """The content of a code with a valid signature. Whether the ticket is still valid is in its row."""

    performance_id: int
    serial: str


def new_serial() -> str:
    """Draw a serial, as printed under the code: "RX10 7K2M". Forty random bits; unique only within its performance."""
    letters = random_base32(SERIAL_LETTERS)
    return f"{letters[:4]} {letters[4:]}"


def ticket_code(performance_id: int, serial: str, secret: str | None = None) -> str:
    """Return the code of a ticket, in letters: always the same for the same ticket."""
    content = bytes([VERSION]) + _varint(performance_id) + decode_base32(normalize(serial))
    return encode_base32(content + _signature(content, secret))


def read_code(text: str, secret: str | None = None) -> TicketCode:
    """Check a code's signature and return its content. Reads no row. Raises ForgedCode."""
    if len(text) > MAX_CODE_LENGTH:
        raise ForgedCode("too long for a ticket")
    try:
        data = decode_base32(normalize(text))
    except ValueError as error:
        raise ForgedCode(str(error)) from None
    content, signature = data[:-SIGNATURE_BYTES], data[-SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _signature(content, secret)) or content[:1] != bytes([VERSION]):
        raise ForgedCode("the signature is not ours")
    serial = encode_base32(content[-5:])
    return TicketCode(_from_varint(content[1:-5]), f"{serial[:4]} {serial[4:]}")


def _signature(content: bytes, secret: str | None) -> bytes:
    # a derived key: the one that signs sessions and passes must never sign a ticket
    root = (settings().aisle_secret if secret is None else secret).encode()
    key = hmac.digest(root, b"aisle ticket code", hashlib.sha256)
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
