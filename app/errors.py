"""The errors shown to people and programs. Every refusal is an AisleError with its facts; handlers catch nothing."""

from typing import Any


class AisleError(Exception):
    """A refusal. `status` is the HTTP status, `code` is for programs, `title` and `message` are for people.

    `facts` go to programs and fragments (which seats were taken, when the sale opens). They hold nothing that another
    person must not see."""

    status = 400
    code = "refused"
    title = "That did not work"
    message = "Nothing was changed."

    def __init__(self, message: str = "", *, status: int = 0, code: str = "", title: str = "", **facts: Any) -> None:
        self.status = status or self.status
        self.code = code or self.code
        self.title = title or self.title
        self.message = message or self.message
        self.facts = facts
        super().__init__(self.message)


class NotFound(AisleError):
    """404. Also raised when the object exists but the caller may not see it, so that existence is not revealed."""

    status = 404
    code = "not_found"
    title = "There is nothing at this address"
    message = "The link may be old, or a letter may be missing."


class BadInput(AisleError):
    """400: the input cannot be read."""

    status = 400
    code = "bad_input"
    title = "That could not be read"


class RateLimited(AisleError):
    """429: more requests than a person makes. The fact `seconds` says when to try again."""

    status = 429
    code = "too_fast"
    title = "That was quick"
    message = "Too many tries in a short time. Nothing was changed. Wait a few seconds, then try again."


class Unavailable(AisleError):
    """503: the database does not answer. Nothing was changed."""

    status = 503
    code = "unavailable"
    title = "One moment"
    message = "The house cannot answer just now. What you hold stays yours. Try again in a moment."
