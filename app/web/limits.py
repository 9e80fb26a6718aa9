"""How fast one may ask. By person, and by address only coarsely: a campus is one address.

Counted in this process at once, and shared with the other web processes through Redis a tenth of a second later. So a
click never waits for Redis; and where Redis is away each process counts for itself."""

import asyncio
import time
from collections import OrderedDict
from typing import Any

from app.errors import TooFast
from app.settings import settings
from app.web.reading import AnyRequest
from app.web.redis import Missing, redis

REMEMBERED = 20_000
SHARED_EVERY = 0.1
WINDOW = 10
"""Seconds."""


class Counts:
    """How often each key was counted: by everybody as far as is known here, and by us since we last told."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, int] = OrderedDict()
        self._untold: dict[str, int] = {}

    def add(self, key: str) -> int:
        """Counts one more; returns how many there are. The oldest keys are forgotten first."""
        self._known[key] = self._known.get(key, 0) + 1
        self._untold[key] = self._untold.get(key, 0) + 1
        while len(self._known) > REMEMBERED:
            self._untold.pop(self._known.popitem(last=False)[0], None)
        return self._known[key]

    async def share(self) -> None:
        """Tells Redis what was counted here and learns what all have counted. Without Redis nothing changes."""
        told, self._untold = self._untold, {}
        if not told:
            return
        try:
            async with redis().pipeline(transaction=False) as pipeline:
                for key, count in told.items():
                    pipeline.incrby(key, count)
                    pipeline.expire(key, 2 * WINDOW)
                answers: list[Any] = await pipeline.execute()
        except Missing:
            return
        for key, everybodys in zip(told, answers[::2], strict=True):
            if key in self._known:
                self._known[key] = everybodys + self._untold.get(key, 0)

    async def share_for_ever(self) -> None:
        """Until it is cancelled."""
        while True:
            await asyncio.sleep(SHARED_EVERY)
            await self.share()

    def forget(self) -> None:
        """For tests, which all happen in one window."""
        self._known.clear()
        self._untold.clear()


counts = Counts()


def address_of(request: AnyRequest) -> str:
    """The caller's address, as the server (behind its proxy, uvicorn's --forwarded-allow-ips) sees it."""
    return request.client.host if request.client else "unknown"


def limit(request: AnyRequest, what: str, person: str, *, most: int) -> None:
    """Lets `most` requests of this kind through per person and ten seconds. Raises TooFast beyond."""
    limit_each(what, person, address_of(request), most=most)


def limit_each(what: str, person: str | None, address: str, *, most: int) -> None:
    """The same without a request. Somebody new (None) is counted with their address only."""
    window = int(time.time()) // WINDOW
    own = counts.add(f"limit:{what}:{person}:{window}") if person else 0
    neighbours = counts.add(f"limit:{what}:{address}:{window}")
    if own > most or neighbours > settings().aisle_requests_per_address:
        raise TooFast(seconds=WINDOW)
