"""Wakeups of the relay after a commit, through Redis. A lost wakeup only costs latency: the relay also polls."""

from app.crash_points import crash_point
from app.settings import settings
from realtime.bus import Bus

_bus: Bus | None = None


def connect_wakeups() -> None:
    """Open the connection. Call it in a running event loop; it does not wait for Redis."""
    global _bus
    _bus = Bus(settings().redis_url)


async def disconnect_wakeups() -> None:
    """Close the connection."""
    global _bus
    if _bus is not None:
        await _bus.close()
        _bus = None


def wake_relay() -> None:
    """Wake the relay. Call it after a commit. Never waits, never raises, and does nothing without a connection."""
    crash_point("web.before_wakeup")
    if _bus is not None:
        _bus.wake_relay()
