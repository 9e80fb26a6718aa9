"""Fans from an address of their own, and programs that throw their session away."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx

from app.settings import settings
from tests.conftest import app_of
from tests.fan import JSON, Fan

Cap = Callable[[int], Awaitable[object]]
Visit = Callable[[], Fan]


@asynccontextmanager
async def fan_from(host: str, **cookies: str) -> AsyncIterator[Fan]:
    """Make a fan whose requests come from this address."""
    transport = httpx.ASGITransport(app=app_of(settings()), client=(host, 7))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", cookies=cookies) as browser:
        yield Fan(browser)


async def best(fan: Fan, performance_id: int, party: int = 8, **fields: str) -> httpx.Response:
    """Take the best seats for a party, as a program does. `fields`: further fields of the form."""
    return await fan.send(f"/performances/{performance_id}/holds/best", {"party": str(party), **fields}, **JSON)


async def best_without_session(fan: Fan, performance_id: int) -> httpx.Response:
    """Take the best eight seats with the fan's CSRF cookie alone, as a program does that throws its session away."""
    async with fan_from("127.0.0.1", csrf=fan.token) as thrower:
        thrower.token = fan.token
        return await best(thrower, performance_id)
