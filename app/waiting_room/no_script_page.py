"""The waiting room's page for browsers without script: rendered for one browser, reloads by itself, sends forms.

Where both pages show the same text, it is that of assets/js/waiting/view/status_text.js and wait_estimate.js;
tests/assets/waiting/test_status_text.py compares them."""

import math
from collections.abc import Callable
from datetime import datetime

import msgspec
from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.language.translator import english
from app.waiting_room.admission.fan_position import FanPosition, get_fan_position
from app.waiting_room.control.status_message import cached_status
from app.waiting_room.pages import get_offers, page_data
from app.waiting_room.rooms import WaitingRoom, check_room_id, read_room
from app.web.limits.rate_limits import limit_person
from app.web.parsing import AnyRequest
from app.web.render import PRIVATE, page
from realtime.clock import current_time
from realtime.protocol import QueueStatus, decode_status

VIEW_LIMIT = 30
"""Views that one browser may request in ten seconds; the page reloads every few seconds."""
HOUR_MINUTES = 60
END_TEXTS = {
    "sold_out": ("Sold out", "Every seat has its ticket, or waits for a payment. You do not have to stay."),
    "over": ("This sale is over", "If you have tickets, the link you were given still opens them."),
    "cancelled": ("This performance is cancelled", "No seats are sold any more. Orders stay reachable by their link."),
}
REJOIN_TEXT = "You can take a new place at the end of the line."
SLOW_TEXTS = {
    "payments": "Payments are slow, so we let in fewer people. Your place does not change.",
    "holds": "Many want the same seats just now, so we let in fewer people. Your place does not change.",
}


class StatusText(msgspec.Struct, frozen=True):
    """The texts of the page. `figure`: the one large number, "" for none. `actions`: the forms to show (join, come,
    seats, leave). `refreshes`: the page reloads by itself. `ended`: the room has ended."""

    eyebrow: str
    headline: str
    estimate: str = ""
    caveat: str = ""
    figure: str = ""
    actions: tuple[str, ...] = ()
    refreshes: bool = True
    ended: bool = False


def status_text(
    room: WaitingRoom, position: FanPosition | None, status: QueueStatus, zone: str, now: datetime
) -> StatusText:
    """Return the texts for one browser at `now`. `position`: None without a place. `zone`: the venue's time zone."""
    stage = room.stage(now)
    if stage in ("off", "quiet") or (stage == "ended" and room.ended_as == "staff"):
        return StatusText(
            "The waiting room", "Nobody has to wait just now", "Go straight to the seats.", actions=("seats",)
        )
    if position and position.inside_until and position.inside_until > now and not position.has_left:
        until = english.moment(position.inside_until, zone, "short")
        return StatusText(
            _place_text(position), "You are in", f"Choose and pay before {until}.", actions=("seats",), refreshes=False
        )
    if stage == "ended":
        headline, caveat = END_TEXTS[room.ended_as or "over"]
        return StatusText(
            "The waiting room is closed", headline, "No seats are sold any more.", caveat, refreshes=False, ended=True
        )
    if stage == "closed":
        return _closed_text(room, zone)
    if position is None:
        late = "The order is being drawn: whoever comes now comes after those who are there."
        eyebrow, hint = "The waiting room is open", "Take one, then this page looks again by itself."
        caveat = late if stage == "drawing" else ""
        return StatusText(eyebrow, "You have no number yet", hint, caveat, actions=("join",), refreshes=False)
    return _waiting_text(room, position, status, zone, now)


def _closed_text(room: WaitingRoom, zone: str) -> StatusText:
    opens = english.moment(room.opens_at, zone, "date_time")
    if not room.draws_at:
        return StatusText("The waiting room opens", opens)
    draws = (
        f"Everybody who is here by {translator('en').moment(room.draws_at, zone, 'short')} gets a place in one draw."
    )
    return StatusText("The waiting room opens", opens, draws, "Coming early does not matter.")


def _place_text(position: FanPosition) -> str:
    return f"Place {position.place:,}" if position.place else f"Number {position.number:,}"


