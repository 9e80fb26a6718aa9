"""Which rooms there are: whoever makes numbers up is refused from what is kept, and costs neither rows nor Redis."""

from app.waiting_room.denials import NoSuchRoom
from app.web.cache import OneSecondCache
from db.pool import fetch_value


async def _newest(_: None) -> int:
    found: int = await fetch_value("SELECT coalesce(max(id), 0) FROM waiting_room")
    return found


cached_highest_room_id: OneSecondCache[None, int] = OneSecondCache(_newest)
"""The highest number of a room, at most a second old."""


async def check_room_id(room_id: int) -> int:
    """`room_id`, if there can be such a room: they are numbered one after the other, and none is taken away. Raises
    NoSuchRoom."""
    if not 0 < room_id <= await cached_highest_room_id(None):
        raise NoSuchRoom()
    return room_id
