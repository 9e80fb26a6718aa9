"""Public performances and the number of their open seats, cached for a second: from the statistics of sales where these
are fresh, else counted from rows.

A seat that staff have set aside is not open. One whose hold has expired is: from rows at once, in the statistics
when it is swept, within a second. Prices are all-in, of the first ticket type: the ones the map shows."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import asdict, replace

from app.events.errors import UnknownPerformance
from app.events.price_table import Level, PriceTable, price_table
from app.events.pricing import Fee, Tax, all_in_price, fees_per_order, smallest_charge
from app.events.translations.event_texts import EventTexts, readable_translations
from app.language.messages import Message, message
from app.sales.read import LEFT_BY_LEVEL, LEFT_OF_P
from app.web.cache import OneSecondCache
from db.pool import Record, fetch, fetch_row

TONIGHT = message("Tonight")
DAYS = {
    0: message("Today"),
    1: message("Tomorrow"),
    2: message("Two days from now"),
    3: message("Three days from now"),
}
EVENING = 17


class Performance(msgspec.Struct, frozen=True):
    """One date of an event, as fans see it. `open`: the number of open seats. `cheapest`, `dearest`: all-in prices.

    `seats_per_address`: seats that one address may hold at a time, 0 for any number; None for the setting's number.
    `per_order`: the fees and tax of an order on top of these, in minor units; 0 where every price is 0. `texts`: in all
    its languages. `names`: translations of names that the organizer gave. `title_language`, `summary_language`: as in
    ShownTexts."""

    id: int
    title: str
    slug: str
    summary: str
    kind: str
    art: str
    hue: float
    chroma: float
    starts_at: datetime
    doors_at: datetime | None
    on_sale_at: datetime
    off_sale_at: datetime
    time_zone: str
    venue: str
    city: str
    address: str
    plan: int
    plan_digest: str
    levels_digest: str
    currency: str
    hold_minutes: int
    max_seats: int
    seats_per_address: int | None
    singles: str
    state: str
    seats: int
    open: int
    cheapest: int
    dearest: int
    per_order: int
    texts: EventTexts
    title_language: str = ""
    summary_language: str = ""
    names: dict[str, str] = {}

    @property
    def language(self) -> str:
        """The tag of the language of the organizer's own texts."""
        return self.texts.language

    def in_language(self, tag: str) -> "Performance":
        """Return the performance with its texts in this language, as far as they are translated."""
        return replace(self, **asdict(self.texts.in_language(tag)))

    def translate(self, name: str) -> str:
        """Return the name of a ticket type, a price level, a fee or the tax in the language of `in_language`."""
        return self.names.get(name, name)

    @property
    def request_spread_ms(self) -> int:
        """The milliseconds over which pages that wait for the on-sale spread their requests; more for more seats.

        Ten fans for every seat and five thousand responses a second make two milliseconds a seat, at most ten
        seconds in all."""
        return min(max(self.seats * 2, 1_000), 10_000)

    def relative_day(self, now: datetime) -> Message | None:
        """Return "Tonight", "Tomorrow" or "Two days from now" by the venue's calendar; None when it is later or
        over."""
        zone = ZoneInfo(self.time_zone)
        start = self.starts_at.astimezone(zone)
        days = (start.date() - now.astimezone(zone).date()).days
        return TONIGHT if days == 0 and start.hour >= EVENING else DAYS.get(days)


class LevelOffer(msgspec.Struct, frozen=True):
    """A price level with its all-in price (minor units) and the number of its open seats.

    `prices`: the all-in price of each ticket type, in the organizer's order; None where it is not sold as that type."""

    idx: int
    key: str
    name: str
    all_in_price: int
    remaining: int
    prices: list[int | None] = []

    @property
    def number(self) -> int:
        """The level's colour on the map, counted from 1."""
        return self.idx + 1


