"""The queue of mail that is due: claims a row for one worker, and stores the result, each in one statement.

A claim lasts two minutes and has a number (`tries`): a worker whose claim has ended changes nothing any more."""

import random
from datetime import datetime

import msgspec

from app.mail.outbox import MailKind
from db import pool

FIRST_BACKOFF = 30.0
MAX_BACKOFF = 3600.0
"""Seconds between two tries: 30, doubling up to an hour."""


class ClaimedMail(msgspec.Struct, frozen=True):
    """A row that this worker has claimed for two minutes."""

    performance_id: int
    id: int
    order_id: int
    kind: MailKind
    refund_id: int | None
    created_at: datetime
    tries: int


# a mail that was handed over is not due: it may have arrived
CLAIM = """
    UPDATE mail SET try_at = now() + interval '2 minutes', tries = tries + 1
    WHERE (performance_id, id) = (
        SELECT performance_id, id FROM mail
        WHERE try_at <= now() AND handed_at IS NULL AND refused_at IS NULL
        ORDER BY try_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING performance_id, id, order_id, kind, refund_id, created_at, tries
"""


async def claim_mail() -> ClaimedMail | None:
    """Claim the mail that has been due longest, or None. Any number of workers may call it; each gets another row."""
    row = await pool.fetch_row(CLAIM)
    return ClaimedMail(**row) if row else None


SENDING = """
    UPDATE mail SET handed_at = clock_timestamp(), trouble = ''
    WHERE performance_id = $1 AND id = $2 AND tries = $3 AND handed_at IS NULL AND refused_at IS NULL
"""
SENT = """
    UPDATE mail SET sent_at = clock_timestamp(), trouble = ''
    WHERE performance_id = $1 AND id = $2 AND tries = $3 AND handed_at IS NOT NULL AND sent_at IS NULL
"""
UNKNOWN = "UPDATE mail SET trouble = $4 WHERE performance_id = $1 AND id = $2 AND tries = $3 AND sent_at IS NULL"
RETRY = """
    UPDATE mail SET handed_at = NULL, trouble = $4, try_at = clock_timestamp() + make_interval(secs => $5)
    WHERE performance_id = $1 AND id = $2 AND tries = $3 AND sent_at IS NULL AND refused_at IS NULL
"""
REFUSE = """
    UPDATE mail SET handed_at = NULL, trouble = $4, refused_at = clock_timestamp()
    WHERE performance_id = $1 AND id = $2 AND tries = $3 AND sent_at IS NULL AND refused_at IS NULL
"""


async def mark_sending(mail: ClaimedMail) -> bool:
    """Commit, just before the body is sent, that the mail may have arrived. False: another worker has the claim now."""
    return await pool.execute(SENDING, *_key(mail)) == 1


async def mark_sent(mail: ClaimedMail) -> None:
    """Mark the mail as accepted by the mail server."""
    await pool.execute(SENT, *_key(mail))


async def mark_unknown(mail: ClaimedMail, why: str) -> None:
    """Note that it is unknown whether the mail arrived: it is not sent again by itself, and staff see it in their
    list."""
    await pool.execute(UNKNOWN, *_key(mail), why)


async def schedule_retry(mail: ClaimedMail, why: str) -> None:
    """Schedule another try of a mail that was certainly not sent."""
    await pool.execute(RETRY, *_key(mail), why, backoff_seconds(mail.tries))


async def mark_refused(mail: ClaimedMail, why: str) -> None:
    """Mark the mail as refused for good: it was not sent and is not tried again."""
    await pool.execute(REFUSE, *_key(mail), why)


def backoff_seconds(tries: int) -> float:
    """Return the seconds until the next try: 30, doubling to an hour, with a jitter of a fifth."""
    return min(MAX_BACKOFF, FIRST_BACKOFF * 2.0 ** min(tries - 1, 16)) * random.uniform(0.8, 1.2)  # noqa: S311 - no secret


def _key(mail: ClaimedMail) -> tuple[int, int, int]:
    return mail.performance_id, mail.id, mail.tries
