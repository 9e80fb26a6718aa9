"""The input for new events and performances, as an organizer gives it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from app.events.pricing import Fee, Tax


class NewEvent(msgspec.Struct, frozen=True):
    """A new event. `art`: the name of a picture in assets/art, without its ending; `hue` (degrees), `chroma`: its
    colour."""

    slug: str
    title: str
    summary: str = ""
    kind: str = ""
    art: str = ""
    hue: float = 70.0
    chroma: float = 0.02


class NewPerformance(msgspec.Struct, frozen=True, kw_only=True):
    """A new performance. `prices`: the plan's level name → one amount per ticket type, in minor units of `currency`.

    `seats_per_address`: how many seats callers of one address may hold at a time, 0 for any number; None for the number
    of the setting. `singles`: what happens when a selection would leave a single seat: nothing, advice, or an error
    unless there is no better selection."""

    event: int
    plan: int
    starts_at: datetime
    on_sale_at: datetime
    off_sale_at: datetime
    doors_at: datetime | None = None
    currency: str = "EUR"
    hold_minutes: int = 10
    max_seats: int = 8
    seats_per_address: int | None = None
    singles: Literal["off", "warn", "refuse"] = "off"
    ticket_types: Sequence[str] = ("Standard",)
    prices: Mapping[str, Sequence[int]] = {}
    fees: Sequence[Fee] = ()
    tax: Tax | None = None
