"""The layout of a ticket's code in bytes, and the length of its text.

    2 (1 byte) · key id (2 bytes) · performance (varint) · serial (5 bytes) · HMAC-SHA-256 cut to 10 bytes

Version 1 has no key id. The varint says where it ends, so the first letters of a code say how long the whole is."""

from itertools import takewhile

from app.tickets.base32 import LETTER_VALUES

VERSION, OLD_VERSION = 2, 1
KEY_ID_BYTES = 2
SERIAL_BYTES = 5
SIGNATURE_BYTES = 10
HEADER_BYTES = {OLD_VERSION: 1, VERSION: 1 + KEY_ID_BYTES}
"""Bytes before the number of the performance, by version."""
MAX_VARINT_BYTES = 9
"""Of a performance's number, which is below 2**63."""
CONTINUES = 0x80
"""The bit of each byte of a varint but the last."""


def _letters(version: int, varint_bytes: int) -> int:
    size = HEADER_BYTES[version] + varint_bytes + SERIAL_BYTES + SIGNATURE_BYTES
    return -(-size * 8 // 5)


SHORTEST = _letters(OLD_VERSION, 1)
LONGEST = _letters(VERSION, MAX_VARINT_BYTES)
"""Letters of the shortest and the longest code."""


def whole_length(code: str) -> int | None:
    """Return how many letters the whole code has that begins with `code`; None where no code begins so.

    `code` is normalized. Where it ends within the number of the performance, this is the least possible length."""
    start = _leading_bytes(code[:LONGEST])
    version = start[0] if start else None
    if version not in HEADER_BYTES:
        return None
    number = start[HEADER_BYTES[version] :]
    varint_bytes = 1 + sum(1 for _ in takewhile(lambda byte: byte & CONTINUES, number))
    return _letters(version, varint_bytes) if varint_bytes <= MAX_VARINT_BYTES else None


def _leading_bytes(code: str) -> bytes:
    """Return the whole bytes of the letters before the first character that is none of ours."""
    values = [LETTER_VALUES[letter] for letter in takewhile(LETTER_VALUES.__contains__, code)]
    number = 0
    for value in values:
        number = number << 5 | value
    size, rest = divmod(len(values) * 5, 8)
    return (number >> rest).to_bytes(size)


def encode_varint(number: int) -> bytes:
    """Encode as seven bits a byte, the highest first; every byte but the last has its top bit set."""
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | CONTINUES)
    return bytes(reversed(groups))


def decode_varint(data: bytes) -> int:
    """Decode the bytes of `encode_varint`."""
    number = 0
    for byte in data:
        number = number << 7 | byte & 0x7F
    return number
