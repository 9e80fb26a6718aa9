"""The texts of the waiting room's page without script, for one browser.

Where both pages show the same text, it is that of assets/js/waiting/view/status_text.js;
tests/assets/waiting/test_status_text.py compares them."""

from datetime import datetime

import msgspec

from app.language.dates import is_today
from app.language.messages import Fact, Message, Moment, message, message_in, plural
from app.waiting_room.admission.fan_position import FanPosition
from app.waiting_room.rooms import WaitingRoom
from app.waiting_room.wait_estimate import wait_estimate_text
from realtime.protocol import QueueStatus

END_HEADLINES = {
    "sold_out": message("Sold out"),
    "over": message("This sale is over"),
    "cancelled": message("This performance is cancelled"),
}
END_CAVEATS = {
    "sold_out": message("Every seat has its ticket, or waits for a payment. You do not have to stay."),
    "over": message("If you have tickets, the link you were given still opens them."),
    "cancelled": message("No seats are sold any more. Orders stay reachable by their link."),
}
REJOIN_TEXT = message("You can take a new place at the end of the line.")
EARLY_TEXT = message("Coming early does not matter.")
SLOW_TEXTS = {
    "payments": message("Payments are slow, so we let in fewer people. Your place does not change."),
    "holds": message("Many want the same seats just now, so we let in fewer people. Your place does not change."),
}


class StatusText(msgspec.Struct, frozen=True):
    """The texts of the page. `caveat`: sentences, one after the other. `figure`: the one large number, "" for none.
    `actions`: the forms to show (join, come, seats, leave). `refreshes`: the page reloads by itself. `ended`: the room
    has ended."""

    eyebrow: Message
    headline: Message
    estimate: Message | None = None
    caveat: tuple[Message, ...] = ()
    figure: Fact = ""
    actions: tuple[str, ...] = ()
    refreshes: bool = True
    ended: bool = False


def status_text(
    room: WaitingRoom, position: FanPosition | None, status: QueueStatus, zone: str, now: datetime
) -> StatusText:
    """Return the texts for one browser at `now`. `position`: None without a place. `zone`: the venue's time zone."""
    stage = room.stage(now)
    if stage in ("off", "quiet") or (stage == "ended" and room.ended_as == "staff"):
        nobody, go = message("Nobody has to wait just now"), message("Go straight to the seats.")
        return StatusText(message("The waiting room"), nobody, go, actions=("seats",))
    if position and position.inside_until and position.inside_until > now and not position.has_left:
        pay = message("Choose and pay before {when}.", when=Moment(position.inside_until, zone, "short"))
        return StatusText(_place_text(position), message("You are in"), pay, actions=("seats",), refreshes=False)
    if stage == "ended":
        how, ended = room.ended_as or "over", message("The waiting room is closed")
        nothing = message("No seats are sold any more.")
        return StatusText(ended, END_HEADLINES[how], nothing, (END_CAVEATS[how],), refreshes=False, ended=True)
    if stage == "closed":
        return _closed_text(room, zone)
    if position is None:
        late = message("The order is being drawn: whoever comes now comes after those who are there.")
        caveat = (late,) if stage == "drawing" else ()
        hint = message("Take one, then this page looks again by itself.")
        eyebrow, headline = message("The waiting room is open"), message("You have no number yet")
        return StatusText(eyebrow, headline, hint, caveat, actions=("join",), refreshes=False)
    return _waiting_text(room, position, status, zone, now)


def _closed_text(room: WaitingRoom, zone: str) -> StatusText:
    closed = message("The waiting room is not open yet")
    opens = message("It opens: {when}", when=Moment(room.opens_at, zone, "date_time"))
    if not room.draws_at:
        return StatusText(closed, opens)
    when = Moment(room.draws_at, zone, "short")
    draws = message("Everybody who is here by {when} gets a place in one draw.", when=when)
    return StatusText(closed, opens, draws, (EARLY_TEXT,))


def _place_text(position: FanPosition) -> Message:
    if position.place:
        return message("Place {place}", place=position.place)
    return message("Number {number}", number=position.number)


