"""Where development commands may run: `aisle demo reset`, `aisle dev clock` and the HTTP control under /dev."""

from pathlib import Path

from app.errors import AisleError
from app.language.messages import message
from app.settings import settings
from realtime.clock import clock_file


class NotInDevelopment(AisleError):
    """A command for development and tests was given where it could do harm."""

    status = 403
    code = "not_in_development"
    title = message("Not here")


def require_development() -> None:
    """Raise NotInDevelopment in production, and where payments move real money."""
    if settings().production or settings().uses_live_stripe:
        raise NotInDevelopment(message("This is only for development and tests. Nothing was changed."))


def require_adjustable_clock() -> Path:
    """Return the file of the clock's shift. Raises NotInDevelopment in production and without AISLE_CLOCK_FILE."""
    require_development()
    file = clock_file()
    if file is None:
        raise NotInDevelopment(
            message("The clock cannot be moved here: AISLE_CLOCK_FILE is not set, as `make dev` does.")
        )
    return file
