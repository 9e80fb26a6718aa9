"""Crockford's base 32, without I, L, O and U: safe to read aloud, to write by hand and to scan.

Capitals and digits only, so a QR code stores them in its alphanumeric mode: 5.5 bits a letter instead of 8."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTER_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
NORMALIZATION = str.maketrans("ILO", "110", "- \t\r\n")


def random_base32(count: int) -> str:
    """Draw `count` unguessable letters, five random bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(count))


def normalize(typed: str) -> str:
    """Normalize typed or scanned text: capitals, no spaces or dashes; I and L become 1, O becomes 0."""
    return typed.upper().translate(NORMALIZATION)


def encode_base32(data: bytes) -> str:
    """Encode bytes as letters; the last letter is padded with zero bits."""
    count = -(-len(data) * 8 // 5)
    number = int.from_bytes(data) << (count * 5 - len(data) * 8)
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range((count - 1) * 5, -1, -5))


def decode_base32(letters: str) -> bytes:
    """Decode the letters of `encode_base32`. Raises ValueError for any other text, also for one with padding bits
    set."""
    number = 0
    for letter in letters:
        if letter not in LETTER_VALUES:
            raise ValueError(f"{letter!r} is not one of our letters")
        number = number << 5 | LETTER_VALUES[letter]
    size = len(letters) * 5 // 8
    data = (number >> (len(letters) * 5 - size * 8)).to_bytes(size)
    if encode_base32(data) != letters:
        raise ValueError("not as we write it")
    return data
