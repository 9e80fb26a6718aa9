"""Opens thousands of viewers in one lean process: raw sockets without a library that record when each message arrives.

Run `python -m bench.harness.viewers PORT COUNT ORIGIN TOKEN` (an empty token: viewers of the floor server, which sends
without a request). It prints "ready" when every socket has received its first message, then answers each line of its
input with a line of JSON."""

import asyncio
import sys
import time
from array import array
from collections import defaultdict
from typing import Any

import msgspec
import uvloop

from realtime.gateway import raise_descriptor_limit
from realtime.protocol import BadMessage, decode_delta, decode_status

AT_ONCE = 64  # handshakes that run at once
TEXT, PING = 0x81, 0x89
HELLO = (
    "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


def masked(head: int, payload: bytes) -> bytes:
    """Build a client frame with a zero mask."""
    length = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2, "big")
    return bytes([head]) + length + bytes(4) + payload


class Counts(msgspec.Struct):
    """The messages that all viewers have received so far, and the viewers whose connection was lost."""

    messages: int
    lost: int


class Latencies(msgspec.Struct):
    """Milliseconds from commit to arrival. `delivered`: messages received; `lost`: viewers that were disconnected."""

    p50: float
    p99: float
    delivered: int
    lost: int


class Viewers:
    """All viewers, and the arrival times by message."""

    def __init__(self, port: int, origin: str, token: str) -> None:
        self.port = port
        self.arrivals: defaultdict[bytes, array[float]] = defaultdict(lambda: array("d"))
        self.messages = 0
        self.lost = 0
        self.hello = HELLO.format(port=port, origin=origin).encode() if token else b""
        self.asking = masked(TEXT, msgspec.json.encode({"watch": token}))

    async def gather(self, count: int) -> None:
        """Open `count` viewers; return when each has received a message."""
        few = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._arrive(few) for _ in range(count)))

    async def _arrive(self, few: asyncio.Semaphore) -> None:
        loop = asyncio.get_running_loop()
        async with few:
            _, viewer = await loop.create_connection(
                lambda: RawViewer(self, loop.create_future()), "127.0.0.1", self.port
            )
            await asyncio.wait_for(viewer.heard, 60)

    def answer(self, line: str) -> Counts | Latencies:
        """Answer a command: `count`; `forget`, which clears the arrivals; or JSON {number: time of its commit}."""
        match line:
            case "count":
                return Counts(self.messages, self.lost)
            case "forget":
                self.arrivals.clear()
                return Counts(self.messages, self.lost)
        return self._latencies({int(what): at for what, at in msgspec.json.decode(line).items()})

    def _latencies(self, committed: dict[int, float]) -> Latencies:
        late = array("d")
        for payload, times in self.arrivals.items():
            for what in announced_numbers(payload):
                if what in committed:
                    late.extend((at - committed[what]) * 1000 for at in times)
        ordered = sorted(late) or [0.0]
        p50, p99 = (ordered[len(ordered) * share // 100] for share in (50, 99))
        return Latencies(p50, p99, len(late), self.lost)


def announced_numbers(payload: bytes) -> list[int]:
    """Return the seats that a delta holds, or the place that a status calls."""
    try:
        return decode_delta(payload).held
    except BadMessage:
        return [decode_status(payload).serving]


class RawViewer(asyncio.Protocol):
    """One viewer's socket."""

    __slots__ = ("crowd", "heard", "rest", "transport", "upgraded")

    def __init__(self, viewer_process: Viewers, heard: asyncio.Future[None]) -> None:
        self.crowd = viewer_process
        self.heard = heard
        self.rest = b""
        self.upgraded = not viewer_process.hello

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self.crowd.hello or b"\n")

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        data = self.rest + data if self.rest else data
        if not self.upgraded:
            _, end, data = data.partition(b"\r\n\r\n")
            if not end:
                return
            self.upgraded = True
            self.transport.write(self.crowd.asking)
        while len(data) >= 2:
            start, length = 2, data[1]
            if length == 126:
                start, length = 4, int.from_bytes(data[2:4], "big")
            if len(data) < start + length:
                break
            self.on_frame(data[0], data[start : start + length], now)
            data = data[start + length :]
        self.rest = data

    def on_frame(self, head: int, payload: bytes, now: float) -> None:
        """Record a text frame; answer a ping."""
        if head == TEXT:
            self.crowd.messages += 1
            self.crowd.arrivals[payload].append(now)
            if not self.heard.done():
                self.heard.set_result(None)
        elif head == PING:
            self.transport.write(masked(0x8A, payload))

    def connection_lost(self, problem: Exception | None) -> None:
        self.crowd.lost += 1


async def main(port: str, count: str, origin: str, token: str) -> None:
    """Open the viewers, then answer commands until the input ends."""
    raise_descriptor_limit(int(count))
    viewer_process = Viewers(int(port), origin, token)
    await viewer_process.gather(int(count))
    print("ready", flush=True)
    while line := (await asyncio.to_thread(sys.stdin.readline)).strip():
        print(msgspec.json.encode(viewer_process.answer(line)).decode(), flush=True)


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
