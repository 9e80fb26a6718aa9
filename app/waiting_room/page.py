"""The page fans wait on, as bytes: the same for everybody, so that a crowd costs no more than one fan."""

import functools
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from jinja2 import Environment

from app.errors import NotFound
from app.events.catalog import LevelOffer, Performance, level_offers, public_performance
from app.events.pricing import money
from app.settings import settings
from app.waiting_room.draw.entropy_source import EntropySource
from app.waiting_room.rooms import WaitingRoom, cached_room
from app.web.asset_bundles import module_graph
from app.web.assets import asset
from app.web.cache import OneSecondCache
from app.web.render import template_environment
from db.pool import fetch, fetch_row
from realtime.watch_tokens import sign_queue_token

# What the draw has published of itself; never its key.
SELECT_DRAW_ANNOUNCEMENT = """
    SELECT outside, chain, round, witness, encode(seal, 'hex') AS seal, sealed_at, opened_at IS NOT NULL AS opened,
           without
    FROM draw WHERE room = $1
"""
# Other dates of the same event; `free`: it is on sale and lets fans in at once.
SELECT_OTHER_DATES = """
    SELECT p.id, p.starts_at, p.on_sale_at <= now() AND (w.id IS NULL OR w.mode = 'off'
      OR w.ended_at IS NOT NULL OR w.mode = 'automatic' AND w.engaged_at IS NULL) AS free
    FROM performance p LEFT JOIN waiting_room w ON w.id = p.waiting_room
    WHERE p.event = (SELECT event FROM performance WHERE id = $1) AND p.waiting_room IS DISTINCT FROM $2
      AND p.state = 'published' AND p.off_sale_at > now() AND (w.ended_at IS NULL OR w.ended_as = 'staff')
    ORDER BY free DESC, p.starts_at, p.id LIMIT 6
"""
COUNT_SEATS = "SELECT price_level, count(*) AS seats FROM seat WHERE performance_id = $1 GROUP BY price_level"


class DrawAnnouncement(msgspec.Struct, frozen=True):
    """The draw as it was announced: what from outside is in it, and the seal (hex) of its key. Once it is `opened`,
    `without` says why what was announced is not in it; None: it is."""

    outside: str
    chain: str | None
    round: int | None
    witness: str | None
    seal: str
    sealed_at: datetime
    opened: bool
    without: str | None

    def available_at(self) -> datetime | None:
        """When the beacon's round comes; None for what has no time."""
        return EntropySource("beacon", chain=self.chain, round=self.round).available_at()


class Offer(msgspec.Struct, frozen=True):
    """A price level that the room leads to, with the number of its seats; how many are left is told by the line."""

    level: LevelOffer
    seats: int


class OtherDate(msgspec.Struct, frozen=True):
    """Another date of the event. `free`: without waiting."""

    id: int
    starts_at: datetime
    free: bool


class PageData(msgspec.Struct, frozen=True):
    """What the waiting room's pages show that is the same for everybody."""

    room: WaitingRoom
    performances: Sequence[Performance]
    draw: DrawAnnouncement | None
    other_dates: Sequence[OtherDate]

    def performance(self, to: int | None) -> Performance:
        """The one of the room that was asked for; its first for any other."""
        return next((performance for performance in self.performances if performance.id == to), self.performances[0])


async def _read(room_id: int) -> PageData:
    room = await cached_room(room_id)
    shows = [performance for id in (room.performances if room else ()) if (performance := await public_performance(id))]
    if room is None or not shows:
        raise NotFound()
    row = await fetch_row(SELECT_DRAW_ANNOUNCEMENT, room_id)
    others = await fetch(SELECT_OTHER_DATES, shows[0].id, room_id)
    return PageData(room, shows, DrawAnnouncement(**row) if row else None, [OtherDate(**other) for other in others])


page_data: OneSecondCache[int, PageData] = OneSecondCache(_read)
"""At most a second old. Raises NotFound: no such room, or it leads nowhere that may be seen."""


async def get_offers(performance: Performance) -> list[Offer]:
    """Its price levels in the organizer's order."""
    seats = {row["price_level"]: row["seats"] for row in await fetch(COUNT_SEATS, performance.id)}
    return [Offer(level, seats.get(level.idx, 0)) for level in await level_offers(performance)]


@functools.cache
def public_templates() -> Environment:
    """The house's templates for what is everybody's: without a request, as nothing in them is about who asks."""
    made = template_environment(money=money)
    made.globals.update(asset=asset, module_graph=module_graph, csrf_token=lambda: "", now=lambda: datetime.now(UTC))
    return made


async def _render(of: tuple[int, int]) -> bytes:
    room_id, to = of
    what = await page_data(room_id)
    context = {
        "room": what.room,
        "performances": what.performances,
        "performance": what.performance(to),
        "offers": {performance.id: await get_offers(performance) for performance in what.performances},
        "sealed": what.draw,
        "elsewhere": what.other_dates,
        "pass": sign_queue_token(settings().aisle_secret, room_id, datetime.now(UTC)),
        "socket_url": settings().aisle_socket_url,
    }
    return public_templates().get_template("waiting_room/page.html").render(context).encode()


rendered_page: OneSecondCache[tuple[int, int], bytes] = OneSecondCache(_render)
"""The whole page of a room, for whoever wants that performance of it; at most a second old and the same for a whole
hour unless something of it changes: no figure of the line is in it. Raises NotFound."""


async def _colours(room_id: int) -> bytes:
    what = await page_data(room_id)
    performance = what.performances[0]
    return f'[data-event="{performance.slug}"]{{--event-h:{performance.hue};--event-c:{performance.chroma}}}\n'.encode()


theme_css: OneSecondCache[int, bytes] = OneSecondCache(_colours)
"""The event's colours as a style sheet of their own: a page that anybody may keep has no nonce."""
