"""Fixtures: a table for what the consumers of these tests handle."""

from collections.abc import AsyncIterator

import pytest_asyncio

from db.pool import pool
from tests.workers.consumers.harness import CREATE, DROP


@pytest_asyncio.fixture(loop_scope="session")
async def notes(database: str) -> AsyncIterator[None]:
    """Create the table of notes, and drop it at the end."""
    await pool().execute(CREATE)
    yield
    await pool().execute(DROP)
