"""Serves the floor of every fan-out measurement: writes one ready frame to every socket and does nothing else.

Run `python -m bench.harness.fan_out_floor PORT`."""

import asyncio
import sys
from typing import Any

import uvloop

from realtime.fan_out import make_frame
from realtime.gateway import raise_descriptor_limit


class FloorProtocol(asyncio.Protocol):
    """Adds every connection to one set and sends it a first frame."""

    connections: set[Any] = set()  # noqa: RUF012 - shared by all connections

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.connections.add(transport)
        transport.write(make_frame(b"welcome"))

    def connection_lost(self, problem: Exception | None) -> None:
        self.connections.discard(self.transport)


async def main(port: str) -> None:
    """Serve until the input ends. Each input line: count, pause in seconds, frame in hex."""
    raise_descriptor_limit(20_000)
    await asyncio.get_running_loop().create_server(FloorProtocol, "127.0.0.1", int(port), backlog=1024)
    while line := await asyncio.to_thread(sys.stdin.readline):
        count, pause, frame = line.split()
        ready = bytes.fromhex(frame)
        for _ in range(int(count)):
            for transport in FloorProtocol.connections:
                transport.write(ready)
            await asyncio.sleep(float(pause))
        print("done", flush=True)


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
