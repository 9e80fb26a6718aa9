"""The link that gives a browser of the box office a staff pass (app/web/limits/staff_pass.py)."""

from datetime import timedelta

from litestar import Router, get
from litestar.params import FromPath
from litestar.response import Redirect

from app.errors import NotFound
from app.settings import settings
from app.web.limits.staff_pass import COOKIE, sign_staff_pass, staff_pass_seconds
from app.web.parsing import AnyRequest
from app.web.render import PRIVATE
from app.web.sessions import make_cookie, set_cookie
from realtime.clock import current_time

MAX_HOURS = 24 * 14


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


staff_passes = Router("/staff", route_handlers=[take_staff_pass])
