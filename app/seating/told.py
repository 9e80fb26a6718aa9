"""What an answer has to say when it sends the browser to another page: kept for that page, and told there once."""

import msgspec

from app.seating.says import Notice
from app.web.redis import REDIS_ERRORS, redis

FLASH_SECONDS = 60


async def set_flash(performance_id: int, person: str, notice: Notice) -> None:
    """For the next page of this person at this performance, if it comes within a minute."""
    try:
        await redis().set(_key(performance_id, person), msgspec.json.encode(notice), ex=FLASH_SECONDS)
    except REDIS_ERRORS:
        return  # the basket shows what is theirs; only the words are lost


async def pop_flash(performance_id: int, person: str) -> Notice | None:
    """What was kept, the first time it is asked for; then None."""
    try:
        kept = await redis().getdel(_key(performance_id, person))
    except REDIS_ERRORS:
        return None
    return msgspec.json.decode(kept, type=Notice) if kept else None


def _key(performance_id: int, person: str) -> str:
    return f"told:{performance_id}:{person}"
