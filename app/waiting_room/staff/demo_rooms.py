"""`aisle demo`, with its waiting rooms: the ones in `db/seeds/demo.toml`, for dates that have none yet."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

import click
import msgspec

from app.events.demo import ACTOR, SEEDS, create_demo
from app.waiting_room.staff.configure import RoomSettings, configure_room
from db.pool import close_pool, fetch, open_pool
from db.transaction import transaction


class DemoRoom(msgspec.Struct, frozen=True):
    """`before`: minutes before the on-sale that it opens. `draw`: at the on-sale its order is drawn."""

    mode: Literal["automatic", "on"]
    target: int
    before: int = 0
    draw: bool = False


class DemoRooms(msgspec.Struct, frozen=True):
    """What of the file is about waiting rooms, by the short names of events."""

    rooms: dict[str, DemoRoom]


SELECT_UPCOMING = """
    SELECT p.id, p.on_sale_at FROM performance p JOIN event e ON e.id = p.event
    WHERE e.slug = $1 AND p.state = 'published' AND p.off_sale_at > $2 AND p.waiting_room IS NULL ORDER BY p.on_sale_at
"""


async def create_demo_rooms(now: datetime) -> int:
    """Gives the dates to come of the demonstration's events their waiting rooms. Returns how many were made: one that
    is there, or was, is left as it is, so that again it changes nothing."""
    made = 0
    for slug, wanted in msgspec.toml.decode((SEEDS / "demo.toml").read_bytes(), type=DemoRooms).rooms.items():
        shows = await fetch(SELECT_UPCOMING, slug, now)
        if not shows:
            continue
        on_sale = shows[0]["on_sale_at"]
        opens, draw = on_sale - timedelta(minutes=wanted.before), wanted.draw and on_sale > now
        new = RoomSettings(wanted.mode, opens, wanted.target, draw=draw)
        async with transaction() as connection:
            made += (await configure_room(connection, [show["id"] for show in shows], new, actor=ACTOR)).changed
    return made


@click.command()
@click.option("--venue", "venues", multiple=True, help="Only what plays there, by its short name. Again for each.")
def demo(venues: Sequence[str]) -> None:
    """Fills the house with things to see. Run it as often as you like."""
    new = asyncio.run(_demo(venues))
    click.echo("\n".join(f"On show: {title}" for title in new) or "Everything is on show already.")


async def _demo(venues: Sequence[str]) -> list[str]:
    await open_pool(2)
    try:
        now = datetime.now(UTC)
        shown = await create_demo(now, venues)
        await create_demo_rooms(now)
        return shown
    finally:
        await close_pool()
