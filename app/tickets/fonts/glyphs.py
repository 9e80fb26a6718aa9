"""Converts the glyph outlines of a WOFF2 font to the tables of TrueType (https://www.w3.org/TR/WOFF2/, section 5.1)."""

import struct

import msgspec

ON_CURVE, OVERLAP = 1, 64
WORDS, SCALE, MORE, TWO_SCALES, FOUR_SCALES, INSTRUCTIONS = 1, 8, 32, 64, 128, 256


class ByteReader(msgspec.Struct):
    """Reads bytes from the start on."""

    data: bytes
    at: int = 0

    def take(self, count: int) -> bytes:
        """Return the next `count` bytes."""
        self.at += count
        return self.data[self.at - count : self.at]

    def short(self) -> int:
        """Read a number that is stored in one to three bytes."""
        first = self.take(1)[0]
        if first == 253:
            return int.from_bytes(self.take(2))
        return first if first < 253 else self.take(1)[0] + (253 if first == 255 else 506)


class GlyphStreams(msgspec.Struct):
    """The streams of a transformed `glyf` table: data of one kind is stored together, because it compresses better."""

    contours: ByteReader
    points: ByteReader
    flags: ByteReader
    outlines: ByteReader
    composites: ByteReader
    boxes: ByteReader
    instructions: ByteReader


def decode_glyphs(transformed: bytes) -> tuple[bytes, bytes]:
    """Return the tables `glyf` and `loca`, the latter with long offsets."""
    _, options, count, _, *sizes = struct.unpack_from(">HHHH7I", transformed)
    reader = ByteReader(transformed, 36)
    streams = GlyphStreams(*[ByteReader(reader.take(size)) for size in sizes])
    boxed = streams.boxes.take((count + 31) // 32 * 4)
    overlaps = reader.take((count + 7) // 8) if options & 1 else bytes(count)
    glyphs, offsets = bytearray(), [0]
    for glyph in range(count):
        glyphs += _glyph(streams, _bit(boxed, glyph), _bit(overlaps, glyph))
        glyphs += bytes(-len(glyphs) % 4)
        offsets.append(len(glyphs))
    return bytes(glyphs), struct.pack(f">{len(offsets)}I", *offsets)


def _bit(bits: bytes, index: int) -> bool:
    return bool(bits[index >> 3] & 128 >> (index & 7))


def _glyph(streams: GlyphStreams, boxed: bool, overlaps: bool) -> bytes:
    (contours,) = struct.unpack(">h", streams.contours.take(2))
    if contours == 0:
        return b""
    box = streams.boxes.take(8) if boxed else b""
    return _composite(streams, box) if contours < 0 else _simple(streams, contours, box, overlaps)


def _simple(streams: GlyphStreams, contours: int, box: bytes, overlaps: bool) -> bytes:
    counts = [streams.points.short() for _ in range(contours)]
    steps = [_step(streams.flags.take(1)[0], streams.outlines) for _ in range(sum(counts))]
    instructions = streams.instructions.take(streams.outlines.short())
    ends = [sum(counts[: number + 1]) - 1 for number in range(contours)]
    head = struct.pack(">h", contours) + (box or _box(steps))
    flags = bytes(on for on, _, _ in steps)
    flags = bytes([flags[0] | OVERLAP * overlaps]) + flags[1:]
    return b"".join(
        [
            head,
            struct.pack(f">{contours}HH", *ends, len(instructions)),
            instructions,
            flags,
            struct.pack(f">{len(steps)}h", *[x for _, x, _ in steps]),
            struct.pack(f">{len(steps)}h", *[y for _, _, y in steps]),
        ]
    )


def _step(flag: int, outlines: ByteReader) -> tuple[int, int, int]:
    """Read the next point: (on the curve, dx, dy)."""
    on, kind = ON_CURVE * (flag < 128), flag & 127
    if kind < 84:
        (b,) = outlines.take(1)
        if kind < 10:
            x, y = 0, _signed(kind, ((kind & 14) << 7) + b)
        elif kind < 20:
            x, y = _signed(kind, (((kind - 10) & 14) << 7) + b), 0
        else:
            high = kind - 20
            x, y = _pair(kind, 1 + (high & 48) + (b >> 4), 1 + ((high & 12) << 2) + (b & 15))
    elif kind < 120:
        high, (b, c) = kind - 84, outlines.take(2)
        x, y = _pair(kind, 1 + (high // 12 << 8) + b, 1 + (high % 12 >> 2 << 8) + c)
    elif kind < 124:
        b, c, d = outlines.take(3)
        x, y = _pair(kind, (b << 4) + (c >> 4), ((c & 15) << 8) + d)
    else:
        b, c, d, e = outlines.take(4)
        x, y = _pair(kind, (b << 8) + c, (d << 8) + e)
    return on, x, y


def _pair(kind: int, x: int, y: int) -> tuple[int, int]:
    return _signed(kind, x), _signed(kind >> 1, y)


def _signed(flag: int, size: int) -> int:
    return size if flag & 1 else -size


def _box(steps: list[tuple[int, int, int]]) -> bytes:
    x = y = 0
    xs, ys = [], []
    for _, dx, dy in steps:
        x, y = x + dx, y + dy
        xs.append(x)
        ys.append(y)
    return struct.pack(">4h", min(xs), min(ys), max(xs), max(ys))


def _composite(streams: GlyphStreams, box: bytes) -> bytes:
    parts, flags = b"", MORE
    while flags & MORE:
        head = streams.composites.take(4)
        flags = int.from_bytes(head[:2])
        scales = 2 * bool(flags & SCALE) + 4 * bool(flags & TWO_SCALES) + 8 * bool(flags & FOUR_SCALES)
        parts += head + streams.composites.take((4 if flags & WORDS else 2) + scales)
    if flags & INSTRUCTIONS:
        count = streams.outlines.short()
        parts += struct.pack(">H", count) + streams.instructions.take(count)
    return struct.pack(">h", -1) + box + parts