def _waiting_text(
    room: WaitingRoom, position: FanPosition, status: QueueStatus, zone: str, now: datetime
) -> StatusText:
    place = _place_text(position)
    if position.inside_until and (position.has_left or position.inside_until <= now):
        ended = f"It ended {translator('en').moment(min(position.inside_until, now), zone, 'short')}."
        return StatusText(place, "Your time inside is over", ended, REJOIN_TEXT, actions=("join",), refreshes=False)
    if position.place is None and not position.let_through:
        return _undrawn_text(room, position, status, zone)
    if position.let_through or position.place is None:
        return StatusText(place, "It is your turn", "The box office lets you in.", actions=("come", "leave"))
    if position.kept_until is not None:
        until = english.moment(position.kept_until, zone, "short")
        if position.kept_until <= now:
            kept = f"We kept it for you until {until}, then the next came in."
            return StatusText(place, "Your turn has passed", kept, REJOIN_TEXT, actions=("join",), refreshes=False)
        caveat = "The time for choosing seats starts when you come in."
        turn = f"Come in before {until}."
        return StatusText(f"{place} is called", "It is your turn", turn, caveat, actions=("come", "leave"))
    ahead = max(0, position.place - room.serving - 1)
    eyebrow = f"You are in the waiting room, place {position.place:,}"
    headline = f"{'person' if ahead == 1 else 'people'} ahead of you"
    estimate = wait_estimate_text(ahead, status.slow_rate, status.fast_rate)
    caveat = SLOW_TEXTS.get(status.reason, "")
    if room.paused_at is not None:
        estimate, caveat = "Nobody is let in just now.", "The line is paused. Your place does not change."
    elif not room.is_selling(now):
        estimate, caveat = "Nobody is let in before the sale begins.", "Your place does not change."
    return StatusText(eyebrow, headline, estimate, caveat, f"{ahead:,}", ("leave",))


def _undrawn_text(room: WaitingRoom, position: FanPosition, status: QueueStatus, zone: str) -> StatusText:
    number = f"{position.number:,}"
    if room.closed_at is None:
        time = english.moment(room.draws_at, zone, "short") if room.draws_at else "soon"
        caveat = f"Numbers given so far: {max(status.last_number, position.number):,}. Coming early does not matter."
        return StatusText(
            "You are in the waiting room", "is your number", f"The order is drawn {time}.", caveat, number, ("leave",)
        )
    estimate = "The draw waits for what nobody can know beforehand."
    kept = f"Your number, {number}, is kept."
    if status.drawn_count and position.number > status.drawn_count:
        kept = f"You came after the close: your number, {number}, follows those who are drawn."
    caveat = f"Who takes part is fixed. {kept} This page goes on by itself."
    return StatusText("The order is being drawn", "One moment", estimate, caveat, actions=("leave",))


def wait_estimate_text(ahead: int, slow: float, fast: float) -> str:
    """Return how long the wait is, no more exactly than it is known.

    `ahead`: people ahead. `slow`, `fast`: lowest and highest expected rate, in places called a minute; 0 if unknown."""
    if ahead <= 0:
        return "You are next."
    if not slow > 0 or not fast > 0:
        return "We do not know yet how long it takes."
    min_minutes, max_minutes = _round_minutes(ahead / fast, math.floor), _round_minutes(ahead / slow - 1e-9, math.ceil)
    if min_minutes >= 2 * HOUR_MINUTES:
        return "More than two hours."
    if min_minutes >= HOUR_MINUTES:
        return "More than an hour."
    if max_minutes > 3 * HOUR_MINUTES:
        return f"At least {_minutes_text(max(1, min_minutes))}, we cannot say closer."
    if min_minutes < 1:
        return "Less than a minute." if max_minutes <= 1 else f"Up to {_minutes_text(max_minutes)}."
    longest = _minutes_text(max_minutes)
    return f"About {longest if min_minutes == max_minutes else f'{min_minutes} to {longest}'}."


def _round_minutes(minutes: float, to_int: Callable[[float], int]) -> int:
    """Round with `to_int` (floor or ceil) to whole minutes, above twenty to multiples of five."""
    rounded = to_int(minutes)
    return rounded if rounded <= 20 else to_int(minutes / 5) * 5


def _minutes_text(count: int) -> str:
    return "1 minute" if count == 1 else f"{count} minutes"


async def _get_status(room_id: int) -> QueueStatus:
    status = await cached_status(room_id)
    return decode_status(status) if status else QueueStatus(room_id, 0, "open")


@get("/{room_id:int}/plain")
async def show_no_script_page(
    request: AnyRequest, room_id: FromPath[int], person: NamedDependency[str], to: FromQuery[int] = 0
) -> Template:
    """Show this browser its number, how many are ahead, the estimated wait, and the seats that remain."""
    limit_person(request, "plain", person, max_requests=VIEW_LIMIT)
    data, status = await page_data(await check_room_id(room_id)), await _get_status(room_id)
    performance, room = data.performance(to), await read_room(room_id) or data.room
    position = await get_fan_position(room, person)
    remaining = status.remaining.get(str(performance.id), [])
    return page(
        "waiting_room/no_script.html",
        headers=PRIVATE,
        performance=performance,
        performances=data.performances,
        elsewhere=data.other_dates,
        room=room,
        status_text=status_text(room, position, status, performance.time_zone, current_time()),
        message=room.message,
        offers=await get_offers(performance),
        left={idx: (count, together) for idx, count, together in remaining},
    )


no_script_pages = Router("/waiting-rooms", route_handlers=[show_no_script_page])
