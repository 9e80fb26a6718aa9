"""What a waiting room and its door say no to. Each says what is kept, and what to do."""

from app.errors import AisleError


class RoomNotOpen(AisleError):
    """Nobody has a number yet. `opens_at`: when the first one is given."""

    status, code, title = 409, "room_not_open", "The waiting room is not open yet"
    message = "Nobody has a place yet. Its page counts down, and gives you one by itself."


class RoomEnded(AisleError):
    """Nobody waits any more. `how`: sold_out, over, cancelled or staff."""

    status, code, title = 410, "room_ended", "The waiting room is closed"
    message = "Nobody has to wait here any more. What you hold and what you ordered stays yours."


class NotYourTurn(AisleError):
    """`serving`: the highest place called; `place`: theirs, None while the order is not drawn."""

    status, code, title = 409, "not_your_turn", "It is not your turn yet"
    message = "Your place is kept. This page lets you in by itself when you are called."


class PlaceExpired(AisleError):
    """It was called and nobody came. `until`: when that time was over."""

    status, code, title = 410, "place_passed", "Your turn has passed"
    message = "Your place was called and kept for you, but nobody came in time. You can join again, at the end."


class NotYourPlace(AisleError):
    """No place, or another browser's, or an altered one; they are told apart to nobody."""

    status, code, title = 403, "not_your_place", "This is not your place"
    message = (
        "A place belongs to the browser that got it, and yours shows none. Nothing was changed. Join for your own."
    )


class CrossSiteRequest(AisleError):
    """Another site's page sent it."""

    status, code, title = 403, "not_from_here", "That came from elsewhere"
    message = "Only this house's own pages can do that. Nothing was changed. Open the waiting room and try again."


class MustWait(AisleError):
    """A pass is needed. `room` and its `page`: where one is to be had."""

    status, code, title = 409, "must_wait", "Fans wait their turn for this sale"
    message = "Nothing was taken. Join the waiting room: it lets you in by itself when it is your turn."


class PassExpired(AisleError):
    """It let in, and its time is over. Facts as of MustWait."""

    status, code, title = 409, "pass_over", "Your time inside is over"
    message = "Nothing was taken. Seats you hold can still be paid for. For others, join the waiting room again."
