"""Shared by the tests of mail: rows to send, and their state afterwards."""

from datetime import datetime, timedelta

import msgspec

from app.checkout.orders.queries import Receipt
from app.mail.content import MailContent
from app.mail.headers import parse_sender
from app.mail.outbox import MailKind, write_mail
from app.mail.queue import ClaimedMail, claim_mail
from app.mail.send import send_claimed_mail
from app.mail.smtp import SmtpConnection
from app.mail.smtp_server import parse_server_url
from db import pool
from db.transaction import transaction
from tests.mail.fake_smtp import FakeSmtp

SENDER = parse_sender("Rex Theatre <tickets@example.org>")
CONTENT = MailContent("Ana", "ana@example.org", "Your tickets", "Hello\n.\nAna\n", "<p>Hello Ana</p>")


async def write_due_mail(receipt: Receipt, kind: MailKind = "confirmation", refund_id: int | None = None) -> None:
    """Write a mail that is due, the only one."""
    async with transaction() as connection:
        await connection.execute("DELETE FROM mail")
        await write_mail(connection, receipt.performance_id, receipt.id, kind, refund_id)


async def write_more_mail(receipt: Receipt, count: int = 1) -> None:
    """Write `count` more confirmations of the order, all of them due."""
    await pool.execute(MORE, receipt.performance_id, receipt.id, count)


MORE = """
    INSERT INTO mail (performance_id, order_id, kind) SELECT $1, $2, 'confirmation' FROM generate_series(1, $3::integer)
"""


async def claim_due_mail() -> ClaimedMail:
    """Claim the mail that is due."""
    mail = await claim_mail()
    assert mail is not None
    return mail


class MailState(msgspec.Struct, frozen=True):
    """The state of a mail's row. `pause`: the time until it is due."""

    tries: int
    try_at: datetime
    handed_at: datetime | None
    sent_at: datetime | None
    refused_at: datetime | None
    trouble: str
    pause: timedelta


STATE = """
    SELECT tries, try_at, handed_at, sent_at, refused_at, trouble, try_at - now() AS pause FROM mail
    WHERE performance_id = $1 AND id = $2
"""


async def mail_state(mail: ClaimedMail) -> MailState:
    """Fetch the state of the mail's row."""
    row = await pool.fetch_row(STATE, mail.performance_id, mail.id)
    assert row is not None
    return MailState(**row)


async def send_due_mail(smtp: FakeSmtp | str, content: MailContent = CONTENT) -> MailState:
    """Claim the mail that is due, send it over a connection of its own; return its state afterwards."""
    return await try_to_send(await claim_due_mail(), smtp, content)


async def try_to_send(mail: ClaimedMail, smtp: FakeSmtp | str, content: MailContent = CONTENT) -> MailState:
    """Send a claimed mail over a connection of its own; return its state afterwards."""
    connection = SmtpConnection(parse_server_url(smtp if isinstance(smtp, str) else smtp.url))
    await send_claimed_mail(connection, mail, content, SENDER)
    await connection.close()
    return await mail_state(mail)


async def make_due() -> None:
    """Let every backoff and every claim be over."""
    await pool.execute("UPDATE mail SET try_at = now() - interval '1 second'")


class OtherLine(msgspec.Struct, frozen=True):
    """A fee or tax of an order. `amount` in minor units; `included`: it is part of the prices, not added."""

    kind: str
    label: str
    quantity: int
    amount: int
    included: bool = False


async def set_prices(receipt: Receipt, seat: int, *others: OtherLine) -> None:
    """Set what the order costs: `seat` for each of its seats, in minor units, and these fees and taxes."""
    key = receipt.performance_id, receipt.id
    added = sum(other.amount for other in others if not other.included)
    async with transaction() as connection:
        seats = await connection.fetch(PRICED, *key, seat)
        for line, other in enumerate(others, 1001):
            await connection.execute(OTHER, *key, line, *msgspec.structs.astuple(other))
        await connection.execute(TOTAL, *key, len(seats) * seat + added)


async def add_refund(receipt: Receipt, *seats: int, why: str = "asked", amount: int = 0, state: str = "pending") -> int:
    """Insert a refund of these seats and void their tickets; return its id."""
    key = receipt.performance_id, receipt.id
    async with transaction() as connection:
        payment = await connection.fetchval(PAYMENT, *key, amount, f"p-{receipt.id}-{why}") if amount else None
        refund = await connection.fetchval(REFUND, *key, payment, why, amount, state, f"r-{receipt.id}-{why}")
        await connection.execute(LINES, *key, list(seats), refund)
        await connection.execute(VOID, *key, list(seats))
    return int(refund)


PRICED = """
    UPDATE order_line SET amount = $3 WHERE performance_id = $1 AND order_id = $2 AND kind = 'seat' RETURNING line
"""
OTHER = """
    INSERT INTO order_line (performance_id, order_id, line, kind, label, quantity, amount, included)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
TOTAL = 'UPDATE "order" SET total = $3 WHERE performance_id = $1 AND id = $2'
PAYMENT = """
    INSERT INTO payment (performance_id, order_id, state, intent, idempotency_key, amount, currency, settled_at)
    VALUES ($1, $2, 'succeeded', $4, $4, $3, 'EUR', now()) RETURNING id
"""
REFUND = """
    INSERT INTO refund
        (performance_id, order_id, payment_id, why, amount, currency, state, idempotency_key, voided_at, settled_at)
    VALUES ($1, $2, $3, $4, $5, 'EUR', $6, $7, now(), CASE WHEN $6 IN ('succeeded', 'failed') THEN now() END)
    RETURNING id
"""
LINES = "UPDATE order_line SET refund_id = $4 WHERE performance_id = $1 AND order_id = $2 AND seat_idx = ANY ($3)"
VOID = """
    UPDATE ticket SET state = 'void', voided_at = now()
    WHERE performance_id = $1 AND order_id = $2 AND seat_idx = ANY ($3)
"""
