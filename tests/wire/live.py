"""Shapes of messages in Redis and the socket, of keys in Redis, of JSON columns, and of JSON that commands print."""

import asyncio
import contextlib
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
from redis.asyncio import Redis

from app.checkout.refunds.lifecycle import refund_order
from app.checkout.refunds.send import push_refund
from app.web.limits.held_seats import held_seats
from app.web.limits.rate_limits import request_counts
from app.web.load import visits
from app.web.load.room_metrics import GROUPS, room_counters
from app.web.load.site_load import publish_load
from db import pool
from tests.checkout.cli import aisle
from tests.checkout.scenarios import buy_order
from tests.eventually import eventually
from tests.fan import JSON, Fan
from tests.payments.fake_provider import FakeProvider
from tests.payments.webhook_signing import signed_headers, webhook_body
from tests.realtime.gateway_harness import SITE, GatewayHarness, run_gateway, send_watch
from tests.seating.scenarios import create_night
from tests.waiting_room.scenarios import join_room
from tests.wire.seats import post
from tests.wire.shapes import Shapes
from tests.workers.admit_harness import create_full_queue, run_tick
from tests.workers.relay_harness import run_relay
from tests.world import World

Visit = Callable[[], Fan]
JSON_COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns
    JOIN pg_class ON oid = format('%I.%I', table_schema, table_name)::regclass
    WHERE table_schema = 'public' AND data_type = 'jsonb' AND NOT relispartition
"""
KILLED = """
    WITH gone AS (UPDATE seat SET status = 3 WHERE performance_id = $1 AND idx = 100)
    INSERT INTO journal (performance_id, topic, payload, actor) VALUES ($1, 'seats.killed', '{"seats": [100]}', 'test')
"""


def plain_name(name: str) -> str:
    """Return a channel's, key's or field's name with N for numbers; of a limit or a kept message also without its
    owner, and the word "person" for the id of one."""
    owned = re.sub(r"^(limit:[a-z-]+|told|held:\d+):.*", r"\1:…", re.sub(r"^[\w-]{22}$", "person", name))
    return re.sub(r"\d+", "N", owned)


class Ear:
    """A listener to every channel of Redis and to a socket. `lists`: the fields of each received message."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self.lists: set[str] = set()

    def hear(self, name: str, message: bytes | str) -> None:
        """Record the shape of a message."""
        told = json.loads(message) if message else {}
        self.lists |= {f"{name}: {part}" for part in told}
        self.shapes.json(name, told)

    async def has(self, part: str) -> None:
        """Wait until both the channel and the socket of a map have sent this part of a message."""
        wanted = {f"channel seats:{{N}}: {part}", f"socket: map: {part}"}
        await eventually(lambda: wanted <= self.lists)

    async def listen(self, client: Redis) -> None:
        """Record all messages in Redis until the task is cancelled."""
        async with client.pubsub() as channels:
            await channels.psubscribe("*")
            async for message in channels.listen():
                if message["type"] == "pmessage":
                    self.hear(f"channel {plain_name(message['channel'].decode())}", message["data"])

    async def read(self, socket: Any, name: str) -> None:
        """Record all messages of a socket until the task is cancelled."""
        async for message in socket:
            self.hear(name, message)


