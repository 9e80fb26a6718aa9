"""What a waiting room says no to when staff set or steer it."""

from app.errors import AisleError


class NoSuchRoom(AisleError):
    """There is no waiting room of this number, or this performance has none."""

    status = 404
    code = "unknown_room"
    title = "There is no such waiting room"
    message = "The link may be old, or a digit may be missing. Nothing was changed."


class RoomOver(AisleError):
    """It has ended, or is off; `how` says as what."""

    status = 409
    code = "room_over"
    title = "This waiting room is over"


class NoChange(AisleError):
    """It is as wanted already."""

    status = 409
    code = "already_so"
    title = "It is so already"


class TooLate(AisleError):
    """Somebody has a number: what fans were told when they got it holds."""

    status = 409
    code = "too_late"
    title = "Too late to change that"


class InvalidRoomSettings(AisleError):
    """Such a room makes no sense; the words say why."""

    status = 422
    code = "cannot_set"
    title = "This waiting room makes no sense"


class NotWaiting(AisleError):
    """Nobody waits with this number."""

    status = 409
    code = "not_waiting"
    title = "Nobody waits with this number"


class NotDrawn(AisleError):
    """Nobody is let through before there is an order."""

    status = 409
    code = "not_drawn"
    title = "The order is not drawn yet"
    message = "The order is not drawn yet. Let them through once it is. Nothing was changed."
