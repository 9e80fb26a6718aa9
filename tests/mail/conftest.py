"""A mail that is due."""

import pytest_asyncio

from tests.checkout.scenarios import order_free_seats
from tests.mail.mail_scenarios import write_due_mail
from tests.world import World


@pytest_asyncio.fixture
async def due_mail(world: World) -> None:
    """Make Ana's confirmation due, and no other mail."""
    await write_due_mail(await order_free_seats(world))
