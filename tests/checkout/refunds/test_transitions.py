"""The database itself allows only the listed changes of a refund's state, and never more back than came in."""

import itertools

import asyncpg
import pytest

from app.checkout.orders.queries import Receipt
from db import pool
from db.tables.money import RefundState
from tests.checkout.scenarios import TWO_SEATS

ALLOWED = {
    ("wanted", "pending"),
    ("wanted", "succeeded"),
    ("wanted", "failed"),
    ("wanted", "by_hand"),
    ("wanted", "canceled"),
    ("pending", "succeeded"),
    ("pending", "failed"),
    ("succeeded", "failed"),
    ("failed", "wanted"),
    ("failed", "by_hand"),
}
INSERT = """
    INSERT INTO refund (performance_id, order_id, payment_id, why, amount, currency, idempotency_key, state, how,
                        settled_at, voided_at)
    SELECT performance_id, order_id, id, $1, $2, currency, $3, $4, CASE $4 WHEN 'by_hand' THEN 'cash' ELSE '' END,
           CASE WHEN $4 NOT IN ('wanted', 'pending') THEN now() END,
           CASE WHEN $5 THEN now() END
    FROM payment ORDER BY id LIMIT 1 RETURNING id
"""
MOVE = """
    UPDATE refund SET state = $2, how = CASE $2 WHEN 'by_hand' THEN 'cash' ELSE '' END,
        settled_at = CASE WHEN $2 NOT IN ('wanted', 'pending') THEN now() END
    WHERE id = $1
"""
keys = itertools.count()


async def insert(state: str, amount: int = 100, *, why: str = "asked", voided: bool = False) -> int:
    """Insert a refund of the only payment; return its id."""
    refund: int = await pool.fetch_value(INSERT, why, amount, f"key {next(keys)}", state, voided)
    return refund


async def test_the_database_lists_these_changes_and_no_others(database: str) -> None:
    listed = {tuple(row) for row in await pool.fetch("SELECT from_state, to_state FROM refund_transition")}
    assert listed == ALLOWED


@pytest.mark.parametrize("before", list(RefundState))
async def test_every_other_change_of_a_state_is_refused(paid: Receipt, before: RefundState) -> None:
    for after in set(RefundState) - {before}:
        voided = before != "canceled" and after != "canceled"
        refund = await insert(before, voided=voided)
        if (before, after) in ALLOWED:
            await pool.execute(MOVE, refund, after)
        else:
            with pytest.raises(asyncpg.CheckViolationError):
                await pool.execute(MOVE, refund, after)
        await pool.execute("DELETE FROM refund")


@pytest.mark.parametrize("after", ["wanted", "by_hand"])
async def test_a_refund_that_failed_while_its_tickets_were_valid_is_over(paid: Receipt, after: str) -> None:
    refund = await insert("failed")
    with pytest.raises(asyncpg.CheckViolationError, match="never becomes"):
        await pool.execute(MOVE, refund, after)


@pytest.mark.parametrize("why", ["late", "double"])
async def test_money_that_bought_nothing_is_not_canceled(paid: Receipt, why: str) -> None:
    refund = await insert("wanted", why=why)
    with pytest.raises(asyncpg.CheckViolationError, match="owed_is_not_canceled"):
        await pool.execute(MOVE, refund, "canceled")


@pytest.mark.parametrize("state", ["wanted", "pending", "succeeded", "by_hand"])
async def test_refunds_never_exceed_their_payment(paid: Receipt, state: str) -> None:
    await insert(state, TWO_SEATS - 100)
    await insert("failed", TWO_SEATS)
    await insert("canceled", TWO_SEATS)
    await insert(state, 100)
    with pytest.raises(asyncpg.CheckViolationError, match="refunds of"):
        await insert(state, 1)


async def test_a_refund_made_anew_counts_again(paid: Receipt) -> None:
    failed = await insert("failed", TWO_SEATS, voided=True)
    await insert("wanted", 1)
    with pytest.raises(asyncpg.CheckViolationError, match="refunds of"):
        await pool.execute(MOVE, failed, "wanted")


async def test_a_payment_that_has_not_come_in_gives_nothing_back(paid: Receipt) -> None:
    await pool.execute("UPDATE payment SET state = 'canceled'")
    with pytest.raises(asyncpg.CheckViolationError, match="refunds of 1 of a payment of 0"):
        await insert("wanted", 1)


async def test_a_refund_by_hand_says_how(paid: Receipt) -> None:
    refund = await insert("wanted")
    with pytest.raises(asyncpg.CheckViolationError, match="by_hand_says_how"):
        await pool.execute("UPDATE refund SET state = 'by_hand', settled_at = now() WHERE id = $1", refund)
