"""What people look at in a house, in the plan's own word. Read once per plan version."""

from app.web.forever import ImmutableCache
from db import pool


async def get_stage_name(plan: int) -> str:
    """What people look at, in the plan's words ("stage", "pitch"); "" where nothing is drawn."""
    return (await cached_stage_names(plan)).strip()


async def _read_stage(plan: int) -> str:
    word = await pool.fetch_value("SELECT drawing -> 'stage' ->> 'text' FROM seating_plan WHERE id = $1", plan)
    return str(word or "").lower() or " "


cached_stage_names = ImmutableCache(_read_stage, 32)
