"""The modules of a QR code, as sums of patterns that segno draws once.

Every step from a text to its modules is linear over bits: the numbers of its letters, the Reed-Solomon code, the mask
(ISO/IEC 18004). So the modules of texts of one length are those of one text of zeros, XORed with a pattern for each
bit of the letters' numbers. Adding up patterns takes a hundredth of the time of encoding anew."""

import functools
from collections.abc import Sequence

import msgspec
import segno

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
"""The letters of the alphanumeric mode. Two become a number of 11 bits, a last single one has 6."""
VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
PAIR_BITS, SINGLE_BITS = 11, 6
MASK_PATTERN = 0
"""One of the eight mask patterns. Choosing the best of them takes five times as long, and gains nothing: our codes are
mostly a signature, so random under each."""


class Patterns(msgspec.Struct, frozen=True):
    """The patterns of texts of one length, as numbers of `side` × `side` bits, the first module first.

    `zeros`: the modules of a text of zeros; `bits`: for each two letters, the pattern of each bit of their number."""

    side: int
    zeros: int
    bits: list[list[int]]


def qr_code(text: str) -> segno.QRCode:
    """Return the smallest code, in alphanumeric mode, that corrects 15 % damage or more."""
    return segno.make_qr(text, error="m", boost_error=True, mask=MASK_PATTERN, mode="alphanumeric")


def qr_rows(text: str) -> list[str]:
    """Return the rows of modules of `qr_code`, "1" for a dark one. Raises KeyError for a letter of another mode."""
    patterns = _patterns(len(text))
    modules = patterns.zeros
    for number, bits in zip(_numbers(text), patterns.bits, strict=True):
        for place, pattern in enumerate(bits):
            if number >> place & 1:
                modules ^= pattern
    side = patterns.side
    every = f"{modules:0{side * side}b}"
    return [every[start : start + side] for start in range(0, side * side, side)]


@functools.lru_cache(maxsize=16)
def _patterns(length: int) -> Patterns:
    side, zeros = _modules("0" * length)
    bits = []
    for start in range(0, length, 2):
        letters = min(2, length - start)
        texts = ["0" * start + _pair(1 << bit, letters) for bit in range(PAIR_BITS if letters == 2 else SINGLE_BITS)]
        bits.append([_modules(text.ljust(length, "0"))[1] ^ zeros for text in texts])
    return Patterns(side, zeros, bits)


def _modules(text: str) -> tuple[int, int]:
    matrix: Sequence[bytearray] = qr_code(text).matrix
    return len(matrix), int("".join(str(module) for row in matrix for module in row), 2)


def _numbers(text: str) -> list[int]:
    values = [VALUES[letter] for letter in text]
    pairs = [first * len(ALPHABET) + second for first, second in zip(values[::2], values[1::2], strict=False)]
    return pairs + values[-1:] if len(values) % 2 else pairs


def _pair(number: int, letters: int) -> str:
    """Return the one or two letters that have this number."""
    first, second = divmod(number, len(ALPHABET))
    return ALPHABET[first] + ALPHABET[second] if letters == 2 else ALPHABET[number]
