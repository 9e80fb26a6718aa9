"""Adopts a refund that was made at the payment company itself: it becomes one of the order's refunds, and the tickets
that staff name become void."""

from collections.abc import Sequence

import asyncpg
import msgspec

from app.checkout.errors import CannotRefund
from app.checkout.orders.lifecycle import lock_order
from app.checkout.orders.seat_choice import OrderSeat
from app.checkout.refunds.by_hand import NOTHING_CHANGED, settle_refund_by_hand
from app.checkout.refunds.lifecycle import STATES, move_refund
from app.checkout.refunds.lines import REFUNDABLE_LINES, mark_lines, select_lines
from app.checkout.refunds.queries import (
    NewRefund,
    Refund,
    get_refund_by_provider,
    get_refund_of,
    get_refund_of_payment,
    insert_refund,
)
from app.checkout.refunds.quote import get_refund_quote
from app.errors import NotFound
from app.events.pricing import format_money
from app.payments import stripe
from app.payments.payment import Payment, get_payment_by_intent
from app.payments.provider import ProviderRefund, ProviderRejected
from app.web.relay_wakeup import wake_relay
from db.transaction import transaction
from realtime.logs import log


class Adoption(msgspec.Struct, frozen=True):
    """A refund made at the payment company, and what it is for. `seats`: whose tickets become void, none for money
    alone. `worth`: what these seats come to with their fees, in minor units.

    `settles`: our own refund of a payment that came too late or twice, which is settled by it."""

    made: ProviderRefund
    payment: Payment
    seats: list[OrderSeat] = []
    worth: int = 0
    settles: Refund | None = None

    @property
    def seat_numbers(self) -> list[int]:
        """The numbers of its seats on the plan."""
        return [seat.idx for seat in self.seats]


async def get_adoption(provider_id: str, seat_names: Sequence[str], *, money_only: bool = False) -> Adoption:
    """Read the refund at the payment company and find what it is for; changes nothing. Without names it is for all
    seats of the order that are not refunded, if that is exactly what went back.

    Raises NotFound, ProviderUnavailable, or CannotRefund: it is one of ours, it did not go back, it is not all seats,
    or a seat that cannot be refunded."""
    made, payment = await _read(provider_id)
    if ours := await get_refund_of_payment(payment):
        return _settle(made, payment, ours)
    if money_only:
        return Adoption(made, payment)
    try:
        quote = await get_refund_quote(payment.performance_id, payment.order_id, seat_names, fees=True)
    except CannotRefund as error:
        raise CannotRefund(f"{error.message} With --money-only every ticket stays as it is.") from error
    if not seat_names and quote.amount != made.amount:
        gave, worth = (format_money(amount, made.currency) for amount in (made.amount, quote.amount))
        raise CannotRefund(
            f"It gave back {gave}, and the seats of the order come to {worth}: name its seats with --seat, or say"
            f" --money-only if every ticket stays valid. {NOTHING_CHANGED}"
        )
    return Adoption(made, payment, quote.seats, quote.amount)


async def _read(provider_id: str) -> tuple[ProviderRefund, Payment]:
    """Read the refund and the payment that it is about."""
    try:
        made = await stripe.read_refund(provider_id)
    except ProviderRejected as error:
        raise NotFound(f"The payment company does not show us a refund {provider_id}.") from error
    payment = await get_payment_by_intent(made.intent)
    if payment is None:
        raise NotFound(f"{provider_id} is not about a payment of this installation.")
    if payment.state != "succeeded":
        raise CannotRefund(f"Its payment is not settled here yet: try again in a minute. {NOTHING_CHANGED}")
    known = await get_refund_by_provider(made.id, made.key)
    if known and (known.provider_id == made.id or known.state not in ("canceled", "failed")):
        raise CannotRefund(f"It is known already, as {known.handle}. {NOTHING_CHANGED}")
    if STATES.get(made.status) == "failed":
        raise CannotRefund(f"It is {made.status}: nothing went back. {NOTHING_CHANGED}")
    return made, payment


def _settle(made: ProviderRefund, payment: Payment, ours: Refund) -> Adoption:
    """Adopt a refund of a payment that came too late or twice: it settles our own refund of that payment."""
    if ours.state not in ("failed", "wanted"):
        raise CannotRefund(
            f"{ours.handle} gave back this payment, which came too late or twice: it is {ours.state}. {NOTHING_CHANGED}"
        )
    if ours.amount != made.amount:
        gave, owed = (format_money(amount, made.currency) for amount in (made.amount, ours.amount))
        raise CannotRefund(
            f"It gave back {gave}, and {ours.handle} is about {owed}, all of a payment that came too late or twice."
            f" Give back the rest there too, then: aisle payments settled {ours.handle} --how …. {NOTHING_CHANGED}"
        )
    return Adoption(made, payment, settles=ours)


async def adopt_refund(adoption: Adoption, *, actor: str) -> int:
    """Write the refund down as one of the order's, void the tickets of its seats, open these, and write the mail; or
    settle our own refund that it stands for. Returns our id of it.

    Raises CannotRefund: adopted meanwhile, a seat that has changed since, or more than was paid; CannotSettle."""
    made, payment, ours = adoption.made, adoption.payment, adoption.settles
    if ours is not None:
        await settle_refund_by_hand(ours.handle, f"at the payment company, {made.id}", actor=actor)
        return ours.id
    key = payment.performance_id, payment.order_id
    new = NewRefund(*key, payment.id, "elsewhere", made.amount, made.currency, made.created)
    try:
        async with transaction() as connection:
            await lock_order(connection, *key)
            refund_id = await insert_refund(connection, new, actor=actor)
            if adoption.seats:
                refundable = await connection.fetch(REFUNDABLE_LINES, *key)
                await mark_lines(connection, refund_id, key, select_lines(refundable, adoption.seat_numbers))
            refund = await get_refund_of(connection, key[0], refund_id)
            state = STATES.get(made.status, "pending")
            await move_refund(connection, refund, state, provider_id=made.id, actor=actor)
    except asyncpg.UniqueViolationError as error:
        raise CannotRefund(f"It was adopted just now. {NOTHING_CHANGED}") from error
    except asyncpg.CheckViolationError as error:
        raise CannotRefund(
            "Together with the order's other refunds it would be more than was paid. One that is only written down can"
            f" be canceled first: aisle payments cancel. {NOTHING_CHANGED}"
        ) from error
    log.info("refund_adopted", performance=key[0], order=key[1], refund=refund_id, seats=len(adoption.seats))
    wake_relay()
    return refund_id
