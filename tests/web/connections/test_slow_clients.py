"""A client that sends or reads too slowly costs a connection for a limited time and nothing else. Time is simulated."""

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.web.connections import protocol
from app.web.connections.acknowledged import acknowledged_bytes
from app.web.connections.limits import ConnectionLimits
from app.web.connections.sweep import ConnectionSweep
from tests.eventually import eventually
from tests.web.connections.servers import Answers, Served, request, served, statuses

LIMITS = ConnectionLimits()
UNREAD = 4096
"""The smallest buffer of a client that does not read, in bytes."""


async def ends(server: Served, *, after: int) -> bool:
    """Tell whether the one connection ends after these seconds, and not a second earlier."""
    await eventually(lambda: len(server.connections) == 1)
    server.pass_seconds(after)
    await asyncio.sleep(0)
    early = not server.connections or server.connections[0].transport.is_closing()
    server.pass_seconds(1)
    await eventually(lambda: server.connections == [])
    return not early


async def test_a_connection_without_a_request_ends_soon() -> None:
    async with served() as server:
        reader, _ = await server.connect()
        assert await ends(server, after=5)
        assert await reader.read() == b""


async def test_a_connection_that_was_answered_ends_soon_and_can_be_used_until_then() -> None:
    async with served() as server:
        reader, writer = await server.connect()
        for _ in range(3):
            writer.write(request("/"))
            await reader.readuntil(b"xx")
            server.pass_seconds(5)
        assert await ends(server, after=0)


async def test_a_header_has_ten_seconds_however_often_a_byte_comes() -> None:
    async with served() as server:
        reader, writer = await server.connect()
        writer.write(b"GET / HTTP/1.1\r\n")
        await eventually(lambda: server.connections and server.connections[0].phase == "head")
        for number, byte in enumerate(b"Host: x\r\nX"):
            writer.write(bytes([byte]))
            await eventually(lambda number=number: server.connections[0]._unparsed == number + 1)
            server.pass_seconds(1)
        assert server.connections[0].waited == 10
        server.pass_seconds(1)
        assert statuses(await reader.read()) == [408]


@pytest.mark.parametrize("announced", ["Content-Length: 500000", "Transfer-Encoding: chunked"])
async def test_a_body_has_a_time_on_every_path_and_its_application_ends(announced: str) -> None:
    async with served() as server:
        reader, writer = await server.connect()
        writer.write(request("/echo", announced, method="POST") + b"1\r\nx")
        await eventually(lambda: server.app.began == 1)
        server.pass_seconds(12)
        assert server.app.disconnected == 0
        server.pass_seconds(1)
        answer = await reader.read()
        assert statuses(answer) == [408]
        assert b"Send it again." in answer
        await eventually(lambda: server.app.disconnected == 1)


async def test_a_body_that_was_refused_unread_has_a_time_too() -> None:
    async with served() as server:
        reader, writer = await server.connect()
        writer.write(request("/", "Content-Length: 500000", method="POST"))
        assert (await reader.readuntil(b"xx")).startswith(b"HTTP/1.1 200")
        assert await ends(server, after=12)
        assert await reader.read() == b""


async def test_the_time_of_the_application_is_not_the_clients() -> None:
    async with served() as server:
        asked = asyncio.create_task(server.ask(request("/wait", "Connection: close")))
        await eventually(lambda: server.app.began == 1)
        server.pass_seconds(100)
        server.app.opens.set()
        assert statuses(await asked) == [200]


async def test_who_does_not_read_is_cut_off_and_leaves_little_unsent() -> None:
    async with served(Answers(size=20_000_000)) as server:
        _, writer = await server.connect(UNREAD)
        writer.write(request("/"))
        await eventually(lambda: server.connections and server.connections[0].flow.write_paused)
        assert LIMITS.high_water < server.connections[0].unsent() <= 256 * 1024
        assert await ends(server, after=10)
        await eventually(lambda: server.app.ended == 1)


async def test_who_reads_enough_is_served_however_long_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    acknowledged = [0]
    monkeypatch.setattr(protocol, "acknowledged_bytes", lambda _: acknowledged[0])
    async with served(Answers(size=20_000_000)) as server:
        _, writer = await server.connect(UNREAD)
        writer.write(request("/"))
        await eventually(lambda: server.connections and server.connections[0].flow.write_paused)
        for _ in range(1000):
            server.pass_seconds(1)
            acknowledged[0] += LIMITS.send_rate
        acknowledged[0] += 10**9  # what was read quickly is no credit for later
        server.pass_seconds(1)
        assert await ends(server, after=10)


