"""The load of the whole site: each web process publishes its own once a second, and the waiting rooms read them."""

import os
import secrets
import time

import msgspec

from app.web.redis import REDIS_ERRORS, redis

KEY = "web-load"
FRESH_SECONDS, KEEP_SECONDS = 3.0, 60
"""A process that has published nothing for FRESH_SECONDS does not count; its entry is removed after KEEP_SECONDS."""
PROCESS_ID = f"{os.getpid()}-{secrets.token_hex(4)}"


class ProcessLoad(msgspec.Struct, frozen=True):
    """The load of one web process. `use`: share of the past second in which its event loop was busy; `delay`: seconds
    by which requests were delayed; `at`: when that was (Unix time). `visits`: room id → load that requests of the fans
    inside it caused, in event loops."""

    use: float
    delay: float
    at: float
    visits: dict[int, float] = {}


class SiteLoad(msgspec.Struct, frozen=True):
    """The load of all web processes. `processes`: their number; `use`: sum of the busy shares of their event loops;
    `delay`: the mean of the seconds by which requests are delayed. `visits`: room id → load that requests of the fans
    inside it cause, in event loops: the part of `use` that load shedding does not refuse first."""

    processes: int
    use: float
    delay: float
    visits: dict[int, float] = {}


async def publish_load(use: float, delay: float, visits: dict[int, float], process: str = "") -> None:
    """Publish the load of this process. `use`, `delay`, `visits`: see ProcessLoad. Does nothing if Redis does not
    answer."""
    rounded = {room: round(load, 4) for room, load in visits.items()}
    load = msgspec.json.encode(ProcessLoad(round(use, 4), round(delay, 5), time.time(), rounded))
    try:
        async with redis().pipeline(transaction=False) as pipeline:
            pipeline.hset(KEY, process or PROCESS_ID, load)
            pipeline.expire(KEY, KEEP_SECONDS)
            await pipeline.execute()
    except REDIS_ERRORS:
        return


async def read_site_load() -> SiteLoad | None:
    """Read the load of all web processes; None if Redis does not answer or none has published."""
    now = time.time()
    try:
        async with redis().pipeline(transaction=False) as pipeline:
            pipeline.hgetall(KEY)
            (found,) = await pipeline.execute()
        loads = {process: msgspec.json.decode(text, type=ProcessLoad) for process, text in found.items()}
        if old := [process for process, load in loads.items() if now - load.at > KEEP_SECONDS]:
            async with redis().pipeline(transaction=False) as pipeline:
                pipeline.hdel(KEY, *old)
                await pipeline.execute()
    except (*REDIS_ERRORS, msgspec.DecodeError):
        return None
    fresh = [load for load in loads.values() if now - load.at <= FRESH_SECONDS]
    if not fresh:
        return None
    mean_delay = sum(load.delay for load in fresh) / len(fresh)
    visits: dict[int, float] = {}
    for load in fresh:
        for room, part in load.visits.items():
            visits[room] = visits.get(room, 0.0) + part
    return SiteLoad(len(fresh), sum(load.use for load in fresh), mean_delay, visits)
