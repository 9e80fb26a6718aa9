"""Sends the mail of an order again for staff. The order itself does not change."""

from app.checkout.orders.lifecycle import lock_order
from app.errors import AisleError
from app.language.messages import message
from app.mail.outbox import MailKind, write_mail
from db.pool import Connection
from db.transaction import transaction


class NothingToSend(AisleError):
    """No mail was written; `detail` says why."""

    status, code, title = 409, "nothing_to_send", message("There is nothing to send")


# `valid`: what its mail says is true, or becomes true without further action
REFUND = """
    SELECT id, why, state,
           state NOT IN ('failed', 'canceled')
               AND (state <> 'wanted' OR why <> 'asked' OR voided_at IS NOT NULL) AS valid
    FROM refund WHERE performance_id = $1 AND order_id = $2 AND id = coalesce($3, id)
    ORDER BY valid DESC, id DESC LIMIT 1
"""
HAS_VALID_TICKET = """
    SELECT EXISTS (SELECT FROM ticket WHERE performance_id = $1 AND order_id = $2 AND state = 'valid')
"""
SAME_MAIL_WAITING = """
    SELECT EXISTS (SELECT FROM mail WHERE performance_id = $1 AND order_id = $2 AND kind = $3
                   AND refund_id IS NOT DISTINCT FROM $4 AND handed_at IS NULL AND refused_at IS NULL)
"""


async def resend_mail(performance_id: int, order_id: int, refund_id: int | None = None) -> MailKind:
    """Write a new mail for the order: the tickets of a paid order, the last refund of a refunded one, or the refund
    with this id. Returns its kind. Raises NothingToSend: another state, a failed refund, or the same mail waits
    already."""
    key = performance_id, order_id
    async with transaction() as connection:
        order = await lock_order(connection, *key)
        if refund_id is None and order.state == "paid":
            if not await connection.fetchval(HAS_VALID_TICKET, *key):
                raise NothingToSend(
                    message("The tickets of the order are void. The mail of a refund: --refund with its number.")
                )
            kind: MailKind = "confirmation"
        elif refund_id is None and order.state != "refunded":
            raise NothingToSend(
                message("The order is {state}: it has no tickets and nothing was given back.", state=order.state)
            )
        else:
            refund_id, kind = await _choose_refund(connection, *key, refund_id)
        if await connection.fetchval(SAME_MAIL_WAITING, *key, kind, refund_id):
            raise NothingToSend(message("The same mail waits to be sent already."))
        await write_mail(connection, *key, kind, refund_id)
    return kind


async def _choose_refund(
    connection: Connection, performance_id: int, order_id: int, refund_id: int | None
) -> tuple[int, MailKind]:
    row = await connection.fetchrow(REFUND, performance_id, order_id, refund_id)
    if row is None:
        raise NothingToSend(
            message("The order has no refund {refund}.", refund=str(refund_id))
            if refund_id
            else message("The order has no refund.")
        )
    if not row["valid"]:
        raise NothingToSend(
            message(
                "Refund {refund} is {state}: nothing is on its way that a mail could tell.",
                refund=str(row["id"]),
                state=row["state"],
            )
        )
    return row["id"], "late" if row["why"] == "late" else "refund"
