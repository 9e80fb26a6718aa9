"""Errors about seats: why a fan could not have these. Each carries the facts that its sentence needs."""

from app.errors import AisleError


class PerformanceIsCancelled(AisleError):
    status, code, title = 410, "cancelled", "This performance is cancelled"
    message = "Nothing more is sold for it. If you have tickets, the organizer writes to you."


class PlanChanged(AisleError):
    """The map in the browser is of another version of the plan."""

    status, code, title = 409, "other_plan", "The house was rearranged"
    message = "The map you see is older than the house. Nothing was taken. Load the page again and choose."


class NotOnSaleYet(AisleError):
    status, code, title = 409, "not_yet", "The sale has not begun"
    message = "Nothing was taken. The page counts down to the second."


class SaleOver(AisleError):
    status, code, title = 410, "sale_over", "The sale is over"
    message = "Seats for this performance are no longer sold here. Nothing was taken."


class TooManySeats(AisleError):
    """More than one person may have. `allowed`: how many more they may take."""

    status, code, title = 409, "too_many", "That is more than one person may take"


class NoSuchSeat(AisleError):
    status, code, title = 404, "no_such_seat", "This house has no such seat"
    message = "One of the seats is not in this house. Nothing was taken. Load the page again and choose."


class NoSuchArea(AisleError):
    status, code, title = 404, "no_such_area", "This house has no such standing area"
    message = "Nothing was taken. Load the page again and choose."


class TooFewPlaces(AisleError):
    """A standing area has fewer places than were wanted. `area`: its first place; `places_left`: how many there are."""

    status, code, title = 409, "places_gone", "Not that many left"


class TypeNotSold(AisleError):
    status, code, title = 409, "type_not_sold", "Not sold as that"
    message = "This ticket type is not sold for these seats. Nothing was changed."


class SeatsTaken(AisleError):
    """`seats`: those that went. `left`: those of the requested seats that can still be had."""

    status, code, title = 409, "seats_taken", "Just gone"


class SeatsContested(AisleError):
    """Others are claiming them at this very moment; it is not known yet who gets them."""

    status, code, title = 409, "seats_contested", "Somebody is choosing them now"
    message = "Somebody is choosing these very seats now. Nothing was taken. Try again, or take others."


class HoldEnded(AisleError):
    status, code, title = 410, "hold_gone", "The time is over"
    message = "Your time is over and your seats are on sale again. You can take them again if they are still open."


class AlreadyExtended(AisleError):
    status, code, title = 409, "already_extended", "Five more, once"
    message = "You have had your five more minutes. Your seats stay yours until the clock runs out."


class LeavesSingle(AisleError):
    """`alone`: places that would be left on their own. `left`: seats that are better, called `left_words`;
    `instead`: own seats that would be given back for them."""

    status, code, title = 409, "leaves_single", "A seat would be left on its own"


class WheelchairSpace(AisleError):
    """`seats`: wheelchair spaces that were not asked for as such."""

    status, code, title = 409, "wheelchair_space", "This is a wheelchair space"


class CompanionSeat(AisleError):
    """`seats`: seats that go with a wheelchair space."""

    status, code, title = 409, "companion_seat", "This seat goes with a wheelchair space"


class WholeTable(AisleError):
    """`left`: the open seats of the table, called `left_words`."""

    status, code, title = 409, "whole_table", "This table is sold only whole"


class NothingFits(AisleError):
    """No places for such a party. `places_free`: how many there are of what it asked for; `together`: the most of them
    side by side."""

    status, code, title = 409, "nothing_fits", "Nothing fits"
