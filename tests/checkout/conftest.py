"""Orders and refunds of most tests of checkout."""

import pytest

from app.checkout.orders.queries import Receipt
from app.checkout.refunds.lifecycle import refund_order
from app.checkout.refunds.queries import Refund
from tests.checkout.scenarios import buy_order, fetch_refund
from tests.payments.fake_provider import FakeProvider
from tests.world import World


@pytest.fixture
async def paid(world: World, provider: FakeProvider) -> Receipt:
    """Return Ana's paid order of two seats."""
    return await buy_order(world, provider)


@pytest.fixture
async def wanted(paid: Receipt) -> Refund:
    """Return a refund of Ana's whole order that is only written down."""
    return await fetch_refund(await refund_order(1, paid.id, actor="test"))