# `prices`: of the first ticket type. The count reads all seats of a performance: it runs only where there are no
# statistics.
SELECT_PERFORMANCES = f"""
    SELECT p.id, e.title, e.slug, e.summary, e.kind, e.art, o.language,
           e.translations::text AS translations, e.hue::numeric(6, 2)::float8 AS hue,
           e.chroma::numeric(6, 4)::float8 AS chroma, p.starts_at, p.doors_at, p.on_sale_at, p.off_sale_at,
           v.time_zone, v.name AS venue, v.city, v.address, p.plan, s.digest AS plan_digest, p.levels_digest,
           p.currency, p.hold_minutes, p.max_seats, p.seats_per_address,
           p.singles, p.state, s.seats,
           coalesce({LEFT_OF_P}, (SELECT count(*) FROM seat x WHERE x.performance_id = p.id
               AND is_open(x.status, x.hold_expires_at, now()) AND x.allocation IS NULL)) AS open,
           (SELECT coalesce(array_agg(c.amount), '{{}}') FROM price c WHERE c.performance_id = p.id AND c.ticket_type =
               (SELECT min(t.idx) FROM ticket_type t WHERE t.performance_id = p.id)) AS prices,
           (SELECT coalesce(json_agg(f), '[]') FROM fee f WHERE f.performance_id = p.id)::text AS fees,
           CASE WHEN p.tax_name IS NOT NULL THEN
               json_build_object('name', p.tax_name, 'rate', p.tax_rate, 'included', p.tax_included)::text END AS tax
    FROM performance p
    JOIN event e ON e.id = p.event
    JOIN organizer o ON o.id = e.organizer
    JOIN seating_plan s ON s.id = p.plan
    JOIN venue v ON v.id = s.venue
"""  # noqa: S608 - our own SQL
PUBLIC_BY_ID = f"{SELECT_PERFORMANCES} WHERE p.id = $1 AND p.state IN ('published', 'cancelled')"
UPCOMING = f"""{SELECT_PERFORMANCES} WHERE p.state = 'published' AND greatest(p.starts_at, p.off_sale_at) > now()
    ORDER BY p.starts_at, p.id LIMIT 200"""

OPEN_BY_LEVEL = f"""
    WITH known AS MATERIALIZED ({LEFT_BY_LEVEL})
    SELECT price_level, "left" FROM known
    UNION ALL
    SELECT price_level, count(*) FROM seat
    WHERE NOT EXISTS (SELECT FROM known) AND performance_id = $1 AND is_open(status, hold_expires_at, now())
      AND allocation IS NULL GROUP BY price_level
"""  # noqa: S608 - our own SQL


async def public_performance(performance_id: int) -> Performance | None:
    """Return the performance if it is public (a cancelled one still is); None for a draft or an unknown number."""
    return await _one(performance_id)


async def get_public_performance(performance_id: int) -> Performance:
    """Return the performance if it is public. Raises UnknownPerformance."""
    performance = await public_performance(performance_id)
    if performance is None:
        raise UnknownPerformance()
    return performance


async def upcoming_performances() -> list[Performance]:
    """Return published performances that are not over, soonest first, at most 200, in one round trip."""
    return await _upcoming(None)


async def level_offers(performance: Performance) -> list[LevelOffer]:
    """Return an offer for every price level in the organizer's order, sold-out ones too: `offers[level.idx]`.

    Their names are in the language of the performance."""
    offers = await _offers(performance.id)
    if not performance.names:
        return offers
    return [replace(offer, name=performance.translate(offer.name)) for offer in offers]


async def _read_one(performance_id: int) -> Performance | None:
    row = await fetch_row(PUBLIC_BY_ID, performance_id)
    return _performance(row) if row else None


async def _read_upcoming(_: None) -> list[Performance]:
    return [_performance(row) for row in await fetch(UPCOMING)]


async def _read_offers(performance_id: int) -> list[LevelOffer]:
    remaining = {row["price_level"]: row["left"] for row in await fetch(OPEN_BY_LEVEL, performance_id)}
    table = await price_table(performance_id)
    return [_offer(table, level, remaining.get(level.idx, 0)) for level in table.levels]


def _offer(table: PriceTable, level: Level, remaining: int) -> LevelOffer:
    sold = {kind.idx: table.all_in_price(table.ticket(level.idx, kind.idx)) for kind in table.types_for(level.idx)}
    prices = [sold.get(kind.idx) for kind in table.types]
    return LevelOffer(level.idx, level.key, level.name, next(iter(sold.values()), 0), remaining, prices)


def _performance(row: Record) -> Performance:
    facts = dict(row)
    fees = msgspec.json.decode(facts.pop("fees"), type=list[Fee])
    tax = msgspec.json.decode(facts.pop("tax") or "null", type=Tax | None)
    step = smallest_charge(facts["currency"])
    prices = [all_in_price(price, fees, tax, step) for price in facts.pop("prices")] or [0]
    once = fees_per_order(fees, tax, step) if any(prices) else 0
    translations = readable_translations(facts.pop("translations"))
    texts = EventTexts(facts.pop("language"), facts["title"], facts["summary"], translations)
    return Performance(**facts, cheapest=min(prices), dearest=max(prices), per_order=once, texts=texts)


_one = OneSecondCache(_read_one)
_upcoming = OneSecondCache(_read_upcoming)
_offers = OneSecondCache(_read_offers)
