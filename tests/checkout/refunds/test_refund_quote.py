"""The quote for a refund is the amount of the refund itself."""

import pytest

from app.checkout.errors import CannotRefund
from app.checkout.refunds.lifecycle import refund_order
from app.checkout.refunds.quote import get_refund_quote
from app.checkout.refunds.send import push_refund
from db import pool
from tests.checkout.scenarios import TWO_SEATS, buy_order
from tests.payments.fake_provider import FakeProvider
from tests.world import World

CHOICES = [(["18"], [17]), (["#18"], [18]), (["a 18", "Stalls, row A, seat 19"], [17, 18]), ([], None)]
"""Seats by their names, and by their numbers on the plan: there 17 is seat 18 of row A."""


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("fees", [True, False])
@pytest.mark.parametrize("before", [[], [17]])
async def test_what_is_said_is_what_goes_back(
    world: World, provider: FakeProvider, choice: tuple[list[str], list[int] | None], fees: bool, before: list[int]
) -> None:
    paid = await buy_order(world, provider)
    key = paid.performance_id, paid.id
    named, seats = choice
    if before:
        await push_refund(key[0], await refund_order(*key, seats=before, actor="test"), actor="test")
        named, seats = ["19"], [18]
    quote = await get_refund_quote(*key, named, fees=fees)
    number = await refund_order(*key, seats=seats, fees=fees, actor="test")
    assert quote.amount == await pool.fetch_value("SELECT amount FROM refund WHERE id = $1", number)
    assert quote.seats_kept == (0 if seats is None or before else 2 - len(seats))


async def test_a_wish_changes_nothing_and_may_be_made_again(world: World, provider: FakeProvider) -> None:
    paid = await buy_order(world, provider)
    for _ in range(2):
        assert (await get_refund_quote(paid.performance_id, paid.id, [], fees=True)).amount == TWO_SEATS


async def test_what_is_given_back_already_is_none_of_the_seats(world: World, provider: FakeProvider) -> None:
    paid = await buy_order(world, provider)
    key = paid.performance_id, paid.id
    await refund_order(*key, seats=[17], actor="test")
    with pytest.raises(CannotRefund, match='"A 18" is none of these seats'):
        await get_refund_quote(*key, ["A 18"], fees=True)
    await refund_order(*key, seats=[18], actor="test")
    with pytest.raises(CannotRefund, match="given back already"):
        await get_refund_quote(*key, [], fees=True)


async def test_a_name_that_may_be_two_seats_is_refused_with_their_numbers(world: World, provider: FakeProvider) -> None:
    paid = await buy_order(world, provider)
    sql = """UPDATE plan_seat SET section = '', "row" = '-', label = '19' WHERE plan = $1 AND idx = 17"""
    await pool.execute(sql, world.plan)
    with pytest.raises(CannotRefund, match=r"may be two seats.*is #17.*is #18"):
        await get_refund_quote(paid.performance_id, paid.id, ["19"], fees=True)
    assert (await get_refund_quote(paid.performance_id, paid.id, ["#18"], fees=True)).seat_numbers == [18]


async def test_a_bare_number_is_what_stands_on_the_seat(world: World, provider: FakeProvider) -> None:
    paid = await buy_order(world, provider)
    key = paid.performance_id, paid.id
    assert [(await get_refund_quote(*key, [name], fees=True)).seat_numbers for name in ("18", "#18")] == [[17], [18]]
    for name in ("17", "8", "tails A 18", "#", "#1", "row", "-"):
        with pytest.raises(CannotRefund, match="none of these seats"):
            await get_refund_quote(*key, [name], fees=True)
