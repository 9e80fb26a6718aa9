"""Errors that are shown to users and programs. Each is an AisleError with its facts; request handlers catch none."""

from typing import Any

from app.language.messages import Message, message


class AisleError(Exception):
    """A refused request. `status` is the HTTP status, `code` is for programs, `title` and `detail` are for people.

    `facts` are sent to programs and shown in fragments (which seats were taken, when the sale opens). They must not
    contain data of another person."""

    status = 400
    code = "refused"
    title: Message = message("That did not work")
    detail: Message = message("Nothing was changed.")

    def __init__(
        self,
        detail: Message | None = None,
        *,
        status: int = 0,
        code: str = "",
        title: Message | None = None,
        **facts: Any,
    ) -> None:
        self.status = status or self.status
        self.code = code or self.code
        self.title = title or self.title
        self.detail = detail or self.detail
        self.facts = facts
        super().__init__(self.detail)

    def __str__(self) -> str:
        """Write the detail in English, for logs and terminals."""
        from app.language.translator import english  # noqa: PLC0415 - `aisle` needs it only for an error, and it is slow

        return english.say(self.detail)


class NotFound(AisleError):
    """404. Also raised when the object exists but the caller may not see it, so that existence is not revealed."""

    status = 404
    code = "not_found"
    title = message("There is nothing at this address")
    detail = message("The link may be old, or a letter may be missing.")


class BadInput(AisleError):
    """400. The input cannot be parsed."""

    status = 400
    code = "bad_input"
    title = message("That could not be read")


class RateLimited(AisleError):
    """429. The caller exceeds a rate limit. The fact `seconds`: how long to wait before the next try."""

    status = 429
    code = "too_fast"
    title = message("That was quick")
    detail = message("Too many tries in a short time. Nothing was changed. Wait a few seconds, then try again.")


class Unavailable(AisleError):
    """503. The database does not answer; nothing was changed."""

    status = 503
    code = "unavailable"
    title = message("One moment")
    detail = message("We cannot answer just now. What you hold stays yours. Try again in a moment.")
