"""holds_http_rps: two seats of 60,000 over HTTP, each by another session, with cap, CSRF token and limiter.

Asked as a program (JSON) and, with _htmx, as a browser that gets the basket in HTML.

The floor is the bare statement of docs/performance.md over asyncpg with as many connections, in the same run."""

import asyncio
import resource
import secrets
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import msgspec
import uvloop
from litestar.middleware.csrf import generate_csrf_token

from app.settings import settings
from app.web.security import csrf_config
from app.web.sessions import session_cookie
from bench.harness.results import record
from bench.harness.server import FIELD, bench_house, hall, process, wait_for_port

CLIENTS = 16
SECONDS = 8.0
WARM_UP = 400

BARE = """
    WITH w AS (
        SELECT idx FROM seat WHERE performance_id = $1 AND idx = ANY($2::int[])
          AND is_open(status, hold_expires_at, now()) ORDER BY idx FOR UPDATE SKIP LOCKED
    ), ok AS (SELECT count(*) = cardinality($2::int[]) AS all_got FROM w
    ), h AS (
        INSERT INTO hold (performance_id, person) SELECT $1, $3 FROM ok WHERE all_got RETURNING id
    ), u AS (
        UPDATE seat s SET status = 1, hold_id = h.id, hold_expires_at = now() + interval '10 min' FROM h
        WHERE s.performance_id = $1 AND s.idx = ANY(ARRAY(SELECT idx FROM w)) RETURNING s.idx
    )
    INSERT INTO journal (performance_id, topic, payload, actor)
    SELECT $1, 'seats.held', jsonb_build_object('hold', h.id, 'seats', to_jsonb($2::int[])), $3 FROM h RETURNING id
"""


class Load(msgspec.Struct):
    """What a run came to."""

    done: int = 0
    failed: int = 0
    seconds: float = 0.0
    times: list[float] = []

    def rate(self) -> float:
        """Per second."""
        return self.done / self.seconds

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        return sorted(self.times)[min(int(len(self.times) * share), len(self.times) - 1)] * 1000


def pairs() -> Iterator[list[int]]:
    """Every pair of neighbours once."""
    return ([seat, seat + 1] for seat in range(0, len(FIELD.seats), 2))


async def bare(dsn: str, performance: int) -> Load:
    """The statement alone, as quickly as sixteen connections can."""
    wishes, load = pairs(), Load(times=[])
    tuned = {"plan_cache_mode": "force_generic_plan"}
    connections = [await asyncpg.connect(dsn, server_settings=tuned) for _ in range(CLIENTS)]

    async def client(connection: asyncpg.Connection, stop: float) -> None:
        statement = await connection.prepare(BARE)
        while (now := time.perf_counter()) < stop and (wish := next(wishes, None)):
            got = await statement.fetchval(performance, wish, secrets.token_urlsafe(16))
            load.times.append(time.perf_counter() - now)
            load.done += got is not None

    started = time.perf_counter()
    await asyncio.gather(*(client(connection, started + SECONDS) for connection in connections))
    load.seconds = time.perf_counter() - started
    await asyncio.gather(*(connection.close() for connection in connections))
    return load


def request(host: str, performance: int, plan: int, wish: list[int], kind: str) -> bytes:
    """One hold as a browser with HTMX, or a program, sends it: its own session, its own token."""
    token = generate_csrf_token(settings().aisle_secret)
    session = session_cookie(secrets.token_urlsafe(16))
    cookie = f"{session.key}={session.value}; {csrf_config(settings()).cookie_name}={token}"
    if kind == "json":
        body, extra = msgspec.json.encode({"seats": wish, "plan": plan}).decode(), "Accept: application/json\r\n"
        content = "application/json"
    else:
        body, extra = f"seats={wish[0]}+{wish[1]}&plan={plan}&back=map", "HX-Request: true\r\nAccept: text/html\r\n"
        content = "application/x-www-form-urlencoded"
    return (
        f"POST /performances/{performance}/holds HTTP/1.1\r\nHost: {host}\r\n"
        f"Cookie: {cookie}\r\nX-CSRF-Token: {token}\r\n"
        f"Content-Type: {content}\r\nContent-Length: {len(body)}\r\n{extra}\r\n{body}"
    ).encode()


class Client(asyncio.Protocol):
    """A lean keep-alive client: sends ready bytes, reads a whole answer, knows only its status."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Ready to ask."""
        self.transport = transport
        self.answer: asyncio.Future[int] | None = None
        self.buffer = b""

    async def ask(self, data: bytes) -> int:
        """The status of the answer."""
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(data)
        return await self.answer

    def data_received(self, data: bytes) -> None:
        """Waits for as much body as Content-Length says."""
        self.buffer += data
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if found and len(body) >= int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0] or 0):
            self.buffer = b""
            if self.answer is not None and not self.answer.done():
                self.answer.set_result(int(head[9:12]))


async def over_http(port: int, requests: Iterator[bytes], seconds: float, most: int = 10**9) -> Load:
    """Sixteen clients, each waiting for its answer."""
    load, loop = Load(times=[]), asyncio.get_running_loop()
    clients = [(await loop.create_connection(Client, "127.0.0.1", port))[1] for _ in range(CLIENTS)]

    async def run(client: Client, stop: float) -> None:
        while (now := time.perf_counter()) < stop and load.done < most and (data := next(requests, None)):
            status = await client.ask(data)
            load.times.append(time.perf_counter() - now)
            load.done += status == 200
            load.failed += status != 200

    started = time.perf_counter()
    await asyncio.gather(*(run(client, started + seconds) for client in clients))
    load.seconds = time.perf_counter() - started
    for client in clients:
        client.transport.close()
    return load


def cpu() -> float:
    """Seconds of CPU this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measures and records; about a minute."""
    with tempfile.TemporaryDirectory() as folder, bench_house(Path(folder)) as house:
        halls = [asyncio.run(hall(FIELD, f"field-{n}")) for n in range(3)]
        floor = uvloop.run(bare(house.environment["DATABASE_URL"], halls[0][0]))
        with (
            process(house, "workers.relay", Path(folder) / "relay.log"),
            process(house, "app.main", Path(folder) / "web.log"),
        ):
            wait_for_port(house.port)
            for kind, (performance, plan) in zip(("json", "htmx"), halls[1:], strict=True):
                ready = iter([request(f"127.0.0.1:{house.port}", performance, plan, wish, kind) for wish in pairs()])
                uvloop.run(over_http(house.port, ready, SECONDS, WARM_UP))
                before = cpu()
                load = uvloop.run(over_http(house.port, ready, SECONDS))
                assert load.failed == 0, f"{load.failed} holds were refused"
                tell("" if kind == "json" else "_htmx", load, floor, (cpu() - before) / load.seconds)


def tell(which: str, load: Load, floor: Load, client: float) -> None:
    """Four figures of one run; `client`: cores that the load itself used."""
    record(f"holds_http_rps{which}", round(load.rate()), "1/s", floor=round(floor.rate()))
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        floor_ms = round(floor.percentile(share), 1)
        record(f"holds_http_{name}_ms{which}", round(load.percentile(share), 1), "ms", floor=floor_ms)
    record(f"holds_http_client_cpu{which}", round(client, 2), "cores")


if __name__ == "__main__":
    main()
