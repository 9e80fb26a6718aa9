"""Place tokens and admission passes: signed, bound to a session, verified without a query. And their cookies.

Each is a pure function of its contents and a key. To verify one, it is computed again with each of the keys, and every
byte must be the same."""

import contextlib
import functools
import hashlib
import hmac
from datetime import UTC, datetime

import msgspec
from itsdangerous import Signer
from litestar.datastructures import Cookie

from app.settings import settings
from app.web.parsing import AnyRequest
from app.web.sessions import known_person, make_cookie
from realtime.clock import current_time
from realtime.keys import Purpose

MAX_DIGITS = 18
MAX_TIMESTAMP = 253402300799
"""The last second that Python's datetime can hold (year 9999)."""
PLACE_COOKIE_SECONDS = 7 * 24 * 3600
PASS_COOKIE_SECONDS = 2 * 3600
"""How long a browser keeps a pass: longer than it is valid, so that the server can tell the fan that it has ended."""
MAX_PASSES = 8
"""The most passes that are verified in one request."""


class InvalidToken(Exception):
    """The token or pass is missing, altered, of another person or of another room."""


class AdmissionPass(msgspec.Struct, frozen=True):
    """An admission pass: the right to be inside `room` with this number, `until` that time."""

    room: int
    number: int
    until: datetime

    def is_expired(self, now: datetime | None = None) -> bool:
        """Return whether the pass has ended at `now` (default: this moment, by the server's clock)."""
        return (now or current_time()) >= self.until


def sign_place_token(room: int, number: int, person: str, key: bytes) -> str:
    """Sign the token of a place. The result is the same each time, so a lost token can be replaced.

    `key`: the one that made the leaf in the place's row (place_keys.py), so that the secret in the token fits it."""
    return _sign(key, "aisle.place", f"{room}.{number}.{place_secret(room, person, key)}.{session_binding(person)}")


def sign_admission_pass(room: int, number: int, person: str, until: datetime, key: bytes | None = None) -> str:
    """Sign an admission pass. `until` is rounded down to whole seconds. `key`: by default the first one."""
    content = f"{room}.{number}.{int(until.timestamp())}.{session_binding(person)}"
    return _sign(key or settings().keys(Purpose.PASS)[0], "aisle.pass", content)


def read_place_token(token: str | None, room: int, person: str) -> int:
    """Return the number in a place token. Raises InvalidToken."""
    number = _read_int(token, 1)
    keys = settings().keys(Purpose.PLACE)
    if not any(_are_equal(token, sign_place_token(room, number, person, key)) for key in keys):
        raise InvalidToken()
    return number


def read_admission_pass(token: str | None, room: int, person: str) -> AdmissionPass:
    """Return the pass, even if it has ended. Raises InvalidToken."""
    number, until = _read_int(token, 1), _read_int(token, 2)
    if until > MAX_TIMESTAMP:
        raise InvalidToken()
    admission_pass = AdmissionPass(room, number, datetime.fromtimestamp(until, UTC))
    keys = settings().keys(Purpose.PASS)
    if not any(_are_equal(token, sign_admission_pass(room, number, person, admission_pass.until, key)) for key in keys):
        raise InvalidToken()
    return admission_pass


def leaf_from_secret(secret: str) -> bytes:
    """Return the leaf (SHA-256) of a place's secret. The place's row stores it, and the draw publishes it."""
    return hashlib.sha256(secret.encode("ascii")).digest()


def place_secret(room: int, person: str, key: bytes) -> str:
    """Return the secret in a place token: 32 hex digits. It proves which published leaf belongs to the fan."""
    return hmac.digest(key, f"aisle.place.{room}.{person}".encode(), "sha256").hex()[:32]


def session_binding(person: str) -> str:
    """Return 16 hex digits of a hash that binds a token to a session without revealing the session."""
    return hashlib.sha256(person.encode()).hexdigest()[:16]


def place_cookie(room_id: int, token: str) -> Cookie:
    """Build the cookie of a place token. The page's script may read it."""
    return make_cookie(f"place-{room_id}", token, PLACE_COOKIE_SECONDS, script_may_read=True)


def pass_cookie(room_id: int, number: int, person: str, until: datetime) -> Cookie:
    """Build the cookie of a new admission pass."""
    return make_cookie(f"pass-{room_id}", sign_admission_pass(room_id, number, person, until), PASS_COOKIE_SECONDS)


def expired_cookies(room_id: int) -> list[Cookie]:
    """Build the cookies that delete the place token and the pass."""
    return [make_cookie(f"place-{room_id}", "", 0, script_may_read=True), make_cookie(f"pass-{room_id}", "", 0)]


def find_valid_pass(request: AnyRequest) -> tuple[AdmissionPass, str] | None:
    """Return a valid pass of the request's person that has not ended, and the person; None if there is none.

    Makes no query, because load shedding calls it for requests that it would refuse."""
    names = [name.removeprefix("pass-") for name in request.cookies if name.startswith("pass-")]
    person, now = known_person(request) if names else None, current_time()
    if person is None:
        return None
    rooms = [int(name) for name in names if name.isascii() and name.isdigit() and len(name) <= MAX_DIGITS]
    for room in rooms[:MAX_PASSES]:
        with contextlib.suppress(InvalidToken):
            shown = read_admission_pass(request.cookies.get(f"pass-{room}"), room, person)
            if not shown.is_expired(now):
                return shown, person
    return None


@functools.lru_cache(maxsize=16)
def _signer(key: bytes, salt: str) -> Signer:
    return Signer(key, salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)


def _sign(key: bytes, salt: str, value: str) -> str:
    return _signer(key, salt).sign(value).decode()


def _are_equal(received: str | None, expected: str) -> bool:
    return hmac.compare_digest((received or "").encode(errors="replace"), expected.encode())


def _read_int(token: str | None, index: int) -> int:
    parts = (token or "").split(".")
    word = parts[index] if len(parts) == 5 else ""
    if not (word.isascii() and word.isdigit() and len(word) <= MAX_DIGITS):
        raise InvalidToken()
    return int(word)
