"""The mail that is due: claimed by one worker at a time, and what became of it, each in one statement.

A claim lasts two minutes and has a number (`tries`): whoever was slower than that changes nothing any more."""

import random
from datetime import datetime

import msgspec

from app.mail.outbox import MailKind
from db import pool

FIRST_BACKOFF = 30.0
MAX_BACKOFF = 3600.0
"""Seconds between two tries: the first rest doubles until it is an hour."""


class ClaimedMail(msgspec.Struct, frozen=True):
    """A row that is ours for two minutes."""

    performance_id: int
    id: int
    order_id: int
    kind: MailKind
    refund_id: int | None
    created_at: datetime
    tries: int


# what was handed over is not due: it may have arrived
CLAIM = """
    UPDATE mail SET try_at = now() + interval '2 minutes', tries = tries + 1
    WHERE (performance_id, id) = (
        SELECT performance_id, id FROM mail
        WHERE try_at <= now() AND handed_at IS NULL AND refused_at IS NULL
        ORDER BY try_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING performance_id, id, order_id, kind, refund_id, created_at, tries
"""


async def claim_mail() -> ClaimedMail | None:
    """The mail that has been due longest, or None. Any number of workers may ask at once; each gets another one."""
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
    """Committed just before the body goes out: from now on it may have arrived. False: it is another worker's now."""
    return await pool.execute(SENDING, *_key(mail)) == 1


async def mark_sent(mail: ClaimedMail) -> None:
    """The other side has taken it."""
    await pool.execute(SENT, *_key(mail))


async def mark_unknown(mail: ClaimedMail, why: str) -> None:
    """Nobody knows whether it arrived: it is not sent again by itself, and staff find it."""
    await pool.execute(UNKNOWN, *_key(mail), why)


async def schedule_retry(mail: ClaimedMail, why: str) -> None:
    """It certainly did not go out; later it is tried again."""
    await pool.execute(RETRY, *_key(mail), why, backoff_seconds(mail.tries))


async def mark_refused(mail: ClaimedMail, why: str) -> None:
    """It did not go out and never will."""
    await pool.execute(REFUSE, *_key(mail), why)


def backoff_seconds(tries: int) -> float:
    """Seconds until the next try: 30, doubling to an hour, a fifth more or less so that not all come at once."""
    return min(MAX_BACKOFF, FIRST_BACKOFF * 2.0 ** min(tries - 1, 16)) * random.uniform(0.8, 1.2)  # noqa: S311 - no secret


def _key(mail: ClaimedMail) -> tuple[int, int, int]:
    return mail.performance_id, mail.id, mail.tries
