"""A payment that the payment company refuses for a reason of ours reaches the list of what needs a person, at once."""

import pytest

from app.checkout.settlement.acknowledge import acknowledge
from app.checkout.settlement.needs_attention import AttentionItem, get_attention_items
from app.checkout.settlement.payment_intents import get_client_secret
from app.payments.provider import Intent, ProviderRejected
from tests.checkout.cli import aisle
from tests.checkout.scenarios import open_intent, open_pending_order, reconcile
from tests.payments.fake_provider import FakeProvider
from tests.world import World

TOO_SMALL = ProviderRejected(why="InvalidRequestError amount_too_small", bank_code="amount_too_small")


@pytest.fixture
def refusing(provider: FakeProvider, monkeypatch: pytest.MonkeyPatch) -> FakeProvider:
    """Let the provider refuse every new intent."""

    def refuse(*_: object, **__: object) -> Intent:
        raise TOO_SMALL

    monkeypatch.setattr(provider, "_create_intent", refuse)
    return provider


async def only() -> AttentionItem:
    (item,) = await get_attention_items()
    return item


async def test_the_first_refusal_is_on_the_list_with_its_reason(world: World, refusing: FakeProvider) -> None:
    order = await open_pending_order(world)
    with pytest.raises(ProviderRejected):
        await get_client_secret(1, order.id, actor="person:ana")
    item = await only()
    assert (item.kind, item.why) == ("payment_refused", "InvalidRequestError amount_too_small, for 1 order")
    assert item.about == "performance 1, Opening Night at the Rex"


async def test_however_many_fans_meet_it_it_is_one_line_and_a_new_fan_brings_it_back(
    world: World, refusing: FakeProvider
) -> None:
    for person, seat in (("ana", 17), ("ben", 18)):
        order = await open_pending_order(world, person, (seat,))
        for _ in range(2):
            with pytest.raises(ProviderRejected):
                await get_client_secret(1, order.id, actor="test")
    item = await only()
    assert item.why.endswith("for 2 orders")
    await acknowledge(item.handle, "the price is mended", actor="staff:olga")
    assert await get_attention_items() == []
    carl = await open_pending_order(world, "carl", (30,))
    with pytest.raises(ProviderRejected):
        await get_client_secret(1, carl.id, actor="test")
    assert (await only()).why.endswith("for 3 orders")


async def test_a_payment_that_is_taken_after_all_leaves_the_list(
    world: World, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await open_pending_order(world)

    def refuse(*_: object, **__: object) -> Intent:
        raise TOO_SMALL

    with monkeypatch.context() as patch:
        patch.setattr(provider, "_create_intent", refuse)
        with pytest.raises(ProviderRejected):
            await open_intent(order)
    await open_intent(order)
    assert await get_attention_items() == []


async def test_one_that_is_paid_after_all_is_no_longer_refused(
    world: World, provider: FakeProvider, server_environment: dict[str, str]
) -> None:
    order = await open_pending_order(world)
    kept = provider.intents.pop(await open_intent(order))
    with pytest.raises(ProviderRejected):
        await reconcile(order)
    provider.intents[kept.id] = kept
    provider.pay(kept.id)
    assert await reconcile(order) == "paid"
    assert await get_attention_items() == []
    assert "refused" not in (await aisle(server_environment, "order", "show", order.reference))[1]


async def test_a_key_of_another_account_is_told_by_the_reconciler_too(world: World, provider: FakeProvider) -> None:
    order = await open_pending_order(world)
    provider.intents.pop(await open_intent(order))
    with pytest.raises(ProviderRejected):
        await reconcile(order)
    assert "resource_missing" in (await only()).why
