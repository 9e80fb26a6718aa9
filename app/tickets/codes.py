"""What a ticket's QR code says: which performance, which serial, and our signature over both.

    version (1 byte) · performance (varint) · serial (5 bytes) · HMAC-SHA-256 cut to 10 bytes

Seventeen to nineteen bytes, at most 31 letters: a QR code of 25 × 25 modules, readable from a cracked screen. A scanner
with the key needs no network to refuse a forgery. The number of the ticket in our tables is not in it: a ticket does
not tell its owner how many the house has sold."""

import hashlib
import hmac

import msgspec

from app.settings import settings
from app.tickets.base32 import decode_base32, encode_base32, normalize, random_base32

VERSION = 1
SERIAL_LETTERS = 8
SIGNATURE_BYTES = 10
MAX_CODE_LENGTH = 80
"""Letters of the longest text worth looking at; a door never chews on junk."""


class ForgedCode(ValueError):
    """Not one of our codes: another text, an altered one, or a cut one."""


class TicketCode(msgspec.Struct, frozen=True):
    """What a code with a good signature says. Whether the ticket is still valid, only the rows know."""

    performance_id: int
    serial: str


def new_serial() -> str:
    """A serial, as printed under the code: "RX10 7K2M". Forty random bits; unique only within its performance."""
    letters = random_base32(SERIAL_LETTERS)
    return f"{letters[:4]} {letters[4:]}"


def ticket_code(performance_id: int, serial: str, secret: str | None = None) -> str:
    """The code of a ticket, in letters. The same ticket has the same code for ever."""
    said = bytes([VERSION]) + _varint(performance_id) + decode_base32(normalize(serial))
    return encode_base32(said + _signature(said, secret))


def read_code(text: str, secret: str | None = None) -> TicketCode:
    """What this code says, by its signature alone. Raises ForgedCode."""
    if len(text) > MAX_CODE_LENGTH:
        raise ForgedCode("too long for a ticket")
    try:
        data = decode_base32(normalize(text))
    except ValueError as problem:
        raise ForgedCode(str(problem)) from None
    said, signature = data[:-SIGNATURE_BYTES], data[-SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _signature(said, secret)) or said[:1] != bytes([VERSION]):
        raise ForgedCode("the signature is not ours")
    serial = encode_base32(said[-5:])
    return TicketCode(_from_varint(said[1:-5]), f"{serial[:4]} {serial[4:]}")


def _signature(said: bytes, secret: str | None) -> bytes:
    # a key of its own: what signs sessions and passes must never sign a ticket
    house = (settings().aisle_secret if secret is None else secret).encode()
    key = hmac.digest(house, b"aisle ticket code", hashlib.sha256)
    return hmac.digest(key, said, hashlib.sha256)[:SIGNATURE_BYTES]


def _varint(number: int) -> bytes:
    """Seven bits a byte, the highest first; every byte but the last has its top bit set."""
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return bytes(reversed(groups))


def _from_varint(data: bytes) -> int:
    number = 0
    for byte in data:
        number = number << 7 | byte & 0x7F
    return number
