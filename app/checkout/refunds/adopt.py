"""Adopts a refund that was made at the payment company itself: it becomes one of the order's refunds, and the tickets
that staff name become void."""

from collections.abc import Sequence

import asyncpg
import msgspec

from app.checkout.errors import CannotRefund
from app.checkout.orders.lifecycle import lock_order
from app.checkout.orders.seat_choice import OrderSeat
from app.checkout.refunds.by_hand import require_not_sent
from app.checkout.refunds.lifecycle import STATES, move_refund, reopen_refund
from app.checkout.refunds.lines import REFUNDABLE_LINES, mark_lines, select_lines
from app.checkout.refunds.queries import (
    NewRefund,
    Refund,
    get_owed_refunds,
    get_refund_by_provider,
    get_refund_of,
    insert_refund,
    more_than_paid_raises,
    paid_the_order,
    read_refund_again,
)
from app.checkout.refunds.quote import get_refund_quote
from app.errors import NotFound
from app.language.messages import Money, message
from app.payments import stripe
from app.payments.payment import Payment, get_payment_by_intent
from app.payments.provider import ProviderRefund, ProviderRejected
from app.web.wakeups import wake_relay
from db.pool import Connection
from db.transaction import transaction
from realtime.logs import log


class Adoption(msgspec.Struct, frozen=True):
    """A refund made at the payment company, and what it is for. `seats`: whose tickets become void, none for money
    alone. `worth`: what these seats come to with their fees, in minor units.

    `settles`: our own refund that is owed, and goes back by it."""

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
    if not seat_names and (owed := await get_owed_refunds(payment)):
        return Adoption(made, payment, settles=_choose(made, owed))
    if not await paid_the_order(payment):
        raise CannotRefund(message("Its payment came too late or twice, and went back already. Nothing was changed."))
    if money_only:
        return Adoption(made, payment)
    try:
        quote = await get_refund_quote(payment.performance_id, payment.order_id, seat_names, fees=True)
    except CannotRefund as error:
        raise CannotRefund(
            message("{refusal} With --money-only every ticket stays as it is.", refusal=error.detail)
        ) from error
    if not seat_names and quote.amount != made.amount:
        raise CannotRefund(
            message(
                "It gave back {gave}, and the seats of the order come to {worth}: name its seats with --seat, or say"
                " --money-only if every ticket stays valid. Nothing was changed.",
                gave=Money(made.amount, made.currency),
                worth=Money(quote.amount, made.currency),
            )
        )
    return Adoption(made, payment, quote.seats, quote.amount)


async def _read(provider_id: str) -> tuple[ProviderRefund, Payment]:
    """Read the refund and the payment that it is about."""
    try:
        made = await stripe.read_refund(provider_id)
    except ProviderRejected as error:
        raise NotFound(
            message("The payment company does not show us a refund {provider_id}.", provider_id=provider_id)
        ) from error
    payment = await get_payment_by_intent(made.intent)
    if payment is None:
        raise NotFound(message("{provider_id} is not about a payment of this installation.", provider_id=provider_id))
    if payment.state != "succeeded":
        raise CannotRefund(message("Its payment is not settled here yet: try again in a minute. Nothing was changed."))
    known = await get_refund_by_provider(made.id, made.key)
    if known and (known.provider_id == made.id or known.state not in ("canceled", "failed")):
        raise CannotRefund(message("It is known already, as {handle}. Nothing was changed.", handle=known.handle))
    if STATES.get(made.status) == "failed":
        raise CannotRefund(message("It is {status}: nothing went back. Nothing was changed.", status=made.status))
    return made, payment


def _choose(made: ProviderRefund, owed: Sequence[Refund]) -> Refund:
    """Choose the owed refund that goes back by this one: one of the same amount."""
    same = [refund for refund in owed if refund.amount == made.amount]
    if not same:
        raise CannotRefund(
            message(
                "It gave back {gave}, and {due} of this payment is owed as {handle}. If it is in it: aisle payments"
                " settled {handle} --how …, void other tickets with aisle order void, then aisle payments acknowledge"
                " {id} --why …. Nothing was changed.",
                gave=Money(made.amount, made.currency),
                due=Money(owed[0].amount, made.currency),
                handle=owed[0].handle,
                id=made.id,
            )
        )
    return same[0]


async def adopt_refund(adoption: Adoption, *, actor: str) -> int:
    """Write the refund down as one of the order's, void the tickets of its seats, open these, and write the mail; or
    let an owed refund of ours go back by it. Returns our id of it.

    Raises CannotRefund: adopted meanwhile, a seat or refund that has changed since, or more than was paid; CannotSettle
    when the owed refund may have been sent too."""
    made, payment, owed = adoption.made, adoption.payment, adoption.settles
    if owed is not None and owed.state == "wanted":
        await require_not_sent(owed, actor)
    too_much = CannotRefund(
        message(
            "Together with the order's other refunds it would be more than was paid. One that is only written down can"
            " be canceled first: aisle payments cancel. Nothing was changed."
        )
    )
    try:
        with more_than_paid_raises(too_much):
            async with transaction() as connection:
                await lock_order(connection, payment.performance_id, payment.order_id)
                refund = await (_take_over if owed else _insert)(connection, adoption, actor)
                await connection.execute(NO_LONGER_UNEXPECTED, made.id)
                state = STATES.get(made.status, "pending")
                await move_refund(connection, refund, state, provider_id=made.id, actor=actor)
    except asyncpg.UniqueViolationError as error:
        raise CannotRefund(message("It was adopted just now. Nothing was changed.")) from error
    log.info("refund_adopted", performance=refund.performance_id, refund=refund.id, seats=len(adoption.seats))
    wake_relay()
    return refund.id


NO_LONGER_UNEXPECTED = "UPDATE refund SET unexpected_id = NULL, unexpected_at = NULL WHERE unexpected_id = $1"


async def _insert(connection: Connection, adoption: Adoption, actor: str) -> Refund:
    """Insert a refund of the order for the seats of the adoption, or for none."""
    made, payment = adoption.made, adoption.payment
    key = payment.performance_id, payment.order_id
    new = NewRefund(*key, payment.id, "elsewhere", made.amount, made.currency, made.created)
    refund_id = await insert_refund(connection, new, actor=actor)
    if adoption.seats:
        refundable = await connection.fetch(REFUNDABLE_LINES, *key)
        await mark_lines(connection, refund_id, key, select_lines(refundable, adoption.seat_numbers))
    return await get_refund_of(connection, key[0], refund_id)


async def _take_over(connection: Connection, adoption: Adoption, actor: str) -> Refund:
    """Make the owed refund anew, for the number of the one that was made. Raises CannotRefund if it changed since."""
    owed = adoption.settles
    assert owed is not None
    now = await read_refund_again(connection, owed)
    unchanged = (now.state, now.tried_at) == (owed.state, owed.tried_at)
    if not unchanged or not await reopen_refund(connection, owed, ["failed", "wanted"], actor=actor):
        raise CannotRefund(
            message("{handle} has changed just now: look at it again. Nothing was changed.", handle=owed.handle)
        )
    return await read_refund_again(connection, owed)
