"""Errors about seats. Each carries in `facts` what its message and its notice need."""

from app.errors import AisleError, RateLimited
from app.language.messages import message


class PerformanceIsCancelled(AisleError):
    status, code, title = 410, "cancelled", message("This performance is cancelled")
    detail = message("Nothing more is sold for it. If you have tickets, your order's page says what happens with them.")


class PlanChanged(AisleError):
    """The browser shows another version of the plan."""

    status, code, title = 409, "other_plan", message("The house was rearranged")
    detail = message("The map you see is older than the house. Nothing was taken. Load the page again and choose.")


class NotOnSaleYet(AisleError):
    status, code, title = 409, "not_yet", message("The sale has not begun")
    detail = message("Nothing was taken. The page counts down to the second.")


class SaleOver(AisleError):
    status, code, title = 410, "sale_over", message("The sale is over")
    detail = message("Seats for this performance are no longer sold here. Nothing was taken.")


class PageNotLoaded(RateLimited):
    """A browser without a session that an earlier page has given it, beyond the allowance of its address."""

    code, title = "load_the_page", message("Load the page first")
    detail = message("Load this performance's page, look at the seats for a second, then choose. Nothing was taken.")


class AddressFull(RateLimited):
    """The caller's address holds as many seats at this performance as one address may. The fact `seconds`: when some
    are likely to be free."""

    code, title = "address_full", message("Many seats are held from your network")
    detail = message(
        "People who share your internet connection hold as many seats as one connection may. Nothing was taken, and"
        " what you hold stays yours. Seats that are not paid for come free within minutes: then try again."
    )


class TooManySeats(AisleError):
    """More seats than one person may have. `allowed`: the number they may still take."""

    status, code, title = 409, "too_many", message("That is more than one person may take")


class NoSuchSeat(AisleError):
    status, code, title = 404, "no_such_seat", message("This house has no such seat")
    detail = message("One of the seats is not in this house. Nothing was taken. Load the page again and choose.")


class NoSuchArea(AisleError):
    status, code, title = 404, "no_such_area", message("This house has no such standing area")
    detail = message("Nothing was taken. Load the page again and choose.")


class TooFewPlaces(AisleError):
    """A standing area has fewer places than requested. `area`: its first place; `places_left`: the number left;
    `instead`: own seats that were to be released."""

    status, code, title = 409, "places_gone", message("Not that many left")


class TypeNotSold(AisleError):
    status, code, title = 409, "type_not_sold", message("Not sold with this ticket type")
    detail = message("This ticket type is not sold for these seats. Nothing was changed.")


class SeatsTaken(AisleError):
    """Others have some of the requested seats. `seats`: those that are taken; `left`: those that are still open, called
    `left_words`, `wheelchairs` of them wheelchair spaces; `instead`: own seats that were to be released."""

    # Translators: the heading above a sentence that says which seats others have taken
    status, code, title = 409, "seats_taken", message("Just gone")


class SeatsContested(AisleError):
    """Other requests are claiming the same seats at this moment, and it is not decided yet who gets them.

    `seats`: the contested seats; `left`: the other requested ones. For standing places `area`: the area's first
    place."""

    status, code, title = 409, "seats_contested", message("Somebody is choosing them now")
    detail = message("Somebody is choosing these very seats now. Nothing was taken. Try again, or take others.")


class HoldEnded(AisleError):
    status, code, title = 410, "hold_gone", message("The time is over")
    detail = message(
        "Your time is over and your seats are on sale again. You can take them again if they are still open."
    )


class AlreadyExtended(AisleError):
    status, code, title = 409, "already_extended", message("Five more, once")
    detail = message("You have had your five more minutes. Your seats stay yours until the clock runs out.")


class LeavesSingle(AisleError):
    """The selection would leave single seats. `alone`: these seats; `left`: better seats, called `left_words`;
    `instead`: own seats that would be released for them."""

    status, code, title = 409, "leaves_single", message("A seat would be left on its own")


class WheelchairSpace(AisleError):
    """`seats`: wheelchair spaces that were requested without saying that one is needed."""

    status, code, title = 409, "wheelchair_space", message("This is a wheelchair space")


class CompanionSeat(AisleError):
    """`seats`: companion seats that were requested without enough wheelchair spaces."""

    status, code, title = 409, "companion_seat", message("This seat goes with a wheelchair space")


class WholeTable(AisleError):
    """Only a part of a table that is sold whole was requested. `left`: its open seats, called `left_words`."""

    status, code, title = 409, "whole_table", message("This table is sold only whole")


class NothingFits(AisleError):
    """No open seats fit the party. `places_free`: the number of open seats within its limits; `together`: the most of
    them that are adjacent; `spaces`: the open wheelchair spaces, if any were asked for."""

    status, code, title = 409, "nothing_fits", message("Nothing fits")
