"""The outbox: rows of mail to send, written in the transaction of the fact that they are about. A worker sends them."""

from typing import Literal

from db.pool import Connection

MailKind = Literal["confirmation", "refund", "late"]

WRITE = "INSERT INTO mail (performance_id, order_id, kind, refund_id) VALUES ($1, $2, $3, $4)"


async def write_mail(
    connection: Connection, performance_id: int, order_id: int, kind: MailKind, refund_id: int | None = None
) -> None:
    """Write a row for one mail about an order, in the caller's transaction."""
    await connection.execute(WRITE, performance_id, order_id, kind, refund_id)
