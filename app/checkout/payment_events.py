"""Word from the payment company, handled: it says *which* payment or refund; what that is now, Stripe is asked."""

from app.checkout.refund_queries import refund_known
from app.checkout.refunds import settle_refund
from app.checkout.settlement import settle
from app.payments import stripe
from app.payments.payment import payment_behind
from app.payments.webhook_inbox import Letter, handled
from db.transaction import transaction

ACTOR = "stripe"


async def handle_letter(letter: Letter) -> str:
    """Makes true what an event tells of; returns what became of it. However often, in whatever order.

    Raises BankAway, BankRefuses or WrongMoney: then it is tried again later."""
    if letter.kind.startswith("charge.dispute."):
        return await _done(letter, "disputed")
    if letter.kind.startswith("payment_intent."):
        payment = await payment_behind(letter.about)
        if payment is None:
            return await _done(letter, "not_ours")
        if payment.state == "succeeded":  # nothing can change that: Stripe need not be asked
            return await _done(letter, "told_before")
        return await settle(payment, await stripe.read_intent(letter.about), actor=ACTOR, event=letter.event_id)
    money = await stripe.read_refund(letter.about)
    refund = await refund_known(letter.about, money.key)
    if refund is not None:
        return await _done(letter, await settle_refund(refund, money, actor=ACTOR))
    # one of ours that no row has the number or the key of any more has failed, and staff made it anew
    return await _done(letter, "failed_before" if money.order_id else "made_elsewhere")


async def _done(letter: Letter, outcome: str) -> str:
    async with transaction() as connection:
        await handled(connection, letter.event_id, outcome)
    return outcome
