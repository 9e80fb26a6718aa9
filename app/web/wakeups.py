"""Wakeups through Redis after a commit: of the relay, and of workers. A lost one only costs time: all of them poll."""

from app.crash_points import crash_point
from app.settings import settings
from realtime.bus import Bus
from realtime.protocol import PAYMENT_WAKEUP_CHANNEL, ROOM_WAKEUP_CHANNEL, WAKEUP_CHANNEL

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
    """Wake the relay: facts were committed. Never waits, never raises, and does nothing without a connection."""
    _wake(WAKEUP_CHANNEL)


def wake_payment_workers() -> None:
    """Wake the workers of payment events, as `wake_relay` does: one was stored."""
    _wake(PAYMENT_WAKEUP_CHANNEL)


def wake_room_workers() -> None:
    """Wake the workers of waiting rooms, as `wake_relay` does: staff have changed a room."""
    _wake(ROOM_WAKEUP_CHANNEL)


def _wake(channel: str) -> None:
    crash_point("web.before_wakeup")
    if _bus is not None:
        _bus.wake(channel)
