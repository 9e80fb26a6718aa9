"""Concurrent calls share one batch, and nothing else."""

import asyncio
from collections.abc import Sequence

from app.waiting_room.errors import RoomEnded
from app.web.batching import Batcher


async def raise_ended(_: int, items: Sequence[str]) -> list[int]:
    """Raise RoomEnded for the whole batch."""
    raise RoomEnded(how="sold_out")


async def test_a_refusal_is_each_ones_own_and_what_is_added_to_it_in_no_other() -> None:
    joins: Batcher[str, int] = Batcher(raise_ended)
    errors = await asyncio.gather(*(joins(1, name) for name in ("ana", "ana", "ben")), return_exceptions=True)
    first, *others = (error for error in errors if isinstance(error, RoomEnded))
    first.facts["actions"] = [("Back to the waiting room", "/waiting-rooms/1?to=7")]
    assert [(error.facts, error.status, error.detail) for error in others] == [
        ({"how": "sold_out"}, 410, RoomEnded.detail)
    ] * 2