async def test_progress_is_what_the_client_acknowledged() -> None:
    async with served(Answers(size=3_000_000)) as server:
        reader, writer = await server.connect(UNREAD)
        writer.write(request("/"))
        await eventually(lambda: server.connections and server.connections[0].flow.write_paused)
        before = acknowledged_bytes(server.connections[0].transport) or 0
        await reader.readexactly(1_000_000)
        after = acknowledged_bytes(server.connections[0].transport) or 0
        assert 900_000 < after - before < 1_300_000


async def test_no_request_that_was_sent_ahead_begins_for_who_does_not_read() -> None:
    async with served(Answers(size=50_000), pipelined=1000) as server:
        reader, writer = await server.connect(UNREAD)
        writer.write(request("/") * 500)
        await eventually(lambda: server.connections and server.connections[0].flow.write_paused)
        await eventually(lambda: not server.server.server_state.tasks)  # none of them waits in `send`
        assert server.app.ended == server.app.began < 400
        assert server.connections[0].unsent() <= 256 * 1024
        began = server.app.began
        await reader.readexactly(50_000 * began)
        await eventually(lambda: server.app.began > began)


async def test_no_request_that_is_sent_later_begins_for_who_does_not_read() -> None:
    async with served(Answers(size=50_000)) as server:
        reader, writer = await server.connect(UNREAD)
        await eventually(lambda: server.connections)
        connection, sent = server.connections[0], 0
        while not connection.flow.write_paused:
            writer.write(request("/"))
            sent += 1
            await eventually(lambda sent=sent: server.app.ended == sent)
        writer.write(request("/"))
        await eventually(lambda: len(connection.pipeline) == 1)
        assert (server.app.began, connection.flow.read_paused) == (sent, True)
        await reader.readexactly(50_000 * sent)
        await eventually(lambda: server.app.ended == sent + 1)
        assert not connection.flow.read_paused


async def test_others_are_served_while_a_hundred_do_not_read() -> None:
    async with served(Answers(size=50_000), pipelined=20) as server:
        deaf = [await server.connect(UNREAD) for _ in range(110)]
        for _, writer in deaf:
            writer.write(request("/") * 100)
        await eventually(lambda: sum(one.flow.write_paused for one in server.connections) == 110)
        await eventually(lambda: not server.server.server_state.tasks)
        assert statuses(await server.ask(request("/", "Connection: close"))) == [200]
        server.pass_seconds(11)
        await eventually(lambda: server.connections == [])


async def test_the_slowest_are_cut_off_when_all_together_leave_too_much_unsent() -> None:
    async with served(Answers(size=1_000_000), unsent_bytes=500_000) as server:
        deaf = [await server.connect(UNREAD) for _ in range(5)]
        for _, writer in deaf:
            writer.write(request("/"))
        await eventually(lambda: sum(one.flow.write_paused for one in server.connections) == 5)
        slowest = server.connections[3]
        slowest.patience = 2.0
        server.connections[0].sweep.look(0.0)
        await eventually(lambda: len(server.connections) < 5)
        assert slowest not in server.connections
        assert 300_000 < sum(one.unsent() for one in server.connections) <= 500_000


class Ended:
    """A connection that has exceeded a limit; once it has ended, it is none of `connections`."""

    patience = 0.0

    def __init__(self, sweep: ConnectionSweep) -> None:
        self.sweep = sweep

    def pass_time(self, _: float) -> str:
        return "head"

    def unsent(self) -> int:
        return 0

    def end(self, limit: str) -> None:
        self.sweep.counts[limit] += 1
        self.sweep.connections.discard(self)


def test_an_attack_is_one_log_line_in_ten_seconds_without_addresses() -> None:
    sweep = ConnectionSweep(set(), LIMITS)
    with capture_logs() as lines:
        for _ in range(25):
            sweep.connections |= {Ended(sweep) for _ in range(40)}
            sweep.look(1.0)
    found: list[Any] = [(line["event"], line["head"]) for line in lines]
    assert found == [("connections_ended", 40), ("connections_ended", 400), ("connections_ended", 400)]
    assert {key for line in lines for key in line} == {"event", "log_level", "head"}
