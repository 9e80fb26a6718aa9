"""What the page without script says: the same states as assets/js/waiting/view/status_text.js, in the same words."""

from datetime import datetime

import msgspec

from app.waiting_room.admission.fan_position import Standing
from app.waiting_room.ranges import range_words
from app.waiting_room.rooms import WaitingRoom
from app.web.render import at_near, near, when
from realtime.protocol import Now

ENDINGS = {
    "sold_out": ("Sold out", "Every seat has its ticket, or waits for a payment. You do not have to stay."),
    "over": ("This sale is over", "If you have tickets, the link you were given still opens them."),
    "cancelled": ("This performance is cancelled", "No seats are sold any more. Orders stay reachable by their link."),
}
BEHIND = "You can take a new place at the end of the line."
WHY = {
    "payments": "Payments are slow, so we let in fewer people. Your place does not change.",
    "holds": "Many want the same seats just now, so we let in fewer people. Your place does not change.",
}


class Said(msgspec.Struct, frozen=True):
    """`figure`: the one large number, if there is one. `does`: which forms: join, come, seats, leave. `waits`: the page
    looks again by itself. `ended`: nothing is to be had here any more."""

    over: str
    says: str
    estimate: str = ""
    honest: str = ""
    figure: str = ""
    does: tuple[str, ...] = ()
    waits: bool = True
    ended: bool = False


def say(room: WaitingRoom, mine: Standing | None, line: Now, zone: str, now: datetime) -> Said:
    """For this browser, at this moment, in the venue's time."""
    stage = room.stage(now)
    if stage in ("off", "quiet") or (stage == "ended" and room.ended_as == "staff"):
        return Said("The waiting room", "Nobody has to wait just now", "Go straight to the seats.", does=("seats",))
    if mine and mine.inside_until and mine.inside_until > now and not mine.has_left:
        until = near(mine.inside_until, zone)
        return Said(_place(mine), "You are in", f"Choose and pay before {until}.", does=("seats",), waits=False)
    if stage == "ended":
        says, honest = ENDINGS[room.ended_as or "over"]
        return Said("The waiting room is closed", says, "No seats are sold any more.", honest, waits=False, ended=True)
    if stage == "closed":
        return _before(room, zone)
    if mine is None:
        over, says = "The waiting room is open", "You have no number yet"
        late = (
            "The order is being drawn: whoever comes now comes after those who are there." if stage == "drawing" else ""
        )
        return Said(over, says, "Take one, then this page looks again by itself.", late, does=("join",), waits=False)
    return _waiting(room, mine, line, zone, now)


def _before(room: WaitingRoom, zone: str) -> Said:
    draws = f"Everybody who is here by {near(room.draws_at, zone)} gets a place in one draw." if room.draws_at else ""
    honest = "Coming early does not matter." if room.draws_at else ""
    return Said("The waiting room opens", when(room.opens_at, zone), draws, honest)


def _place(mine: Standing) -> str:
    return f"Place {mine.place:,}" if mine.place else f"Number {mine.number:,}"


def _waiting(room: WaitingRoom, mine: Standing, line: Now, zone: str, now: datetime) -> Said:
    if mine.inside_until and (mine.has_left or mine.inside_until <= now):
        ended = f"It ended {at_near(min(mine.inside_until, now), zone)}."
        return Said(_place(mine), "Your time inside is over", ended, BEHIND, does=("join",), waits=False)
    if mine.place is None and not mine.let_through:
        return _undrawn(room, mine, line, zone)
    if mine.let_through or mine.place is None:
        return Said(_place(mine), "It is your turn", "The box office lets you in.", does=("come", "leave"))
    if mine.until is not None:
        if mine.until <= now:
            kept = f"We kept it for you until {near(mine.until, zone)}, then the next came in."
            return Said(_place(mine), "Your turn has passed", kept, BEHIND, does=("join",), waits=False)
        turn = f"Come in before {near(mine.until, zone)}."
        honest = "The time for choosing seats starts when you come in."
        return Said(f"{_place(mine)} is called", "It is your turn", turn, honest, does=("come", "leave"))
    ahead = max(0, mine.place - room.serving - 1)
    over, who = f"You are in the waiting room, place {mine.place:,}", "person" if ahead == 1 else "people"
    estimate, honest = range_words(ahead, line.slow, line.fast), WHY.get(line.why, "")
    if room.paused_at is not None:
        estimate, honest = "Nobody is let in just now.", "The line is paused. Your place does not change."
    elif not room.is_selling(now):
        estimate, honest = "Nobody is let in before the sale begins.", "Your place does not change."
    return Said(over, f"{who} ahead of you", estimate, honest, f"{ahead:,}", ("leave",))


def _undrawn(room: WaitingRoom, mine: Standing, line: Now, zone: str) -> Said:
    if room.closed_at is None:
        at = f"The order is drawn {at_near(room.draws_at, zone)}." if room.draws_at else "The order is drawn soon."
        honest = f"Numbers given so far: {max(line.last, mine.number):,}. Coming early does not matter."
        return Said("You are in the waiting room", "is your number", at, honest, f"{mine.number:,}", ("leave",))
    estimate = "The draw waits for what nobody can know beforehand."
    kept = f"Your number, {mine.number:,}, is kept."
    if line.n and mine.number > line.n:
        kept = f"You came after the close: your number, {mine.number:,}, follows those who are drawn."
    honest = f"Who takes part is fixed. {kept} This page goes on by itself."
    return Said("The order is being drawn", "One moment", estimate, honest, does=("leave",))
