"""What was answered under which idempotency key, so that asking twice does once."""

import hashlib

import msgspec

from app.dev.fake_stripe.errors import key_in_use, key_of_another
from app.dev.fake_stripe.jsonl_file import Memory


class Answer(msgspec.Struct):
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


class Answers:
    """The keys of POST requests."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.given: dict[str, Answer] = {}
        self._open: dict[str, str] = {}  # in flight: the fingerprint by key

    def begin(self, key: str, asked: str) -> Answer | None:
        """The answer to give once more; None: go ahead, then call `end`. Raises Refusal: in use, or another's."""
        given = self.given.get(key)
        before = self._open.get(key) or (given.asked if given else asked)
        if before != asked:
            raise key_of_another(key)
        if key in self._open:
            raise key_in_use(key)
        if given is None:
            self._open[key] = asked
        return given

    def keep(self, key: str, status: int, body: bytes) -> None:
        """What every later request with this key is told; the first is still being answered."""
        answer = Answer(key, self._open[key], status, body.decode())
        self.given[key] = answer
        self.memory.write(answer)

    def end(self, key: str) -> None:
        """The first request was answered, or came to nothing."""
        self._open.pop(key, None)

    def recall(self, answer: Answer) -> None:
        """Take back what an earlier run answered."""
        self.given[answer.id] = answer

    def forget(self) -> None:
        """All keys."""
        self.given.clear()
