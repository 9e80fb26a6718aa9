"""Adopts a refund that was made at the payment company itself: it becomes one of the order's refunds, and the tickets
that staff name become void."""

from collections.abc import Sequence

import asyncpg
import msgspec

from app.checkout.errors import CannotRefund
from app.checkout.orders.lifecycle import lock_order
from app.checkout.orders.seat_choice import OrderSeat
from app.checkout.refunds.lifecycle import STATES, move_refund
from app.checkout.refunds.lines import REFUNDABLE_LINES, mark_lines, select_lines
from app.checkout.refunds.queries import (
    NewRefund,
    get_refund_by_provider,
    get_refund_of,
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
    alone. `worth`: what these seats come to with their fees, in minor units."""

    made: ProviderRefund
    payment: Payment
    seats: list[OrderSeat]
    worth: int

    @property
    def seat_numbers(self) -> list[int]:
        """The numbers of its seats on the plan."""
        return [seat.idx for seat in self.seats]


async def get_adoption(provider_id: str, seat_names: Sequence[str], *, money_only: bool = False) -> Adoption:
    """Read the refund at the payment company and find what it is for; changes nothing. Without names it is for all
    seats of the order that are not refunded, if that is exactly what went back.

    Raises NotFound, ProviderUnavailable, or CannotRefund: it is one of ours, it did not go back, it is not all seats,
    or a seat that cannot be refunded."""
    try:
        made = await stripe.read_refund(provider_id)
    except ProviderRejected as error:
        raise NotFound(f"The payment company does not show us a refund {provider_id}.") from error
    payment = await get_payment_by_intent(made.intent)
    if payment is None or payment.state != "succeeded":
        raise NotFound(f"{provider_id} is not about a payment of this installation.")
    if known := await get_refund_by_provider(made.id, made.key):
        raise CannotRefund(f"It is known already, as {known.handle}. Nothing was changed.")
    if STATES.get(made.status) == "failed":
        raise CannotRefund(f"It is {made.status}: nothing went back. Nothing was changed.")
    if money_only:
        return Adoption(made, payment, [], 0)
    try:
        quote = await get_refund_quote(payment.performance_id, payment.order_id, seat_names, fees=True)
    except CannotRefund as error:
        raise CannotRefund(f"{error.message} With --money-only every ticket stays as it is.") from error
    if not seat_names and quote.amount != made.amount:
        gave, worth = (format_money(amount, made.currency) for amount in (made.amount, quote.amount))
        raise CannotRefund(
            f"It gave back {gave}, and the seats of the order come to {worth}: name its seats with --seat, or say"
            " --money-only if every ticket stays valid. Nothing was changed."
        )
    return Adoption(made, payment, quote.seats, quote.amount)


async def adopt_refund(adoption: Adoption, *, actor: str) -> int:
    """Write the refund down as one of the order's, void the tickets of its seats, open these, and write the mail.
    Returns our id of it.

    Raises CannotRefund: adopted meanwhile, a seat that has changed since, or more than was paid."""
    made, payment = adoption.made, adoption.payment
    key = payment.performance_id, payment.order_id
    new = NewRefund(*key, payment.id, "elsewhere", made.amount, made.currency)
    try:
        async with transaction() as connection:
            await lock_order(connection, *key)
            refund_id = await insert_refund(connection, new, actor=actor)
            if adoption.seats:
                refundable = await connection.fetch(REFUNDABLE_LINES, *key)
                lines = select_lines(refundable, adoption.seat_numbers)
                await mark_lines(connection, refund_id, key, lines)
            refund = await get_refund_of(connection, key[0], refund_id)
            state = STATES.get(made.status, "pending")
            await move_refund(connection, refund, state, provider_id=made.id, actor=actor)
    except asyncpg.UniqueViolationError as error:
        raise CannotRefund("It was adopted just now. Nothing was changed.") from error
    except asyncpg.CheckViolationError as error:
        raise CannotRefund(
            "Together with the order's other refunds it would be more than was paid. One that is only written down can"
            " be canceled first: aisle payments cancel. Nothing was changed."
        ) from error
    log.info("refund_adopted", performance=key[0], order=key[1], refund=refund_id, seats=len(adoption.seats))
    wake_relay()
    return refund_id
