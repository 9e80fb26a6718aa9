"""Word from the payment company, handled: it says *which* payment or refund; what that is now, Stripe is asked."""

from app.checkout.refund_rows import refund_numbered
from app.checkout.refunds import settle_refund
from app.checkout.settling import settle
from app.errors import HouseError
from app.payments import stripe
from app.payments.inbox import Letter, handled
from app.payments.payments import payment_behind
from db.transaction import transaction

ACTOR = "stripe"
ENDED_BADLY = ("failed", "canceled")
"""Of a refund of ours that no row has the number of: staff made another one since, or a worker asks with its key."""


class NotYetKnown(HouseError):
    """The refund is ours, but whoever made it has not written its number down yet."""

    status, code, title = 409, "not_yet_known", "This refund is not written down yet"


async def handle_letter(letter: Letter) -> str:
    """Makes true what an event tells of; returns what became of it. However often, in whatever order.

    Raises BankAway, BankRefuses, WrongMoney or NotYetKnown: then it is tried again later."""
    if letter.kind.startswith("payment_intent."):
        payment = await payment_behind(letter.about)
        if payment is None:
            return await _done(letter, "not_ours")
        return await settle(payment, await stripe.read_intent(letter.about), actor=ACTOR, event=letter.event_id)
    money, refund = await stripe.read_refund(letter.about), await refund_numbered(letter.about)
    if refund is not None:
        return await _done(letter, await settle_refund(refund, money, actor=ACTOR))
    if money.order_id and money.status in ENDED_BADLY:
        return await _done(letter, "failed_before")
    if money.order_id:
        raise NotYetKnown()
    return await _done(letter, "made_elsewhere")


async def _done(letter: Letter, outcome: str) -> str:
    async with transaction() as connection:
        await handled(connection, letter.event_id, outcome)
    return outcome
