"""The price level of each seat, one byte per seat: a file that never changes under its digest."""

from app.errors import NotFound
from app.web.cache import ImmutableCache
from db import pool

LEVELS = """
    SELECT string_agg(chr(48 + s.price_level), '' ORDER BY s.idx)
    FROM seat s JOIN performance p ON p.id = s.performance_id WHERE p.id = $1 AND p.levels_digest = $2
"""


async def get_price_levels(performance_id: int, digest: str) -> bytes:
    """Return one byte per seat, 48 + level. Raises NotFound for an unknown performance or another digest."""
    return await cached_price_levels((performance_id, digest))


async def _read(key: tuple[int, str]) -> bytes:
    found: str | None = await pool.fetch_value(LEVELS, *key)
    if not found:
        raise NotFound()
    return found.encode("latin-1")


cached_price_levels = ImmutableCache(_read)
