"""The statistics of sales: what each step of an order changes in them."""

from app.sales.verify import verify_sales
from tests.checkout.scenarios import TWO_SEATS, buy_order
from tests.payments.fake_provider import FakeProvider
from tests.sales.follower import Follower, totals
from tests.world import World


async def test_a_sale_is_counted(world: World, provider: FakeProvider) -> None:
    follower = await Follower().begin()
    await buy_order(world, provider)
    await follower.follow()
    counts = await totals()
    print(counts)
    assert counts[world.opening, "sold"] == 2
    assert counts[world.opening, "revenue"] == TWO_SEATS
    assert (await verify_sales()).differences == []
