"""Reads which letters a TrueType font has: its table `cmap`
(https://learn.microsoft.com/en-us/typography/opentype/spec/cmap)."""

import struct
from collections.abc import Iterator

SEGMENTS, GROUPS = 4, 12
"""The formats that fonts of today have: for the first 65,536 letters of Unicode, and for all."""


def letters_of(font: bytes) -> frozenset[int]:
    """Return the code points for which the font has a glyph."""
    cmap = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", cmap, 2)
    offsets = {struct.unpack_from(">I", cmap, 8 + 8 * index)[0] for index in range(count)}
    return frozenset(code for offset in offsets for code in _letters(cmap[offset:]))


def _table(font: bytes, wanted: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    for index in range(count):
        tag, _, offset, size = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if tag == wanted:
            return font[offset : offset + size]
    raise ValueError(f"a font without {wanted.decode()}")


def _letters(table: bytes) -> Iterator[int]:
    (layout,) = struct.unpack_from(">H", table)
    if layout == SEGMENTS:
        yield from _letters_of_segments(table)
    elif layout == GROUPS:
        (count,) = struct.unpack_from(">I", table, 12)
        for first, last, glyph in struct.iter_unpack(">III", table[16 : 16 + 12 * count]):
            yield from range(first + (glyph == 0), last + 1)


def _letters_of_segments(table: bytes) -> Iterator[int]:
    (twice,) = struct.unpack_from(">H", table, 6)
    numbers = struct.unpack(f">{len(table) // 2}H", table[: len(table) // 2 * 2])
    count = twice // 2
    last, first, shift, offset = (slice(start, start + count) for start in (7, 8 + count, 8 + 2 * count, 8 + 3 * count))
    for segment, (begin, end) in enumerate(zip(numbers[first], numbers[last], strict=True)):
        step, place = numbers[offset][segment] // 2, offset.start + segment
        for code in range(begin, min(end, 0xFFFE) + 1):
            glyph = numbers[place + step + code - begin] if step else code + numbers[shift][segment]
            if glyph % 0x10000:
                yield code
