"""What people look at in a house, in the plan's own word. Read once per plan version."""

from app.web.forever import Forever
from db import pool


async def stage_of(plan: int) -> str:
    """What people look at, in the plan's words ("stage", "pitch"); "" where nothing is drawn."""
    return (await all_stages(plan)).strip()


async def _read_stage(plan: int) -> str:
    word = await pool.fetch_value("SELECT drawing -> 'stage' ->> 'text' FROM seating_plan WHERE id = $1", plan)
    return str(word or "").lower() or " "


all_stages = Forever(_read_stage, 32)
