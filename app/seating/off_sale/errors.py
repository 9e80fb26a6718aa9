"""Errors of staff who take seats off sale or bring them back."""

from app.errors import AisleError
from app.language.messages import message


class CannotChangeSeats(AisleError):
    """`detail` says which seats, and why not. Nothing was changed."""

    status, code, title = 409, "cannot_change_seats", message("These seats cannot be changed")
