"""What a browser keeps of a waiting room: its place and its pass. Signed, bound to a session, verified without look-up.

Both are a function of what is in them, so one is verified by making it again: no byte of it may differ."""

import functools
import hashlib
import hmac
from datetime import UTC, datetime

import msgspec
from itsdangerous import Signer

from app.settings import settings

MOST_DIGITS = 18
LAST_SECOND = 253402300799
"""Of the last year a date can name."""


class BadWord(Exception):
    """No token or pass that this person was given for this room: none, altered, another's, or another room's."""


class Pass(msgspec.Struct, frozen=True):
    """The way in for the shopper with this number, `until` then."""

    room: int
    number: int
    until: datetime

    def over(self, now: datetime | None = None) -> bool:
        """Whether it has ended by that moment, by the house's clock."""
        return (now or datetime.now(UTC)) >= self.until


def sign_token(room: int, number: int, person: str) -> str:
    """The same each time: a lost one is made again."""
    return _signed("aisle.place", f"{room}.{number}.{secret_of(room, person)}.{bind_of(person)}")


def sign_pass(room: int, number: int, person: str, until: datetime) -> str:
    """`until`: to the second."""
    return _signed("aisle.pass", f"{room}.{number}.{int(until.timestamp())}.{bind_of(person)}")


def read_token(token: str | None, room: int, person: str) -> int:
    """The number in a place's token. Raises BadWord."""
    number = _whole(token, 1)
    if not _same(token, sign_token(room, number, person)):
        raise BadWord()
    return number


def read_pass(token: str | None, room: int, person: str) -> Pass:
    """Also one whose time is over. Raises BadWord."""
    number, until = _whole(token, 1), _whole(token, 2)
    if until > LAST_SECOND:
        raise BadWord()
    found = Pass(room, number, datetime.fromtimestamp(until, UTC))
    if not _same(token, sign_pass(room, number, person, found.until)):
        raise BadWord()
    return found


def leaf_of(secret: str) -> bytes:
    """What the row keeps, and the draw publishes, of the secret in a token."""
    return hashlib.sha256(secret.encode("ascii")).digest()


def secret_of(room: int, person: str) -> str:
    """Known to the house and the browser alone; whoever shows it shows that a leaf is theirs."""
    message = f"aisle.place.{room}.{person}"
    return hmac.digest(settings().aisle_secret.encode(), message.encode(), "sha256").hex()[:32]


def bind_of(person: str) -> str:
    """Which session it goes with, without telling the session."""
    return hashlib.sha256(person.encode()).hexdigest()[:16]


@functools.lru_cache(maxsize=8)
def _signer(secret: str, salt: str) -> Signer:
    return Signer(secret, salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)


def _signed(salt: str, value: str) -> str:
    return _signer(settings().aisle_secret, salt).sign(value).decode()


def _same(shown: str | None, made: str) -> bool:
    return hmac.compare_digest((shown or "").encode(errors="replace"), made.encode())


def _whole(token: str | None, n: int) -> int:
    parts = (token or "").split(".")
    word = parts[n] if len(parts) == 5 else ""
    if not (word.isascii() and word.isdigit() and len(word) <= MOST_DIGITS):
        raise BadWord()
    return int(word)
