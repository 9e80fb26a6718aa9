"""Retries by staff: an event is handled again, money that is owed goes back by a refund made anew."""

from app.checkout.orders.lifecycle import lock_order
from app.checkout.refunds.lifecycle import reopen_refund
from app.checkout.refunds.queries import Refund, get_refund_by_handle, more_than_paid_raises, read_refund_again
from app.errors import AisleError, NotFound
from app.language.messages import Message, message
from app.web.wakeups import wake_relay
from db import pool
from db.transaction import transaction


class CannotRetry(AisleError):
    """`detail` says why; nothing was changed."""

    status, code, title = 409, "cannot_retry", message("This cannot be tried again")


async def retry_stuck(handle: str, *, actor: str) -> str:
    """Let a worker try again the item with this handle of `aisle payments stuck`; returns a sentence for staff.

    Raises NotFound, or CannotRetry for an item that is settled or is not retried in this way. Nothing is done twice."""
    if refund := await get_refund_by_handle(handle):
        return await _retry_refund(refund, actor)
    if handle.startswith("evt_"):
        return await _retry_event(handle)
    unknown = message('"{handle}" is neither evt_… nor refund:…:…, as the list names them.', handle=handle)
    raise CannotRetry(HINTS.get(handle.partition(":")[0], unknown))


HINTS = {
    "order": message(
        "An order is asked about by itself, at least every ten minutes. Look at its intent: `aisle order show`."
    ),
    "mail": message("A mail that may have arrived is not sent again unseen. `aisle order resend` writes a new one."),
}
DUE = "UPDATE inbox SET try_at = now() WHERE provider = 'stripe' AND event_id = $1 AND handled_at IS NULL"
OUTCOME = "SELECT outcome FROM inbox WHERE provider = 'stripe' AND event_id = $1"


async def _retry_event(event_id: str) -> str:
    if await pool.execute(DUE, event_id) == 1:
        wake_relay()
        return f"{event_id} is handled within a second, if a worker runs."
    outcome = await pool.fetch_value(OUTCOME, event_id)
    if outcome is None:
        raise NotFound(message("No event {event_id} has come.", event_id=event_id))
    raise CannotRetry(message("{event_id} is handled already: {outcome}.", event_id=event_id, outcome=outcome))


async def _retry_refund(refund: Refund, actor: str) -> str:
    too_much = CannotRetry(
        message(
            "Together with the other refunds of its payment it would be more than was paid. Nothing was changed. If it"
            " went back in one of them or in another way: aisle payments settled {handle} --how …",
            handle=refund.handle,
        )
    )
    with more_than_paid_raises(too_much):
        async with transaction() as connection:
            await lock_order(connection, refund.performance_id, refund.order_id)
            if not await reopen_refund(connection, refund, ["failed"], actor=actor):
                raise CannotRetry(_why_not(await read_refund_again(connection, refund)))
    wake_relay()
    return f"Refund {refund.id} is made anew within a second, if a worker runs."


def _why_not(refund: Refund) -> Message:
    if refund.state == "failed":
        return message("Its tickets stayed valid, so nothing is owed: `aisle order refund` makes a new refund.")
    if refund.state == "by_hand":
        return message("It was given back by hand, which is final.")
    return message("It is {state}: only a refund that failed is made anew.", state=refund.state)
