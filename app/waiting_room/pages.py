"""The waiting room's page and its colours, as bytes that are the same for every visitor, and the data they show."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from litestar import Response, Router, get
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from app.errors import NotFound
from app.events.catalog import LevelOffer, Performance, level_offers, public_performance
from app.settings import settings
from app.waiting_room.draw.entropy_source import EntropySource
from app.waiting_room.rooms import WaitingRoom, cached_room, check_room_id
from app.waiting_room.shared_pages import named_language, public_templates, shared_language
from app.web.cache import OneSecondCache
from app.web.compression import COMPRESSED, compressed_response
from app.web.parsing import AnyRequest
from db.pool import fetch, fetch_row
from realtime.clock import current_time
from realtime.keys import Purpose
from realtime.watch_tokens import sign_queue_token

PAGE_CACHE, CSS_CACHE = "public, max-age=5", "public, max-age=3600"

# What is published about the draw; never its key.
SELECT_DRAW_ANNOUNCEMENT = """
    SELECT outside, chain, round, witness, encode(seal, 'hex') AS seal, sealed_at, opened_at IS NOT NULL AS opened,
           without
    FROM draw WHERE room = $1
"""
# Other dates of the same event. `free`: on sale, and fans do not have to wait.
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
    """The draw as announced: the source of its outside value, and the seal (hex) of its key.

    `without`: once it is `opened`, why the announced outside value was not used; None if it was."""

    outside: str
    chain: str | None
    round: int | None
    witness: str | None
    seal: str
    sealed_at: datetime
    opened: bool
    without: str | None

    def available_at(self) -> datetime | None:
        """Return when the beacon's round is published; None for a witness or no outside value."""
        return EntropySource("beacon", chain=self.chain, round=self.round).available_at()


class Offer(msgspec.Struct, frozen=True):
    """A price level of a performance and the number of its seats. The status message says how many remain."""

    level: LevelOffer
    seats: int


class OtherDate(msgspec.Struct, frozen=True):
    """Another date of the event. `free`: fans do not have to wait for it."""

    id: int
    starts_at: datetime
    free: bool


class PageData(msgspec.Struct, frozen=True):
    """The data that the waiting room's pages show to every visitor."""

    room: WaitingRoom
    performances: Sequence[Performance]
    draw: DrawAnnouncement | None
    other_dates: Sequence[OtherDate]

    @property
    def language(self) -> str:
        """The tag of the language of shared pages whose address names none."""
        return self.performances[0].language

    def in_language(self, tag: str) -> "PageData":
        """Return the data with the texts of the performances in this language."""
        shown = [performance.in_language(tag) for performance in self.performances]
        return msgspec.structs.replace(self, performances=shown)

    def performance(self, to: int | None) -> Performance:
        """Return the room's performance with the id `to`; its first one for any other id."""
        return next((performance for performance in self.performances if performance.id == to), self.performances[0])


async def _read_page_data(room_id: int) -> PageData:
    room = await cached_room(room_id)
    ids = room.performances if room else ()
    performances = [performance for id in ids if (performance := await public_performance(id))]
    if room is None or not performances:
        raise NotFound()
    row = await fetch_row(SELECT_DRAW_ANNOUNCEMENT, room_id)
    dates = [OtherDate(**date) for date in await fetch(SELECT_OTHER_DATES, performances[0].id, room_id)]
    return PageData(room, performances, DrawAnnouncement(**row) if row else None, dates)


page_data: OneSecondCache[int, PageData] = OneSecondCache(_read_page_data)
"""The data of a room, at most a second old. Raises NotFound: no such room, or it has no public performance."""


async def get_offers(performance: Performance) -> list[Offer]:
    """Read the price levels of a performance, in the organizer's order."""
    seats = {row["price_level"]: row["seats"] for row in await fetch(COUNT_SEATS, performance.id)}
    return [Offer(level, seats.get(level.idx, 0)) for level in await level_offers(performance)]


async def _render_page(key: tuple[int, int, str, str]) -> bytes:
    room_id, to, tag, named = key
    data = (await page_data(room_id)).in_language(tag)
    performance = data.performance(to)
    context = {
        "room": data.room,
        "address": f"/waiting-rooms/{room_id}?to={performance.id}",
        "named_language": named,
        "performances": data.performances,
        "performance": performance,
        "offers": {performance.id: await get_offers(performance) for performance in data.performances},
        "sealed": data.draw,
        "elsewhere": data.other_dates,
        "pass": sign_queue_token(settings().keys(Purpose.MAP), room_id, current_time()),
        "socket_url": settings().aisle_socket_url,
    }
    return public_templates(tag).get_template("waiting_room/page.html").render(context).encode()


async def _render_theme_css(room_id: int) -> bytes:
    performance = (await page_data(room_id)).performances[0]
    return f'[data-event="{performance.slug}"]{{--event-h:{performance.hue};--event-c:{performance.chroma}}}\n'.encode()


rendered_page: OneSecondCache[tuple[int, int, str, str], bytes] = OneSecondCache(_render_page)
"""The page by (room id, id of the visitor's performance, tag of a language, `named_language` of its address), at most a
second old. Raises NotFound.

Unless the room changes, its bytes stay the same for an hour, because it contains no number of the queue."""
theme_css: OneSecondCache[int, bytes] = OneSecondCache(_render_theme_css)
"""The event's colours as a separate style sheet: a page that caches may keep cannot have a nonce."""


def _cacheable_response(request: AnyRequest, body: bytes, media_type: str, cache_control: str) -> Response[Any]:
    """Build a response with `body` and its ETag; 304 if the visitor has it already."""
    headers = {"ETag": f'"{hashlib.sha256(body).hexdigest()[:20]}"', "Cache-Control": cache_control}
    if headers["ETag"] in request.headers.get("if-none-match", ""):  # `in`: proxies that compress make it a weak one
        return Response(b"", status_code=304, headers=headers | {"Vary": "Accept-Encoding"})
    return compressed_response(request, body, media_type, headers)


@get("/{room_id:int}", opt=COMPRESSED)
async def show_waiting_room(request: AnyRequest, room_id: FromPath[int], to: FromQuery[int] = 0) -> Response[Any]:
    """Show the waiting room. Uses no cookie, and most views cause no query."""
    data = await page_data(await check_room_id(room_id))
    performance_id = data.performance(to).id  # one cached page for each performance, whatever `to` is
    if data.room.stage() == "off":
        url = f"/performances/{performance_id}{named_language(request, '?')}"
        return Redirect(url, status_code=303, headers={"Cache-Control": PAGE_CACHE})
    tag = shared_language(request, data.language).tag
    body = await rendered_page((room_id, performance_id, tag, named_language(request)))
    return _cacheable_response(request, body, "text/html", PAGE_CACHE)


@get("/{room_id:int}/colours.css", opt=COMPRESSED)
async def show_theme_css(request: AnyRequest, room_id: FromPath[int]) -> Response[Any]:
    """Send the event's colours as a style sheet."""
    return _cacheable_response(request, await theme_css(await check_room_id(room_id)), "text/css", CSS_CACHE)


waiting_room_pages = Router("/waiting-rooms", route_handlers=[show_waiting_room, show_theme_css])
