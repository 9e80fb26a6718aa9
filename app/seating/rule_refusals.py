"""Why the rules of a row say no, and what would be fine instead. Each carries the facts its sentence needs."""

from app.errors import AisleError


class LeavesSingle(AisleError):
    """`alone`: places that would be left on their own. `left`: seats that are better, called `left_words`;
    `instead`: own seats that would be given back for them."""

    status, code, title = 409, "leaves_single", "A seat would be left on its own"


class WheelchairSpace(AisleError):
    """`seats`: spaces nobody asked for as such."""

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