def _waiting_text(
    room: WaitingRoom, position: FanPosition, status: QueueStatus, zone: str, now: datetime
) -> StatusText:
    place = _place_text(position)
    if position.inside_until and (position.has_left or position.inside_until <= now):
        over, ended = message("Your time inside is over"), _ended_text(min(position.inside_until, now), zone, now)
        return StatusText(place, over, ended, (REJOIN_TEXT,), actions=("join",), refreshes=False)
    if position.place is None and not position.let_through:
        return _undrawn_text(room, position, status, zone, now)
    if position.let_through or position.place is None:
        lets_in = message("The box office lets you in.")
        return StatusText(place, message("It is your turn"), lets_in, actions=("come", "leave"))
    if position.kept_until is not None:
        return _called_text(place, position.place, position.kept_until, zone, now)
    ahead = max(0, position.place - room.serving - 1)
    eyebrow = message("You are in the waiting room, place {place}", place=position.place)
    # Translators: the caption below a large number; it stands for itself and is no part of a sentence
    headline = plural("person ahead of you", "people ahead of you", ahead)
    estimate = wait_estimate_text(ahead, status.slow_rate, status.fast_rate)
    caveat = (SLOW_TEXTS[status.reason],) if status.reason in SLOW_TEXTS else ()
    if room.paused_at is not None:
        estimate = message("Nobody is let in just now.")
        caveat = (message("The line is paused. Your place does not change."),)
    elif not room.is_selling(now):
        estimate = message("Nobody is let in before the sale begins.")
        caveat = (message("Your place does not change."),)
    return StatusText(eyebrow, headline, estimate, caveat, ahead, ("leave",))


def _ended_text(at: datetime, zone: str, now: datetime) -> Message:
    when = Moment(at, zone, "short")
    if is_today(at, now, zone):
        # Translators: the time for choosing seats; {when} is a time
        return message_in("time inside", "It ended at {when}.", when=when)
    # Translators: the time for choosing seats; {when} is a date with its time
    return message_in("time inside", "It ended on {when}.", when=when)


def _called_text(place: Message, number: int, kept_until: datetime, zone: str, now: datetime) -> StatusText:
    """Return the texts of a called place. `number`: of the place; `kept_until`: when the time to come in ends."""
    when = Moment(kept_until, zone, "short")
    if kept_until <= now:
        kept = message("We kept your place until {when}, then the next came in.", when=when)
        passed = message("Your turn has passed")
        return StatusText(place, passed, kept, (REJOIN_TEXT,), actions=("join",), refreshes=False)
    caveat = message("The time for choosing seats starts when you come in.")
    turn, called = message("Come in before {when}.", when=when), message("Place {place} is called", place=number)
    return StatusText(called, message("It is your turn"), turn, (caveat,), actions=("come", "leave"))


def _undrawn_text(
    room: WaitingRoom, position: FanPosition, status: QueueStatus, zone: str, now: datetime
) -> StatusText:
    number = position.number
    if room.closed_at is None:
        # Translators: the caption below a large number; it stands for itself and is no part of a sentence
        headline, eyebrow = message("your number"), message("You are in the waiting room")
        given = message("Numbers given so far: {number}.", number=max(status.last_number, number))
        drawn = _draw_text(room.draws_at, zone, now)
        return StatusText(eyebrow, headline, drawn, (given, EARLY_TEXT), number, ("leave",))
    kept = message("Your number, {number}, is kept.", number=number)
    if status.drawn_count and number > status.drawn_count:
        kept = message("You came after the close: your number, {number}, follows those who are drawn.", number=number)
    caveat = (message("Who takes part is fixed."), kept, message("This page goes on by itself."))
    estimate = message("The draw waits for what nobody can know beforehand.")
    return StatusText(message("The order is being drawn"), message("One moment"), estimate, caveat, actions=("leave",))


def _draw_text(draws_at: datetime | None, zone: str, now: datetime) -> Message:
    if draws_at is None:
        return message("The order is drawn soon.")
    when = Moment(draws_at, zone, "short")
    if is_today(draws_at, now, zone):
        # Translators: {when} is a time
        return message("The order is drawn at {when}.", when=when)
    # Translators: {when} is a date with its time
    return message("The order is drawn on {when}.", when=when)
