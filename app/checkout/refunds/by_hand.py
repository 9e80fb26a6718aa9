"""What staff settle themselves about a refund: it went back in another way, or it does not go back at all.

Both are final: no event and no retry moves such a refund again. Where Stripe may have the refund it is asked first."""

from app.checkout.errors import CannotSettle
from app.checkout.orders.lifecycle import lock_order
from app.checkout.refunds.lifecycle import move_refund, settle_refund
from app.checkout.refunds.queries import Refund, get_refund_by_handle, more_than_paid_raises, read_refund_again
from app.language.messages import message
from app.payments import stripe
from app.payments.provider import ProviderRejected, ProviderUnavailable
from app.text_input import clean_reason
from app.web.wakeups import wake_relay
from db.transaction import transaction
from realtime.logs import log

ENDED = {
    "pending": message("It is on its way at the payment company, which will say how it ends. Nothing was changed."),
    "succeeded": message("It went back already, through the payment company: nothing is owed. Nothing was changed."),
    "by_hand": message("It was given back by hand before, which is final. Nothing was changed."),
    "canceled": message("It was canceled before, so nothing is owed. Nothing was changed."),
}


async def settle_refund_by_hand(handle: str, how: str, *, actor: str) -> str:
    """Write down that a refund went back in another way, described by `how`: one that failed and is owed, or one that
    has not left yet. Its tickets are void then. Returns a sentence for staff.

    Raises NotFound, BadInput without words, or CannotSettle: nothing is owed, Stripe has it, or it is unknown now
    whether Stripe has it."""
    refund, words = await _require_refund(handle), clean_reason(how, message("Say how the money went back."))
    if refund.state == "failed" and not refund.is_owed:
        raise CannotSettle(
            message("Nothing is owed there: it failed, and its tickets stayed valid. Nothing was changed.")
        )
    await _end_by_hand(refund, "by_hand", how=words, actor=actor)
    return f"Refund {refund.id} is written down as paid back: {words}."


async def cancel_refund(handle: str, why: str, *, actor: str) -> str:
    """Cancel a refund that is only written down: no money goes back, and its tickets stay valid. Returns a sentence for
    staff.

    Raises NotFound, BadInput without words, or CannotSettle: the money is owed, Stripe has it, or it is unknown now
    whether Stripe has it."""
    refund, words = await _require_refund(handle), clean_reason(why, message("Say why."))
    if refund.state == "failed":
        raise CannotSettle(message("It failed, so nothing goes back that could be canceled. Nothing was changed."))
    if refund.state == "wanted" and refund.is_owed:
        raise CannotSettle(
            message(
                "The fan has neither tickets nor money for it, so it is owed. Nothing was changed. If it went back in"
                " another way: aisle payments settled."
            )
        )
    await _end_by_hand(refund, "canceled", error_text=words, actor=actor)
    return f"Refund {refund.id} is canceled. Its tickets are as they were, and their seats can be refunded again."


async def _require_refund(handle: str) -> Refund:
    refund = await get_refund_by_handle(handle)
    if refund is None:
        raise CannotSettle(message("Name a refund as the list does: refund:…:…. Nothing was changed."))
    if refund.state in ENDED:
        raise CannotSettle(ENDED[refund.state])
    return refund


async def _end_by_hand(refund: Refund, state: str, *, how: str = "", error_text: str = "", actor: str) -> None:
    """End a refund that Stripe does not have. One that is sent meanwhile stays as it is."""
    if refund.state == "wanted":
        await require_not_sent(refund, actor)
    too_much = CannotSettle(
        message(
            "Together with the other refunds of its payment it would be more than was paid: look at the order."
            " Nothing was changed."
        )
    )
    with more_than_paid_raises(too_much):
        async with transaction() as connection:
            await lock_order(connection, refund.performance_id, refund.order_id)
            now = await read_refund_again(connection, refund)
            unchanged = (now.state, now.tried_at) == (refund.state, refund.tried_at)
            if not unchanged or not await move_refund(
                connection, now, state, how=how, error_text=error_text, actor=actor
            ):
                raise CannotSettle(
                    message(
                        "It is {state}, and has changed just now: look at it again. Nothing was changed.",
                        state=now.state,
                    )
                )
    log.info("refund_ended_by_hand", performance=refund.performance_id, refund=refund.id, state=state, actor=actor)
    wake_relay()


async def require_not_sent(refund: Refund, actor: str) -> None:
    """Make sure that Stripe does not have a refund which it may have been asked for. One that it has is settled as it
    is there. Raises CannotSettle, unless Stripe certainly does not have it."""
    if refund.sent_at is None or refund.intent is None:
        return
    try:
        made = await stripe.find_refund(refund.intent, refund.idempotency_key)
    except (ProviderUnavailable, ProviderRejected) as error:
        raise CannotSettle(
            message(
                "It may have been sent, and the payment company gives no answer whether it has it. Nothing was changed."
                " Try again later."
            )
        ) from error
    if made is not None:
        state = await settle_refund(refund, made, actor=actor)
        raise CannotSettle(
            message(
                "The payment company has it, as {id}: it is {state}. Nothing was settled by hand.",
                id=made.id,
                state=state,
            )
        )
    if refund.sent_lately:
        raise CannotSettle(
            message("It was sent within the last minute, and may arrive. Nothing was changed. Try again soon.")
        )
