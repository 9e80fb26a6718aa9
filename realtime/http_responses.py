"""The gateway's responses to plain HTTP: health, and in development a table of the topics."""

import http
import json
from collections.abc import Iterable

from websockets.asyncio.server import ServerConnection
from websockets.http11 import Response

from realtime.bus import CONNECTION_ERRORS, Bus
from realtime.fan_out import FanOut
from realtime.topic import Topic


def live(connection: ServerConnection) -> Response:
    """Answer 200: the process runs."""
    return connection.respond(http.HTTPStatus.OK, "live\n")


async def ready(connection: ServerConnection, bus: Bus, *, shutting_down: bool) -> Response:
    """Answer 200 when Redis answers and subscriptions are connected, else 503, with the state of each part."""
    try:
        await bus.redis.ping()
        redis = "ready"
    except CONNECTION_ERRORS:
        redis = "does not answer"
    parts = {
        "redis": redis,
        "subscriptions": "ready" if bus.is_connected else "waiting for redis",
        "gateway": "leaving" if shutting_down else "ready",
    }
    well = set(parts.values()) == {"ready"}
    status = http.HTTPStatus.OK if well else http.HTTPStatus.SERVICE_UNAVAILABLE
    response = connection.respond(status, json.dumps({"ready": well, "parts": parts}) + "\n")
    response.headers["Cache-Control"] = "no-store"
    del response.headers["Content-Type"]
    response.headers["Content-Type"] = "application/json"
    return response


def debug_topics(connection: ServerConnection, fan_out: FanOut, topics: Iterable[Topic]) -> Response:
    """Answer with the topics as a table of plain text."""
    lines = [_line(topic) for topic in sorted(topics, key=lambda topic: topic.channel)]
    head = f"{'room':>16} {'viewers':>8} {'stands at':>20} {'unread bytes':>13} {'sure':>5}"
    end = f"\n{len(lines)} rooms, {fan_out.sent_count} messages sent, {fan_out.aborted_count} laggards aborted"
    return connection.respond(http.HTTPStatus.OK, "\n".join([head, *lines, end]) + "\n")


def _line(topic: Topic) -> str:
    unread = sum(viewer.transport.get_write_buffer_size() for viewer in topic.viewers)
    sure = "no" if topic.stale else "yes"
    return f"{topic.channel:>16} {len(topic.viewers):>8} {topic.state_text:>20} {unread:>13} {sure:>5}"
