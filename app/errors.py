"""What the house says when the answer is no. Every refusal is an AisleError with its facts; handlers catch nothing."""

from typing import Any


class AisleError(Exception):
    """A refusal in words. `status` is the HTTP status, `code` is for programs, `message` is for people.

    `facts` are shown to programs and may be used by a fragment (which seats went, when the sale opens). They hold
    nothing another person should not see."""

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
    """There is no such thing, or it is not yours to see; the two are told apart to nobody."""

    status = 404
    code = "not_found"
    title = "There is nothing at this address"
    message = "The link may be old, or a letter may be missing."


class BadInput(AisleError):
    """What was sent cannot be meant."""

    status = 400
    code = "bad_input"
    title = "That could not be read"


class RateLimited(AisleError):
    """More requests than a person makes. `seconds` says when to try again."""

    status = 429
    code = "too_fast"
    title = "That was quick"
    message = "Too many tries in a short time. Nothing was changed. Wait a few seconds, then try again."


class Unavailable(AisleError):
    """The house cannot answer now, and keeps everything."""

    status = 503
    code = "unavailable"
    title = "One moment"
    message = "The house cannot answer just now. What you hold stays yours. Try again in a moment."
