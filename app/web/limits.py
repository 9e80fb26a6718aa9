"""How fast one may ask. Counted in Redis so that all web processes agree; in this process where Redis is away.

By person, and by address only coarsely: a campus is one address."""

import time
from collections import OrderedDict
from typing import Any, cast

from app.errors import TooFast
from app.settings import settings
from app.web.reading import AnyRequest
from app.web.redis import Missing, redis

COUNT = """
local over = 0
for i, key in ipairs(KEYS) do
    local n = redis.call('INCR', key)
    if n == 1 then redis.call('EXPIRE', key, ARGV[1]) end
    if n > tonumber(ARGV[i + 1]) then over = 1 end
end
return over
"""
REMEMBERED = 20_000
_here: OrderedDict[str, int] = OrderedDict()


def address_of(request: AnyRequest) -> str:
    """The caller's address, as the server (behind its proxy, uvicorn's --forwarded-allow-ips) sees it."""
    return request.client.host if request.client else "unknown"


async def limit(request: AnyRequest, what: str, person: str, *, most: int, seconds: int = 10) -> None:
    """Lets `most` requests of this kind through per person and window of `seconds`. Raises TooFast beyond."""
    window = int(time.time()) // seconds
    keys = [f"limit:{what}:{person}:{window}", f"limit:{what}:{address_of(request)}:{window}"]
    mosts = [most, settings().aisle_requests_per_address]
    try:
        over = await cast(Any, redis().eval(COUNT, len(keys), *keys, seconds, *mosts))
    except Missing:
        counts = [_count_here(key) for key in keys]
        over = any(count > most for count, most in zip(counts, mosts, strict=True))
    if over:
        raise TooFast(seconds=seconds)


def _count_here(key: str) -> int:
    _here[key] = _here.get(key, 0) + 1
    while len(_here) > REMEMBERED:
        _here.popitem(last=False)
    return _here[key]
