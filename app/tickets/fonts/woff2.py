"""Converts WOFF2 fonts to TrueType, as described by https://www.w3.org/TR/WOFF2/.

Only what our own font needs: one font in each file, `glyf` and `loca` transformed, the other tables unchanged."""

import struct

import brotli

from app.tickets.fonts.glyphs import decode_glyphs

TAGS = (
    "cmap head hhea hmtx maxp name OS/2 post cvt_ fpgm glyf loca prep CFF_ VORG EBDT EBLC gasp hdmx kern LTSH PCLT "
    "VDMX vhea vmtx BASE GDEF GPOS GSUB EBSC JSTF MATH CBDT CBLC COLR CPAL SVG_ sbix acnt avar bdat bloc bsln cvar "
    "fdsc feat fmtx fvar gvar hsty just lcar mort morx opbd prop trak Zapf Silf Glat Gloc Feat Sill"
)
KNOWN = [tag.replace("_", " ").encode() for tag in TAGS.split()]
HEADER = 48
LONG_OFFSETS = struct.pack(">h", 1)


def woff2_to_truetype(woff2: bytes) -> bytes:
    """Convert the font to a TrueType file. Raises ValueError for one with features that are not supported here."""
    if woff2[:8] != b"wOF2\x00\x01\x00\x00":
        raise ValueError("not a TrueType font in WOFF2")
    (count,) = struct.unpack_from(">H", woff2, 12)
    (packed,) = struct.unpack_from(">I", woff2, 20)
    sizes, start = _directory(woff2, count)
    data = brotli.decompress(woff2[start : start + packed])
    tables, offset = {}, 0
    for tag, size in sizes.items():
        tables[tag] = data[offset : offset + size]
        offset += size
    tables[b"glyf"], tables[b"loca"] = decode_glyphs(tables[b"glyf"])
    tables[b"head"] = tables[b"head"][:50] + LONG_OFFSETS + tables[b"head"][52:]
    return _file(tables)


def _directory(woff2: bytes, count: int) -> tuple[dict[bytes, int], int]:
    """Read the tables in the order of their data, with their sizes; and the offset of the data."""
    sizes, offset = {}, HEADER
    for _ in range(count):
        flags, offset = woff2[offset], offset + 1
        tag = KNOWN[flags & 63] if flags & 63 < 63 else woff2[offset : offset + 4]
        offset += 4 * (flags & 63 == 63)
        size, offset = _base128(woff2, offset)
        if flags >> 6:
            raise ValueError(f"{tag.decode()} is stored in a way we do not read")
        if tag in (b"glyf", b"loca"):
            size, offset = _base128(woff2, offset)
        sizes[tag] = size
    return sizes, offset


def _base128(data: bytes, offset: int) -> tuple[int, int]:
    number = 0
    while True:
        number = number << 7 | data[offset] & 127
        offset += 1
        if data[offset - 1] < 128:
            return number, offset


def _file(tables: dict[bytes, bytes]) -> bytes:
    """Write the tables as a file. Its checksums are left 0, because typesetters do not read them."""
    offset = 12 + 16 * len(tables)
    entries, body = b"", b""
    for tag, data in sorted(tables.items()):
        entries += struct.pack(">4sIII", tag, 0, offset + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    power = len(tables).bit_length() - 1
    search = 16 << power
    return struct.pack(">IHHHH", 0x10000, len(tables), search, power, 16 * len(tables) - search) + entries + body
