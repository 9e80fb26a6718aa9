"""How the client of Stripe reads disputes, and refunds with the payments that they belong to."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from msgspec import structs

from app.payments import stripe
from app.payments.provider import Dispute, ProviderUnavailable
from tests.payments.stub_http_server import dispute, json_response, refund, run_stub_server

AskAt = Callable[[str], None]
INSTANT = datetime.fromtimestamp(1_800_000_000, UTC)
READ = Dispute("du_1", "needs_response", 13750, "EUR", "pi_1", "fraudulent", INSTANT, livemode=False)


@pytest.mark.parametrize(
    ("sent", "changes"),
    [
        ({}, {}),
        ({"status": "won", "livemode": True}, {"status": "won", "livemode": True}),
        ({"status": "prevented"}, {"status": "prevented"}),
        ({"payment_intent": None, "reason": None}, {"intent": "", "reason": ""}),
        ({"evidence_details": None}, {"due_by": None}),
        ({"evidence_details": {"due_by": None}}, {"due_by": None}),
        ({"evidence_details": {"due_by": 0}}, {"due_by": None}),
    ],
)
async def test_what_a_dispute_says_is_read(
    use_stripe_at: AskAt, sent: dict[str, object], changes: dict[str, object]
) -> None:
    async with run_stub_server(json_response(dispute(**sent))) as wire:
        use_stripe_at(wire.url)
        assert await stripe.read_dispute("du_1") == structs.replace(READ, **changes)


@pytest.mark.parametrize("due_by", [10**30, -1, "tomorrow"])
async def test_a_dispute_with_a_time_that_is_none_is_not_read(use_stripe_at: AskAt, due_by: object) -> None:
    async with run_stub_server(json_response(dispute(evidence_details={"due_by": due_by}))) as wire:
        use_stripe_at(wire.url)
        with pytest.raises(ProviderUnavailable):
            await stripe.read_dispute("du_1")


async def test_a_refund_found_by_its_key_says_of_which_payment_it_is(use_stripe_at: AskAt) -> None:
    ours = refund(metadata={"order": "12", "key": "key-2"})
    async with run_stub_server(json_response({"object": "list", "data": [refund(id="re_0"), ours]})) as wire:
        use_stripe_at(wire.url)
        found = await stripe.find_refund("pi_1", "key-2")
    assert found is not None
    assert (found.id, found.intent, found.created) == ("re_1", "pi_1", INSTANT)
