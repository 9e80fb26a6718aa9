"""Errors of the waiting room: for fans, for staff, and of the draw. Each message says what is kept and what to do."""

from app.errors import AisleError
from app.language.messages import message

# --- For fans -------------------------------------------------------------------------------------------------------


class RoomNotOpen(AisleError):
    """A join before the room opens. `opens_at`: when the first number is given."""

    status, code, title = 409, "room_not_open", message("The waiting room is not open yet")
    detail = message("Nobody has a place yet. Its page counts down, and gives you one by itself.")


class RoomEnded(AisleError):
    """A join or an admission after the room ended. `how`: sold_out, over, cancelled or staff."""

    status, code, title = 410, "room_ended", message("The waiting room is closed")
    detail = message("Nobody has to wait here any more. What you hold and what you ordered stays yours.")


class NotYourTurn(AisleError):
    """An admission before the call. `serving`: the highest place called. `place`: the fan's, None if not drawn."""

    status, code, title = 409, "not_your_turn", message("It is not your turn yet")
    detail = message("Your place is kept. This page lets you in by itself when you are called.")


class PlaceExpired(AisleError):
    """An admission too long after the call. `until`: when the time to come in ended."""

    status, code, title = 410, "place_passed", message("Your turn has passed")
    detail = message("Your place was called and kept for you, but nobody came in time. You can join again, at the end.")


class NotYourPlace(AisleError):
    """A place token that is missing, altered or of another browser. The response does not say which of these it is."""

    status, code, title = 403, "not_your_place", message("This is not your place")
    detail = message(
        "A place belongs to the browser that got it, and yours shows none. Nothing was changed. Join for your own."
    )


class CrossSiteRequest(AisleError):
    """A request that another site's page sent."""

    status, code, title = 403, "not_from_here", message("That came from elsewhere")
    detail = message(
        "Only this site's own pages can do that. Nothing was changed. Open the waiting room and try again."
    )


class MustWait(AisleError):
    """A request without the pass that it needs. `room`: the waiting room's id; `page`: the address to get a pass."""

    status, code, title = 409, "must_wait", message("Fans wait their turn for this sale")
    detail = message("Nothing was taken. Join the waiting room: it lets you in by itself when it is your turn.")


class PassExpired(AisleError):
    """A request with a pass whose time has ended. Its facts are those of MustWait."""

    status, code, title = 409, "pass_over", message("Your time inside is over")
    detail = message(
        "Nothing was taken. Seats you hold can still be paid for. For others, join the waiting room again."
    )


# --- For staff ------------------------------------------------------------------------------------------------------


class NoSuchRoom(AisleError):
    """An id that no waiting room has, or a performance without a waiting room."""

    status, code, title = 404, "unknown_room", message("There is no such waiting room")
    detail = message("The link may be old, or a digit may be missing. Nothing was changed.")


class RoomOver(AisleError):
    """A control of a room that has ended or is off. `how`: off, or how it ended, as in RoomEnded."""

    status, code, title = 409, "room_over", message("This waiting room is over")


class NoChange(AisleError):
    """A change to a room that already is as requested."""

    status, code, title = 409, "already_so", message("There is nothing to change")


class TooLate(AisleError):
    """A change of something that fans who have numbers were promised."""

    status, code, title = 409, "too_late", message("Too late to change that")


class InvalidRoomSettings(AisleError):
    """Settings that contradict each other or are out of range; the message says which."""

    status, code, title = 422, "cannot_set", message("These settings do not fit together")


class NotWaiting(AisleError):
    """A number with which no fan waits."""

    status, code, title = 409, "not_waiting", message("Nobody waits with this number")


class NotDrawn(AisleError):
    """An attempt to let a fan through before the order is drawn."""

    status, code, title = 409, "not_drawn", message("The order is not drawn yet")
    detail = message("The order is not drawn yet. Let them through once it is. Nothing was changed.")


# --- Of the draw ----------------------------------------------------------------------------------------------------


class NoDraw(AisleError):
    """A room without a draw."""

    status, code, title = 404, "no_draw", message("Nothing is drawn here")
    detail = message("In this waiting room the first to come are the first to be let in.")


class NotClosed(AisleError):
    """A request that needs the close of the draw, while numbers are still given."""

    status, code, title = 409, "not_closed", message("Not yet")
    detail = message(
        "Numbers are still given until the on-sale. Who takes part is fixed then, and can be downloaded from then on."
    )


class NumbersGiven(AisleError):
    """A seal after the first number was given."""

    status, code, title = 409, "numbers_given", message("Too late to seal")
    detail = message(
        "Somebody has a number already. A seal that comes after it would prove nothing. Nothing was changed."
    )


class NoDrawTime(AisleError):
    """A seal for a room that does not exist or has no `draws_at`."""

    status, code, title = 422, "without_time", message("No time is set for the draw")
    detail = message("A draw belongs to a waiting room that says when its order is drawn. Nothing was changed.")


class WrongValue(AisleError):
    """A value that is not the one announced before the draw."""

    status, code, title = 422, "wrong_value", message("That is not what was sealed")


class NoSuchNumber(AisleError):
    """A number that was not in the draw."""

    status, code, title = 404, "no_such_number", message("Not in this draw")
