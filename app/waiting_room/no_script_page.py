"""What the page without script says: the same states as assets/js/waiting/view/status_text.js, in the same words."""

from datetime import datetime

import msgspec

from app.waiting_room.admission.fan_position import FanPosition
from app.waiting_room.ranges import wait_estimate_text
from app.waiting_room.rooms import WaitingRoom
from app.web.render import format_at_time, format_date_time, format_short_time
from realtime.protocol import QueueStatus

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
    """`figure`: the one large number, if there is one. `does`: which forms: join, come, seats, leave. `waits`: the page
    looks again by itself. `ended`: nothing is to be had here any more."""

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
    """For this browser, at this moment, in the venue's time."""
    stage = room.stage(now)
    if stage in ("off", "quiet") or (stage == "ended" and room.ended_as == "staff"):
        return StatusText(
            "The waiting room", "Nobody has to wait just now", "Go straight to the seats.", actions=("seats",)
        )
    if position and position.inside_until and position.inside_until > now and not position.has_left:
        until = format_short_time(position.inside_until, zone)
        return StatusText(
            _place(position), "You are in", f"Choose and pay before {until}.", actions=("seats",), refreshes=False
        )
    if stage == "ended":
        says, honest = END_TEXTS[room.ended_as or "over"]
        return StatusText(
            "The waiting room is closed", says, "No seats are sold any more.", honest, refreshes=False, ended=True
        )
    if stage == "closed":
        return _before(room, zone)
    if position is None:
        over, says = "The waiting room is open", "You have no number yet"
        late = (
            "The order is being drawn: whoever comes now comes after those who are there." if stage == "drawing" else ""
        )
        return StatusText(
            over, says, "Take one, then this page looks again by itself.", late, actions=("join",), refreshes=False
        )
    return _waiting(room, position, status, zone, now)


def _before(room: WaitingRoom, zone: str) -> StatusText:
    draws = (
        f"Everybody who is here by {format_short_time(room.draws_at, zone)} gets a place in one draw."
        if room.draws_at
        else ""
    )
    honest = "Coming early does not matter." if room.draws_at else ""
    return StatusText("The waiting room opens", format_date_time(room.opens_at, zone), draws, honest)


def _place(mine: FanPosition) -> str:
    return f"Place {mine.place:,}" if mine.place else f"Number {mine.number:,}"


def _waiting(room: WaitingRoom, mine: FanPosition, line: QueueStatus, zone: str, now: datetime) -> StatusText:
    if mine.inside_until and (mine.has_left or mine.inside_until <= now):
        ended = f"It ended {format_at_time(min(mine.inside_until, now), zone)}."
        return StatusText(
            _place(mine), "Your time inside is over", ended, REJOIN_TEXT, actions=("join",), refreshes=False
        )
    if mine.place is None and not mine.let_through:
        return _undrawn(room, mine, line, zone)
    if mine.let_through or mine.place is None:
        return StatusText(_place(mine), "It is your turn", "The box office lets you in.", actions=("come", "leave"))
    if mine.kept_until is not None:
        if mine.kept_until <= now:
            kept = f"We kept it for you until {format_short_time(mine.kept_until, zone)}, then the next came in."
            return StatusText(
                _place(mine), "Your turn has passed", kept, REJOIN_TEXT, actions=("join",), refreshes=False
            )
        turn = f"Come in before {format_short_time(mine.kept_until, zone)}."
        honest = "The time for choosing seats starts when you come in."
        return StatusText(f"{_place(mine)} is called", "It is your turn", turn, honest, actions=("come", "leave"))
    ahead = max(0, mine.place - room.serving - 1)
    over, who = f"You are in the waiting room, place {mine.place:,}", "person" if ahead == 1 else "people"
    estimate, honest = wait_estimate_text(ahead, line.slow_rate, line.fast_rate), SLOW_TEXTS.get(line.reason, "")
    if room.paused_at is not None:
        estimate, honest = "Nobody is let in just now.", "The line is paused. Your place does not change."
    elif not room.is_selling(now):
        estimate, honest = "Nobody is let in before the sale begins.", "Your place does not change."
    return StatusText(over, f"{who} ahead of you", estimate, honest, f"{ahead:,}", ("leave",))


def _undrawn(room: WaitingRoom, mine: FanPosition, line: QueueStatus, zone: str) -> StatusText:
    if room.closed_at is None:
        at = (
            f"The order is drawn {format_at_time(room.draws_at, zone)}."
            if room.draws_at
            else "The order is drawn soon."
        )
        honest = f"Numbers given so far: {max(line.last_number, mine.number):,}. Coming early does not matter."
        return StatusText("You are in the waiting room", "is your number", at, honest, f"{mine.number:,}", ("leave",))
    estimate = "The draw waits for what nobody can know beforehand."
    kept = f"Your number, {mine.number:,}, is kept."
    if line.drawn_count and mine.number > line.drawn_count:
        kept = f"You came after the close: your number, {mine.number:,}, follows those who are drawn."
    honest = f"Who takes part is fixed. {kept} This page goes on by itself."
    return StatusText("The order is being drawn", "One moment", estimate, honest, actions=("leave",))
