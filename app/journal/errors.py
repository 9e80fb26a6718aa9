"""What the commands about months of the journal refuse."""

from app.errors import AisleError, NotFound
from app.language.messages import message


class NoSuchMonth(NotFound):
    """404. The journal has no month of this name."""

    title = message("The journal has no such month")


class MonthRefused(AisleError):
    """409. A month cannot be exported or dropped; the detail says why. Nothing was changed."""

    status = 409
    code = "month_refused"
    title = message("This month stays")
