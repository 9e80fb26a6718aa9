"""The staff pass: a signed cookie of the browsers of the box office. They are refused last, and not because of the
requests or holds of their address. It gives no other right, and is verified without a query."""

import hmac
from datetime import datetime

from app.settings import settings
from app.web.limits.addresses import AnyConnection
from realtime.clock import current_time
from realtime.keys import Purpose

COOKIE = "staff"
MAX_TOKEN_LENGTH = 100


def sign_staff_pass(until: datetime) -> str:
    """Sign a staff pass that ends at `until`, rounded down to whole seconds."""
    return _sign(str(int(until.timestamp())), settings().keys(Purpose.SESSION)[0])


def staff_pass_seconds(token: str | None) -> int:
    """Return for how many seconds the pass is still valid; 0 for one that is missing, altered or has ended."""
    if token is None or len(token) > MAX_TOKEN_LENGTH or not token.isascii():
        return 0
    until = token.partition(".")[0]
    keys = settings().keys(Purpose.SESSION)
    if not until.isdigit() or not any(hmac.compare_digest(token, _sign(until, key)) for key in keys):
        return 0
    return max(0, int(until) - int(current_time().timestamp()))


def is_staff(connection: AnyConnection) -> bool:
    """Return whether the request has a valid staff pass."""
    return staff_pass_seconds(connection.cookies.get(COOKIE)) > 0


def _sign(until: str, key: bytes) -> str:
    signature = hmac.digest(key, f"aisle.staff.{until}".encode(), "sha256").hex()
    return f"{until}.{signature}"
