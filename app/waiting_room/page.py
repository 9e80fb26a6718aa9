"""The page fans wait on, as bytes: the same for everybody, so that a crowd costs no more than one fan."""

import functools
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from jinja2 import Environment

from app.errors import NotFound
from app.events.catalog import LevelOffer, Performance, level_offers, performance
from app.events.pricing import money
from app.settings import settings
from app.waiting_room.draw.entropy_source import Outside
from app.waiting_room.rooms import WaitingRoom, room
from app.web.asset_bundles import modules_of
from app.web.assets import asset
from app.web.cache import Kept
from app.web.render import environment
from db.pool import fetch, fetch_row
from realtime.watch_tokens import sign_line_pass

# What the draw has published of itself; never its key.
SEALED = """
    SELECT outside, chain, round, witness, encode(seal, 'hex') AS seal, sealed_at, opened_at IS NOT NULL AS opened,
           without
    FROM draw WHERE room = $1
"""
# Other dates of the same event; `free`: it is on sale and lets fans in at once.
ELSEWHERE = """
    SELECT p.id, p.starts_at, p.on_sale_at <= now() AND (w.id IS NULL OR w.mode = 'off'
      OR w.ended_at IS NOT NULL OR w.mode = 'automatic' AND w.engaged_at IS NULL) AS free
    FROM performance p LEFT JOIN waiting_room w ON w.id = p.waiting_room
    WHERE p.event = (SELECT event FROM performance WHERE id = $1) AND p.waiting_room IS DISTINCT FROM $2
      AND p.state = 'published' AND p.off_sale_at > now() AND (w.ended_at IS NULL OR w.ended_as = 'staff')
    ORDER BY free DESC, p.starts_at, p.id LIMIT 6
"""
SEATS = "SELECT price_level, count(*) AS seats FROM seat WHERE performance_id = $1 GROUP BY price_level"


class Sealed(msgspec.Struct, frozen=True):
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

    def comes_at(self) -> datetime | None:
        """When the beacon's round comes; None for what has no time."""
        return Outside("beacon", chain=self.chain, round=self.round).comes_at()


class Offer(msgspec.Struct, frozen=True):
    """A price level that the room leads to, with the number of its seats; how many are left is told by the line."""

    level: LevelOffer
    seats: int


class Elsewhere(msgspec.Struct, frozen=True):
    """Another date of the event. `free`: without waiting."""

    id: int
    starts_at: datetime
    free: bool


class Shown(msgspec.Struct, frozen=True):
    """What the waiting room's pages show that is the same for everybody."""

    room: WaitingRoom
    performances: Sequence[Performance]
    sealed: Sealed | None
    elsewhere: Sequence[Elsewhere]

    def performance(self, to: int | None) -> Performance:
        """The one of the room that was asked for; its first for any other."""
        return next((show for show in self.performances if show.id == to), self.performances[0])


async def _read(room_id: int) -> Shown:
    found = await room(room_id)
    shows = [show for id in (found.performances if found else ()) if (show := await performance(id))]
    if found is None or not shows:
        raise NotFound()
    row = await fetch_row(SEALED, room_id)
    others = await fetch(ELSEWHERE, shows[0].id, room_id)
    return Shown(found, shows, Sealed(**row) if row else None, [Elsewhere(**other) for other in others])


shown: Kept[int, Shown] = Kept(_read)
"""At most a second old. Raises NotFound: no such room, or it leads nowhere that may be seen."""


async def offers_of(show: Performance) -> list[Offer]:
    """Its price levels in the organizer's order."""
    seats = {row["price_level"]: row["seats"] for row in await fetch(SEATS, show.id)}
    return [Offer(level, seats.get(level.idx, 0)) for level in await level_offers(show)]


@functools.cache
def everybodys() -> Environment:
    """The house's templates for what is everybody's: without a request, as nothing in them is about who asks."""
    made = environment(money=money)
    made.globals.update(asset=asset, modules_of=modules_of, csrf_token=lambda: "", now=lambda: datetime.now(UTC))
    return made


async def _render(of: tuple[int, int]) -> bytes:
    room_id, to = of
    what = await shown(room_id)
    context = {
        "room": what.room,
        "performances": what.performances,
        "performance": what.performance(to),
        "offers": {show.id: await offers_of(show) for show in what.performances},
        "sealed": what.sealed,
        "elsewhere": what.elsewhere,
        "pass": sign_line_pass(settings().aisle_secret, room_id, datetime.now(UTC)),
        "socket_url": settings().aisle_socket_url,
    }
    return everybodys().get_template("waiting_room/page.html").render(context).encode()


page_of: Kept[tuple[int, int], bytes] = Kept(_render)
"""The whole page of a room, for whoever wants that performance of it; at most a second old and the same for a whole
hour unless something of it changes: no figure of the line is in it. Raises NotFound."""


async def _colours(room_id: int) -> bytes:
    what = await shown(room_id)
    show = what.performances[0]
    return f'[data-event="{show.slug}"]{{--event-h:{show.hue};--event-c:{show.chroma}}}\n'.encode()


colours_of: Kept[int, bytes] = Kept(_colours)
"""The event's colours as a style sheet of their own: a page that anybody may keep has no nonce."""
