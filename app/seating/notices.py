"""Notices in the basket: their structs and buttons, the notices about a hold or an order, and those kept for the next
page."""

from collections.abc import Sequence

import msgspec

from app.events.catalog import Performance
from app.language.messages import Message, message, plural, sentences
from app.seating.best.alternatives import Alternative, nearest_alternative
from app.seating.holds.hold import MAX_SEATS_AT_ONCE, Hold
from app.seating.holds.outcome_errors import just_gone
from app.seating.holds.selection_check import single_seat_advice
from app.seating.plan.seats import PlanSeats, get_plan_seats, seat_names
from app.seating.rules.row_state import open_seats_among
from app.web.redis import REDIS_ERRORS, redis
from db import pool

FLASH_SECONDS = 60


class NoticeButton(msgspec.Struct, frozen=True):
    """A form with one button. `verb`: the last part of its address, such as "holds"; `fields`: (name, value) pairs."""

    label: Message
    verb: str
    fields: list[tuple[str, str]]


class Notice(msgspec.Struct, frozen=True):
    """A notice in the basket, in every language. `kind`: good, bad, warn, calm or info. `actions`: (label, address)
    pairs.

    `button`: a form that solves the problem in one step."""

    kind: str
    title: Message
    text: Message | None = None
    actions: list[tuple[Message, str]] = []
    button: NoticeButton | None = None


def take_button(
    names: Message, seats: Sequence[int], replacing: Sequence[int] = (), wheelchairs: int = 0
) -> NoticeButton:
    """Build a button that takes these seats, called `names`, and releases `replacing` if it gets them.

    `wheelchairs`: the number of wheelchair spaces among them that were asked for."""
    fields = [
        ("seats", join_numbers(seats)),
        ("instead", join_numbers(replacing)),
        ("wheelchairs", str(wheelchairs or "")),
    ]
    # Translators: a button; {seats} are names of seats, such as "Stalls G 11 and 12"
    return NoticeButton(
        message("Take {seats}", seats=names), "holds", [(name, value) for name, value in fields if value]
    )


def places_button(area: int, count: int, replacing: Sequence[int] = ()) -> NoticeButton:
    """Build a button that takes `count` places of the standing area whose first place is `area`, and releases
    `replacing` if it gets them."""
    fields = [("area", str(area)), ("count", str(count)), ("instead", join_numbers(replacing))]
    label = plural("Take {count}", "Take {count}", count)
    return NoticeButton(label, "holds", [(name, value) for name, value in fields if value])


def join_numbers(numbers: Sequence[int]) -> str:
    """Join the numbers for a form field: "17 18"."""
    return " ".join(map(str, numbers))


PENDING_ORDER = """
    SELECT link FROM "order" WHERE performance_id = $1 AND person = $2 AND state = 'pending' ORDER BY id DESC LIMIT 1
"""


async def pending_order_notice(performance_id: int, person: str) -> Notice | None:
    """Return a notice with a link to this person's order that is not paid yet; None without one.

    A person who looks for the seats they ordered must find them."""
    link = await pool.fetch_value(PENDING_ORDER, performance_id, person)
    if link is None:
        return None
    address = f"/orders/{performance_id}/{link}"
    return Notice(
        "calm",
        message("Your order waits for its payment"),
        message("The seats you ordered stay yours until that is settled."),
        [(message("Show your order"), address)],
    )


async def advice_notice(performance: Performance, hold: Hold | None) -> Notice | None:
    """Return a notice about a single seat that this hold leaves, with a button that takes better seats; None without
    one."""
    advice = await single_seat_advice(performance, hold) if hold else None
    if advice is None:
        return None
    return Notice(
        "info",
        message("A seat would stay empty"),
        advice.text,
        button=take_button(advice.better_label, advice.better_seats, advice.replacing),
    )


async def lost_seats_notice(
    performance: Performance, person: str, lost: Sequence[int], hold: Hold | None
) -> Notice | None:
    """Return a notice that names the `lost` seats other people have now, and offers the nearest open ones; those that
    are open again it offers again.

    None when none of them is a seat of this plan, or the person holds all of them."""
    plan_seats = await get_plan_seats(performance.plan)
    own = set(hold.seats) if hold else set()
    missed = sorted({idx for idx in lost[:MAX_SEATS_AT_ONCE] if 0 <= idx < len(plan_seats)} - own)
    if not missed:
        return None
    still = await open_seats_among(performance, missed)
    gone, free = [idx for idx in missed if idx not in still], sorted(still)
    if not gone:
        return Notice(
            "info", _still_open(plan_seats, free), button=_take(plan_seats, seat_names(plan_seats, free), free)
        )
    title, too = just_gone(plan_seats, gone), [_still_open(plan_seats, free)] if free else []
    nearest = await nearest_alternative(performance, person, gone)
    if nearest is None:
        text = message("Somebody else has them now. Choose others; what you hold stays yours.")
        button = _take(plan_seats, seat_names(plan_seats, free), free) if free else None
        return Notice("warn", title, sentences(text, *too), button=button)
    text = sentences(message("Somebody else was quicker."), nearest_text(nearest), *too)
    return Notice("warn", title, text, button=_take(plan_seats, nearest.label, nearest.seats))


def nearest_text(nearest: Alternative) -> Message:
    """Say which open seats are the nearest: "The nearest are Stalls G 13 and 14."."""
    return plural("The nearest is {seats}.", "The nearest are {seats}.", len(nearest.seats), seats=nearest.label)


async def set_flash(performance_id: int, person: str, notice: Notice) -> None:
    """Store a notice for the next page of this person at this performance, for FLASH_SECONDS."""
    try:
        await redis().set(_key(performance_id, person), msgspec.json.encode(notice), ex=FLASH_SECONDS)
    except REDIS_ERRORS:
        return  # only the notice is lost; the basket still shows the held seats


async def pop_flash(performance_id: int, person: str) -> Notice | None:
    """Return the stored notice and delete it; None without one."""
    try:
        notice = await redis().getdel(_key(performance_id, person))
    except REDIS_ERRORS:
        return None
    try:
        return msgspec.json.decode(notice, type=Notice) if notice else None
    except msgspec.ValidationError:  # stored by another version of this program
        return None


def _key(performance_id: int, person: str) -> str:
    return f"told:{performance_id}:{person}"


def _take(plan_seats: PlanSeats, names: Message, seats: Sequence[int]) -> NoticeButton:
    return take_button(names, seats, wheelchairs=sum(plan_seats[idx].wheelchair for idx in seats))


def _still_open(plan_seats: PlanSeats, seats: Sequence[int]) -> Message:
    return plural(
        "{seats} is no longer yours, and still open.",
        "{seats} are no longer yours, and still open.",
        len(seats),
        seats=seat_names(plan_seats, seats),
    )
