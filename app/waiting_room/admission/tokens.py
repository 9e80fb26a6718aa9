"""What a browser keeps of a waiting room: its place and its pass. Signed, bound to a session, verified without look-up.

Both are a function of what is in them, so one is verified by making it again: no byte of it may differ."""

import functools
import hashlib
import hmac
from datetime import UTC, datetime

import msgspec
from itsdangerous import Signer

from app.settings import settings

MAX_DIGITS = 18
MAX_TIMESTAMP = 253402300799
"""Of the last year a date can name."""


class InvalidToken(Exception):
    """No token or pass that this person was given for this room: none, altered, another's, or another room's."""


class AdmissionPass(msgspec.Struct, frozen=True):
    """The way in for the shopper with this number, `until` then."""

    room: int
    number: int
    until: datetime

    def is_expired(self, now: datetime | None = None) -> bool:
        """Whether it has ended by that moment, by the house's clock."""
        return (now or datetime.now(UTC)) >= self.until


def sign_place_token(room: int, number: int, person: str) -> str:
    """The same each time: a lost one is made again."""
    return _signed("aisle.place", f"{room}.{number}.{place_secret(room, person)}.{session_binding(person)}")


def sign_admission_pass(room: int, number: int, person: str, until: datetime) -> str:
    """`until`: to the second."""
    return _signed("aisle.pass", f"{room}.{number}.{int(until.timestamp())}.{session_binding(person)}")


def read_place_token(token: str | None, room: int, person: str) -> int:
    """The number in a place's token. Raises InvalidToken."""
    number = _whole(token, 1)
    if not _same(token, sign_place_token(room, number, person)):
        raise InvalidToken()
    return number


def read_admission_pass(token: str | None, room: int, person: str) -> AdmissionPass:
    """Also one whose time is over. Raises InvalidToken."""
    number, until = _whole(token, 1), _whole(token, 2)
    if until > MAX_TIMESTAMP:
        raise InvalidToken()
    admission_pass = AdmissionPass(room, number, datetime.fromtimestamp(until, UTC))
    if not _same(token, sign_admission_pass(room, number, person, admission_pass.until)):
        raise InvalidToken()
    return admission_pass


def leaf_from_secret(secret: str) -> bytes:
    """What the row keeps, and the draw publishes, of the secret in a token."""
    return hashlib.sha256(secret.encode("ascii")).digest()


def place_secret(room: int, person: str) -> str:
    """Known to the house and the browser alone; whoever shows it shows that a leaf is theirs."""
    message = f"aisle.place.{room}.{person}"
    return hmac.digest(settings().aisle_secret.encode(), message.encode(), "sha256").hex()[:32]


def session_binding(person: str) -> str:
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
    if not (word.isascii() and word.isdigit() and len(word) <= MAX_DIGITS):
        raise InvalidToken()
    return int(word)
