"""The HTTP control of a development server, for test suites in any language: /dev/clock and /dev/reset."""

from ipaddress import ip_address
from typing import Any

import msgspec
from litestar import Router, get, post
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.params import FromQuery

from app.dev.clock import Clock, move_clock, read_clock
from app.dev.demo_reset import DemoReset, reset_demo
from app.errors import NotFound
from app.web.parsing import AnyRequest, read_json
from app.web.security import is_cross_site

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


class ClockChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to move the clock: "+15m", "+1d2h", "-30s", a time in ISO 8601, or "reset"."""

    change: str


def require_local_program(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Raise NotFound unless the request is from this machine, to a local name, and not from another site's page."""
    headers, host = connection.headers, connection.headers.get("host", "")
    is_foreign = is_cross_site(headers.get("sec-fetch-site"), headers.get("origin"), host)
    if is_foreign or connection.url.hostname not in LOCAL_NAMES or not _is_loopback(connection):
        raise NotFound()


def _is_loopback(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    try:
        return connection.client is not None and ip_address(connection.client.host).is_loopback
    except ValueError:
        return False


@get("/clock")
async def get_clock() -> Clock:
    """Return the time of this installation."""
    return await read_clock()


@post("/clock", status_code=200)
async def change_clock(request: AnyRequest) -> Clock:
    """Move the clock and return the new time. Raises BadInput."""
    return await move_clock((await read_json(request, ClockChange)).change)


@post("/reset", status_code=200)
async def reset(everything: FromQuery[bool] = False) -> DemoReset:
    """Begin the demonstration anew. `?everything=true`: also where there is more than the demonstration."""
    return await reset_demo(everything=everything)


dev_control = Router(
    "/dev", route_handlers=[get_clock, change_clock, reset], guards=[require_local_program], opt={"public": True}
)
