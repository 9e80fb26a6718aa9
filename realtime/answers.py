"""What the gateway's port answers to plain HTTP: health, and in development a look into the rooms."""

import http
import json

from websockets.asyncio.server import ServerConnection
from websockets.http11 import Response

from realtime.bus import TROUBLE, Bus
from realtime.rooms import Room, Rooms


def live(connection: ServerConnection) -> Response:
    """The process runs."""
    return connection.respond(http.HTTPStatus.OK, "live\n")


async def ready(connection: ServerConnection, bus: Bus, *, leaving: bool) -> Response:
    """200 when Redis answers and its subscriptions are heard, else 503. Says which part is not ready."""
    try:
        await bus.redis.ping()
        redis = "ready"
    except TROUBLE:
        redis = "does not answer"
    parts = {
        "redis": redis,
        "subscriptions": "ready" if bus.connected else "waiting for redis",
        "gateway": "leaving" if leaving else "ready",
    }
    well = set(parts.values()) == {"ready"}
    status = http.HTTPStatus.OK if well else http.HTTPStatus.SERVICE_UNAVAILABLE
    response = connection.respond(status, json.dumps({"ready": well, "parts": parts}) + "\n")
    response.headers["Cache-Control"] = "no-store"
    del response.headers["Content-Type"]
    response.headers["Content-Type"] = "application/json"
    return response


def debug_rooms(connection: ServerConnection, rooms: Rooms) -> Response:
    """The rooms as a table of plain text."""
    lines = [f"{'room':>8} {'viewers':>8} {'epoch':>6} {'version':>10} {'untold':>7} {'unread bytes':>13} {'sure':>5}"]
    lines += [_line(room) for _, room in sorted(rooms.rooms.items())]
    crier = rooms.crier
    lines.append(f"\n{len(rooms.rooms)} rooms, {crier.sent} messages sent, {crier.aborted} laggards aborted")
    return connection.respond(http.HTTPStatus.OK, "\n".join(lines) + "\n")


def _line(room: Room) -> str:
    epoch, version = room.told or (0, 0)
    unread = sum(viewer.transport.get_write_buffer_size() for viewer in room.viewers)
    return (
        f"{room.number:>8} {len(room.viewers):>8} {epoch:>6} {version:>10} {len(room.pending):>7} {unread:>13}"
        f" {'no' if room.unsure else 'yes':>5}"
    )
