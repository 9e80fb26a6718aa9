"""Every call of ours against Stripe's own stripe-mock, which checks our requests, and whose answers we must read."""

from collections.abc import AsyncIterator, Callable, Iterator

import pytest
import pytest_asyncio

from app.payments import stripe
from app.payments.provider import Dispute, Intent, ProviderRefund, ProviderRejected
from app.payments.stripe_objects import IntentReply
from tests.parts.stripe_mock import find_executable, stripe_mock

PROGRAM = find_executable()
pytestmark = [
    pytest.mark.skipif(PROGRAM is None, reason="stripe-mock is not installed (PATH, GOBIN, ~/go/bin)"),
    pytest.mark.usefixtures("at_the_mock"),
]


@pytest.fixture(scope="module")
def mock() -> Iterator[str]:
    """Run one stripe-mock for this file; yield its address."""
    with stripe_mock(PROGRAM or "") as url:
        yield url


@pytest_asyncio.fixture
async def at_the_mock(mock: str, change_settings: Callable[..., None]) -> AsyncIterator[None]:
    """Point the client at stripe-mock."""
    await stripe.close_stripe()
    change_settings(STRIPE_API_URL=mock)
    yield
    await stripe.close_stripe()


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD", "ISK"])
async def test_stripe_understands_our_wish_for_an_intent(currency: str) -> None:
    made = await stripe.create_intent(13750, currency, key=f"key-{currency}", performance_id=7, order_id=12)
    assert isinstance(made, Intent)
    assert (made.id.startswith("pi_"), bool(made.secret), made.livemode) == (True, True, False)


async def test_stripe_understands_our_wish_for_a_refund() -> None:
    made = await stripe.create_refund("pi_123", 6800, "EUR", key="key-r", order_id=12)
    assert isinstance(made, ProviderRefund)
    assert (made.id.startswith("re_"), made.status) == (True, "succeeded")


async def test_stripe_understands_our_search_for_a_refund() -> None:
    assert await stripe.find_refund("pi_123", "a key of nobody") is None


async def test_stripe_understands_our_questions() -> None:
    intent, back = await stripe.read_intent("pi_123"), await stripe.read_refund("re_123")
    assert (intent.id, back.id, len(intent.currency), len(back.currency)) == ("pi_123", "re_123", 3, 3)


async def test_stripe_understands_our_question_about_a_dispute() -> None:
    dispute = await stripe.read_dispute("du_123")
    assert isinstance(dispute, Dispute)
    assert (dispute.id, len(dispute.currency), bool(dispute.status)) == ("du_123", 3, True)


async def test_stripe_understands_that_we_cancel() -> None:
    assert (await stripe.cancel_intent("pi_123")).id == "pi_123"


async def test_the_mock_does_refuse_what_its_specification_does_not_know() -> None:
    with pytest.raises(ProviderRejected):
        await stripe._ask(
            stripe._client().v1.payment_intents.create_async({"amount": 1, "currency": "eur", "seats": 2}),  # type: ignore
            IntentReply,
        )
