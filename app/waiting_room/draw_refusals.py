"""What a draw says no to."""

from app.errors import AisleError


class NoDraw(AisleError):
    """This room has no draw."""

    status = 404
    code = "no_draw"
    title = "Nothing is drawn here"
    message = "In this waiting room the first to come are the first to be let in."


class NotClosed(AisleError):
    """Numbers are still being given."""

    status = 409
    code = "not_closed"
    title = "Not yet"
    message = (
        "Numbers are still given until the on-sale. Who takes part is fixed then, and can be downloaded from then on."
    )


class NumbersGiven(AisleError):
    """A seal must come before the first number."""

    status = 409
    code = "numbers_given"
    title = "Too late to seal"
    message = "Somebody has a number already. A seal that comes after it would prove nothing. Nothing was changed."


class NoDrawTime(AisleError):
    """No such room, or its order is not drawn at any time."""

    status = 422
    code = "without_time"
    title = "No time to draw"
    message = "A draw belongs to a waiting room that says when its order is drawn. Nothing was changed."


class WrongValue(AisleError):
    """Not the value that was named beforehand."""

    status = 422
    code = "wrong_value"
    title = "That is not what was sealed"


class NoSuchNumber(AisleError):
    """A number that was not in the draw."""

    status = 404
    code = "no_such_number"
    title = "Not in this draw"
