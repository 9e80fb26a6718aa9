"""The staff pass: a signed cookie with which the browsers of the box office are refused last, and share no address's
limits with fans. It gives no other right, and is verified without a query."""

import hmac
from datetime import datetime, timedelta

from litestar import Router, get
from litestar.params import FromPath
from litestar.response import Redirect

from app.errors import NotFound
from app.settings import settings
from app.web.parsing import AnyRequest
from app.web.render import PRIVATE
from app.web.sessions import make_cookie, set_cookie
from realtime.clock import current_time
from realtime.keys import Purpose

COOKIE = "staff"
MAX_HOURS = 24 * 14
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


def is_staff(request: AnyRequest) -> bool:
    """Return whether the request has a valid staff pass."""
    return staff_pass_seconds(request.cookies.get(COOKIE)) > 0


def staff_pass_url(hours: int) -> str:
    """Return the address that gives a browser a staff pass for so many hours from now."""
    return f"{settings().aisle_site_url}/staff/{sign_staff_pass(current_time() + timedelta(hours=hours))}"


@get("/{token:str}")
async def take_staff_pass(request: AnyRequest, token: FromPath[str]) -> Redirect:
    """Give this browser the pass of the address, and show the front page. Raises NotFound for a pass that is invalid or
    has ended."""
    seconds = staff_pass_seconds(token)
    if not seconds:
        raise NotFound()
    set_cookie(request, make_cookie(COOKIE, token, seconds))
    return Redirect("/", status_code=303, headers={**PRIVATE, "Referrer-Policy": "no-referrer"})


def _sign(until: str, key: bytes) -> str:
    signature = hmac.digest(key, f"aisle.staff.{until}".encode(), "sha256").hex()
    return f"{until}.{signature}"


staff_passes = Router("/staff", route_handlers=[take_staff_pass])