@contextlib.asynccontextmanager
async def beside(*work: Any) -> AsyncIterator[None]:
    """Run this work as tasks until the end of the block."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def maps(
    shapes: Shapes, ear: Ear, world: World, visit: Visit, provider: FakeProvider, door: GatewayHarness, redis: Redis
) -> None:
    """Record every kind of change to a seat, sent from the relay to a socket."""
    fan = visit()
    page = (await fan.read(f"/performances/{world.opening}")).text
    await eventually(lambda: redis.exists(f"seats:{{{world.opening}}}:map"))
    async with door.socket() as socket:
        await send_watch(socket, re.findall(r'data-pass="([^"]+)"', page)[0])
        ear.hear("socket: greeting of a map", await asyncio.wait_for(socket.recv(), 30))
        async with beside(ear.read(socket, "socket: map")):
            await fan.hold(world.opening, [17, 18], world.plan)
            await ear.has("held")
            await buy_order(world, provider, "ben", (40, 41))
            await ear.has("sold")
            await pool.execute(KILLED, world.opening)
            await ear.has("killed")
            await fan.send(f"/performances/{world.opening}/holds/returns", **JSON)
            await ear.has("open")
        await socket.send(json.dumps({"leave": world.opening}))
    shapes.json("snapshot from Redis", (await visit().read(f"/performances/{world.opening}/seats")).text.split("\n")[0])


async def goodbyes(shapes: Shapes, door: GatewayHarness) -> None:
    """Record how a socket is closed after a message that is invalid or not allowed, and after too many messages."""
    for label, messages in (
        ("not understood", ["?"]),
        ("bad pass", ['{"watch": "x"}']),
        ("two", ['{"leave": 1}'] * 99),
    ):
        async with door.socket() as socket:
            with contextlib.suppress(Exception):
                for message in messages:
                    await socket.send(message)
            await asyncio.wait_for(socket.wait_closed(), 30)
            shapes.add(f"socket: {label}", [str(socket.close_code)])


async def line(shapes: Shapes, ear: Ear, world: World, visit: Visit, door: GatewayHarness) -> int:
    """Record a waiting room's status message, sent from the worker to a socket; return the room's id."""
    room = await create_full_queue(world, target=40)
    fan = visit()
    await join_room(fan, room)
    page = (await fan.read(f"/waiting-rooms/{room}")).text
    async with door.socket() as socket:
        await send_watch(socket, re.findall(r'data-pass="([^"]+)"', page)[0])
        await run_tick(room)
        ear.hear("socket: line", await asyncio.wait_for(socket.recv(), 30))
    shapes.answer("from Redis", await fan.read(f"/waiting-rooms/{room}/now"))
    return room


async def kept(shapes: Shapes, world: World, visit: Visit, redis: Redis) -> None:
    """Record every key that is in Redis by now."""
    night = await create_night(world)
    holds, fan = f"/performances/{night.id}/holds", visit()
    await post(fan, holds, {"seats": [26, 27], "plan": night.plan})
    await post(visit(), holds, {"seats": [26, 27], "plan": night.plan})
    await post(visit(), holds, {"seats": [5_000], "plan": night.plan})
    await fan.send(f"{holds}/best", {"party": "2", "back": "list"})
    for _ in range(2):  # together as many as are shared
        await post(visit(), f"/performances/{world.opening}/holds/best", {"party": 8, "plan": world.plan})
    await request_counts.share()
    await held_seats.share(time.time())
    for group in GROUPS:
        room_counters.add_fan(1, group, "ana")
    room_counters.add_cost(visits.Visit(1, 1, 0), 0.001)
    await room_counters.flush()
    await publish_load(0.5, 0.01, {}, "1-a")
    for raw in await redis.keys("*"):
        kind, name = (await redis.type(raw)).decode(), plain_name(raw.decode())
        shapes.add(f"key {name}", [f"= {kind}"])
        if kind == "hash":
            shapes.add(f"key {name}", {plain_name(field.decode()) for field in await redis.hkeys(raw)})
        elif kind == "string" and (value := await redis.get(raw)).startswith(b"{"):
            shapes.json(f"key {name}", value)


async def columns(shapes: Shapes) -> None:
    """Record every JSON column of the database that has rows."""
    for table, column in await pool.fetch(JSON_COLUMNS):
        topic = "topic" if table == "journal" else "''"
        for of, value in await pool.fetch(f'SELECT {topic}, "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL'):
            shapes.json(f"column {table}.{column} {of}".strip(), value)


async def printed(
    shapes: Shapes, world: World, visit: Visit, provider: FakeProvider, env: dict[str, str], room: int
) -> None:
    """Record the JSON that commands print: of a room, and of payments that need staff."""
    provider.refund_status = "failed"
    receipt = await buy_order(world, provider, "carl", (70, 71))
    refund = await refund_order(receipt.performance_id, receipt.id, actor="staff:olga")
    await push_refund(receipt.performance_id, refund, actor="staff:olga")
    await visit().browser.post(
        "/stripe/webhooks", content=webhook_body(), headers={**JSON, **signed_headers(webhook_body())}
    )
    await pool.execute("UPDATE inbox SET tries = 9")
    programs = ("payments", "stuck", "--json"), ("queue", "show", "--json", "--room", str(room))
    for words, (_, said) in zip(programs, await asyncio.gather(*(aisle(env, *one) for one in programs)), strict=True):
        shapes.json(f"aisle {' '.join(words[:3])}", said)


async def everything(
    world: World, visit: Visit, provider: FakeProvider, database: str, redis_url: str, env: dict[str, str]
) -> Shapes:
    """Return all these shapes; a relay, a gateway and a worker of waiting rooms run in this process."""
    shapes = Shapes()
    ear, redis = Ear(shapes), Redis.from_url(redis_url)
    async with run_gateway(redis_url) as door, httpx.AsyncClient(base_url=door.http) as browser:
        async with run_relay(database, redis_url), beside(ear.listen(redis)):
            await maps(shapes, ear, world, visit, provider, door, redis)
            room = await line(shapes, ear, world, visit, door)
            await kept(shapes, world, visit, redis)
        await goodbyes(shapes, door)
        ready = await browser.get("/health/ready", headers={"Origin": SITE})
        shapes.add("gateway /health/ready", [f"= {ready.status_code} {ready.headers['content-type']}"])
        shapes.json("gateway /health/ready", ready.text)
    await printed(shapes, world, visit, provider, env, room)
    await columns(shapes)
    await redis.aclose()
    return shapes
