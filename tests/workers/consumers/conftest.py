"""Fixtures of the tests of consumers."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from app.seating.holds.hold import hold_seats, release_seats
from db.pool import pool
from tests.checkout.scenarios import order_free_seats
from tests.workers.consumers.harness import CREATE, DROP
from tests.workers.consumers.journal_follower import follow_all
from tests.world import World
from workers.consumers.history import History


@pytest_asyncio.fixture(loop_scope="session")
async def notes(database: str) -> AsyncIterator[None]:
    """Create the table of notes, and drop it at the end."""
    await pool().execute(CREATE)
    yield
    await pool().execute(DROP)


@pytest.fixture
async def sold(world: World) -> World:
    """Return the world after some sales that the history has read, and one that it has not."""
    await order_free_seats(world)
    await hold_seats(world.preview, "ben", [30, 31], world.plan)
    await release_seats(world.preview, "ben", [30])
    await follow_all(History())
    await order_free_seats(world, "carl", (40,))
    return world
