"""The doorbell: tells the relay that something was committed. A hint: losing it costs latency only."""

from app.crash_points import crash_point
from app.settings import settings
from realtime.bus import Bus

_bus: Bus | None = None


def connect_wakeups() -> None:
    """Connects the bell, inside a running loop. A Redis that is away delays nothing: the relay looks by itself."""
    global _bus
    _bus = Bus(settings().redis_url)


async def disconnect_wakeups() -> None:
    """Closes the bell's connection."""
    global _bus
    if _bus is not None:
        await _bus.close()
        _bus = None


def wake_relay() -> None:
    """Call after a commit. Never waits, never raises; without a bell it does nothing."""
    crash_point("web.before_wakeup")
    if _bus is not None:
        _bus.wake_relay()
