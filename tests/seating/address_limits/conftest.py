"""Fixtures: the clock of counts and sessions, and the number of seats per address."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.seating import address_limits
from app.web import sessions
from db import pool
from realtime.clock import current_time
from tests.seating.address_limits.scenarios import Cap
from tests.world import World


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Return a function that moves the clock of the counts and of sessions."""
    real = sessions.now_ms

    def move(by: timedelta) -> None:
        monkeypatch.setattr(address_limits, "current_time", lambda: current_time() + by)
        monkeypatch.setattr(sessions, "now_ms", lambda: real() + by // timedelta(milliseconds=1))

    return move


@pytest.fixture
def cap(world: World) -> Cap:
    """Return a function that limits the seats of one address"""
    return lambda seats: pool.execute("UPDATE performance SET seats_per_address = $1", seats)
