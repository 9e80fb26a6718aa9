"""Which price level each seat has, as one byte per seat: a file that never changes under its digest."""

from collections import OrderedDict

from app.errors import NotFound
from db import pool

KEPT = 64
LEVELS = """
    SELECT string_agg(chr(48 + s.price_level), '' ORDER BY s.idx)
    FROM seat s JOIN performance p ON p.id = s.performance_id WHERE p.id = $1 AND p.levels_digest = $2
"""
_kept: OrderedDict[tuple[int, str], bytes] = OrderedDict()


async def levels_of(performance_id: int, digest: str) -> bytes:
    """One ASCII byte per seat, chr(48 + level). Raises NotFound for an unknown performance or another digest."""
    key = (performance_id, digest)
    if key not in _kept:
        found = await pool.fetch_value(LEVELS, performance_id, digest)
        if not found:
            raise NotFound()
        _kept[key] = found.encode("latin-1")
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return _kept[key]
