"""Creates the waiting rooms of the demonstration, which `db/seeds/demo.toml` defines."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from app.events.demo import ACTOR, SEEDS
from app.waiting_room.staff.configure import RoomSettings, configure_room
from db.pool import fetch
from db.transaction import transaction


class DemoRoom(msgspec.Struct, frozen=True):
    """A waiting room to create. `before`: how many minutes before the on-sale it opens. `draw`: its order is drawn."""

    mode: Literal["automatic", "on"]
    target: int
    before: int = 0
    draw: bool = False


class DemoRooms(msgspec.Struct, frozen=True):
    """The waiting rooms in the file, by the slugs of their events."""

    rooms: dict[str, DemoRoom]


SELECT_UPCOMING = """
    SELECT p.id, p.on_sale_at FROM performance p JOIN event e ON e.id = p.event
    WHERE e.slug = $1 AND p.state = 'published' AND p.off_sale_at > $2 AND p.waiting_room IS NULL ORDER BY p.on_sale_at
"""


async def create_demo_rooms(now: datetime) -> int:
    """Create a waiting room for the future dates of each event; return how many were created.

    Dates that have or had a waiting room are left out, so that a second call changes nothing."""
    created = 0
    for slug, demo_room in msgspec.toml.decode((SEEDS / "demo.toml").read_bytes(), type=DemoRooms).rooms.items():
        performances = await fetch(SELECT_UPCOMING, slug, now)
        if not performances:
            continue
        on_sale = performances[0]["on_sale_at"]
        opens, draw = on_sale - timedelta(minutes=demo_room.before), demo_room.draw and on_sale > now
        new = RoomSettings(demo_room.mode, opens, demo_room.target, draw=draw)
        async with transaction() as connection:
            ids = [performance["id"] for performance in performances]
            created += (await configure_room(connection, ids, new, actor=ACTOR)).changed
    return created
