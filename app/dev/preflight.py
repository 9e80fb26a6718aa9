"""Checks ports and services before anything starts; each failure is one clear line."""

import asyncio
import http.client
import os
import socket
import time
from datetime import timedelta
from urllib.parse import urlsplit

import asyncpg
import redis

from app.dev.errors import DevError
from db.clock import get_shift


def require_free_port(host: str, port: int, setting: str) -> None:
    """Check that the port is free. Raises DevError when another program listens there."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise DevError(
            f"port {port} of {host} is not free ({reason}): stop its user, or choose another by {setting}"
        ) from None


def require_database(url: str) -> None:
    """Check the database. Raises DevError when no Postgres answers at `url` within five seconds."""
    try:
        asyncio.run(_ask(url, "SELECT 1"))
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise DevError(f"DATABASE_URL: no database at {_shown(url)} ({_reason(error)})") from None


def require_redis(url: str) -> None:
    """Check Redis. Raises DevError when no Redis answers at `url` within five seconds."""
    try:
        with redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5) as client:
            client.ping()
    except (redis.RedisError, OSError, ValueError) as error:
        raise DevError(f"REDIS_URL: no Redis at {_shown(url)} ({_reason(error)})") from None


def has_no_performances(url: str) -> bool:
    """Tell whether a migrated database has no performances. Raises DevError when it has no tables."""
    try:
        return bool(asyncio.run(_ask(url, "SELECT NOT EXISTS (SELECT FROM performance)")))
    except asyncpg.PostgresError as error:
        raise DevError(f"the database has no tables of ours ({_reason(error)})") from None


def clock_shift(url: str) -> timedelta:
    """Return the shift of the database's clock. Raises DevError when the database does not answer."""

    async def read() -> int:
        connection = await asyncpg.connect(url, timeout=5)
        try:
            return await get_shift(connection)
        finally:
            await connection.close()

    try:
        return timedelta(seconds=asyncio.run(read()))
    except (OSError, asyncpg.PostgresError) as error:
        raise DevError(f"the clock of the database cannot be read ({_reason(error)})") from None


def wait_until_ready(host: str, port: int, path: str, timeout: float) -> bool:
    """Wait up to `timeout` seconds for a response of 200 to GET `path`. Returns whether it came."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection(host, port, timeout=2)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return True
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    return False


async def _ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(url, timeout=5)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def _shown(url: str) -> str:
    """Return the host and port of a URL, without its password."""
    try:
        parts = urlsplit(url)
        return f"{parts.hostname}:{parts.port}" if parts.hostname else (parts.path or "that address")
    except ValueError:
        return "that address"


def _reason(error: Exception) -> str:
    """Return the first line of the error's text."""
    return (str(error) or type(error).__name__).splitlines()[0]
