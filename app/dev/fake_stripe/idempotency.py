"""Stores the response of each idempotency key, so that a repeated request is carried out once."""

import hashlib

import msgspec

from app.dev.fake_stripe.errors import key_in_use, key_reused
from app.dev.fake_stripe.jsonl_file import JsonlFile


class IdempotentResponse(msgspec.Struct):
    """A status and a body, with the fingerprint of the request they belong to."""

    id: str
    asked: str
    status: int = 0
    body: str = ""
    object: str = "idempotent_answer"


def fingerprint(line: str, body: str) -> str:
    """Return a fingerprint, the same for the same parameters in any order."""
    same = "&".join([line, *sorted(body.split("&"))])
    return hashlib.blake2b(same.encode(), digest_size=16).hexdigest()


class IdempotencyKeys:
    """The idempotency keys of POST requests, with their responses."""

    def __init__(self, file: JsonlFile) -> None:
        self.file = file
        self.responses: dict[str, IdempotentResponse] = {}
        self._in_flight: dict[str, str] = {}  # the fingerprint by key

    def begin(self, key: str, asked: str) -> IdempotentResponse | None:
        """Return the saved response; None: run the request, then call `end`. Raises StripeError (400 or 409)."""
        saved = self.responses.get(key)
        before = self._in_flight.get(key) or (saved.asked if saved else asked)
        if before != asked:
            raise key_reused(key)
        if key in self._in_flight:
            raise key_in_use(key)
        if saved is None:
            self._in_flight[key] = asked
        return saved

    def save(self, key: str, status: int, body: bytes) -> None:
        """Save the response for later requests with this key; the first is not answered yet."""
        response = IdempotentResponse(key, self._in_flight[key], status, body.decode())
        self.responses[key] = response
        self.file.write(response)

    def end(self, key: str) -> None:
        """Note that the first request was answered or has failed."""
        self._in_flight.pop(key, None)

    def load(self, answer: IdempotentResponse) -> None:
        """Load the response of an earlier run."""
        self.responses[answer.id] = answer

    def clear(self) -> None:
        """Delete all keys."""
        self.responses.clear()
