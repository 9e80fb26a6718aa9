"""What was answered under which idempotency key, so that asking twice does once."""

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
    """The same for the same parameters in any order."""
    same = "&".join([line, *sorted(body.split("&"))])
    return hashlib.blake2b(same.encode(), digest_size=16).hexdigest()


class IdempotencyKeys:
    """The keys of POST requests."""

    def __init__(self, file: JsonlFile) -> None:
        self.file = file
        self.responses: dict[str, IdempotentResponse] = {}
        self._in_flight: dict[str, str] = {}  # in flight: the fingerprint by key

    def begin(self, key: str, asked: str) -> IdempotentResponse | None:
        """The answer to give once more; None: go ahead, then call `end`. Raises Refusal: in use, or another's."""
        given = self.responses.get(key)
        before = self._in_flight.get(key) or (given.asked if given else asked)
        if before != asked:
            raise key_reused(key)
        if key in self._in_flight:
            raise key_in_use(key)
        if given is None:
            self._in_flight[key] = asked
        return given

    def save(self, key: str, status: int, body: bytes) -> None:
        """What every later request with this key is told; the first is still being answered."""
        answer = IdempotentResponse(key, self._in_flight[key], status, body.decode())
        self.responses[key] = answer
        self.file.write(answer)

    def end(self, key: str) -> None:
        """The first request was answered, or came to nothing."""
        self._in_flight.pop(key, None)

    def load(self, answer: IdempotentResponse) -> None:
        """Take back what an earlier run answered."""
        self.responses[answer.id] = answer

    def clear(self) -> None:
        """All keys."""
        self.responses.clear()
