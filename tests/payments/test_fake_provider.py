"""The payment provider in memory keeps Stripe's rules of refunds and disputes."""

import pytest

from app.payments import stripe
from app.payments.provider import ProviderRejected
from tests.payments.fake_provider import FakeProvider

PAID = 8400


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> FakeProvider:
    """Install a provider."""
    return FakeProvider().install(monkeypatch)


async def paid(provider: FakeProvider) -> str:
    """Return the id of an intent that was paid."""
    intent = await stripe.create_intent(PAID, "EUR", key="k", performance_id=1, order_id=1)
    assert provider.pay(intent.id)
    return intent.id


@pytest.mark.parametrize(
    ("inquiry", "status", "taken"),
    [
        (False, "needs_response", PAID),
        (False, "under_review", PAID),
        (False, "lost", PAID),
        (False, "won", 0),
        (True, "warning_needs_response", 0),
        (True, "warning_closed", 0),
    ],
)
async def test_a_dispute_takes_money_until_it_is_won(
    provider: FakeProvider, inquiry: bool, status: str, taken: int
) -> None:
    dispute_id = provider.open_dispute(intent := await paid(provider), "unrecognized", inquiry=inquiry)
    provider.settle_dispute(dispute_id, status)
    read = await stripe.read_dispute(dispute_id)
    assert (read.status, read.amount, read.intent, read.reason) == (status, PAID, intent, "unrecognized")
    assert (provider.money_in, provider.money_out, provider.disputed) == (PAID, 0, taken)


async def test_withdrawn_money_is_not_refunded(provider: FakeProvider) -> None:
    dispute_id = provider.open_dispute(intent := await paid(provider))
    with pytest.raises(ProviderRejected) as refused:
        await stripe.create_refund(intent, PAID, "EUR", key="back", order_id=1)
    assert (refused.value.facts["bank_code"], provider.money_out) == ("charge_disputed", 0)
    provider.settle_dispute(dispute_id, "won")
    assert (await stripe.create_refund(intent, PAID, "EUR", key="back", order_id=1)).status == "succeeded"


async def test_a_refund_in_the_dashboard_counts_and_has_no_order(provider: FakeProvider) -> None:
    refund_id = provider.refund_elsewhere(intent := await paid(provider), 400)
    made = await stripe.read_refund(refund_id)
    assert (made.amount, made.intent, made.order_id, made.key, made.currency) == (400, intent, 0, "", "EUR")
    assert (provider.money_out, await stripe.find_refund(intent, "")) == (400, None)
    with pytest.raises(ProviderRejected):
        await stripe.create_refund(intent, PAID, "EUR", key="back", order_id=1)


async def test_a_dispute_that_does_not_exist_is_missing(provider: FakeProvider) -> None:
    with pytest.raises(ProviderRejected) as refused:
        await stripe.read_dispute("du_none")
    assert refused.value.facts["bank_code"] == "resource_missing"
