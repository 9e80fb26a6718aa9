"""What the gateway's port answers to plain HTTP: health, and in development a look into the rooms."""

import http
import json
from collections.abc import Iterable

from websockets.asyncio.server import ServerConnection
from websockets.http11 import Response

from realtime.bus import CONNECTION_ERRORS, Bus
from realtime.fan_out import Crier
from realtime.topic import Room


def live(connection: ServerConnection) -> Response:
    """The process runs."""
    return connection.respond(http.HTTPStatus.OK, "live\n")


async def ready(connection: ServerConnection, bus: Bus, *, leaving: bool) -> Response:
    """200 when Redis answers and its subscriptions are heard, else 503. Says which part is not ready."""
    try:
        await bus.redis.ping()
        redis = "ready"
    except CONNECTION_ERRORS:
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


def debug_rooms(connection: ServerConnection, crier: Crier, rooms: Iterable[Room]) -> Response:
    """The maps and lines as a table of plain text."""
    lines = [_line(room) for room in sorted(rooms, key=lambda room: room.channel)]
    head = f"{'room':>16} {'viewers':>8} {'stands at':>20} {'unread bytes':>13} {'sure':>5}"
    end = f"\n{len(lines)} rooms, {crier.sent} messages sent, {crier.aborted} laggards aborted"
    return connection.respond(http.HTTPStatus.OK, "\n".join([head, *lines, end]) + "\n")


def _line(room: Room) -> str:
    unread = sum(viewer.transport.get_write_buffer_size() for viewer in room.viewers)
    sure = "no" if room.unsure else "yes"
    return f"{room.channel:>16} {len(room.viewers):>8} {room.stands:>20} {unread:>13} {sure:>5}"
