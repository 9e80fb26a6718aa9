"""Tickets become void apart from any refund: no money moves, seats are sold again, lines can still be refunded."""

import asyncio
from collections.abc import Callable

import pytest

from app.checkout.errors import CannotVoid
from app.checkout.orders.queries import Receipt
from app.checkout.orders.void_order import find_voidable_seats, void_order
from app.checkout.refunds.lifecycle import refund_order
from app.checkout.refunds.send import push_refund
from app.checkout.resend_mail import NothingToSend, resend_mail
from app.checkout.settlement.needs_attention import get_attention_items
from app.door.scans import scan
from app.errors import BadInput
from app.seating.errors import TooManySeats
from app.tickets.tickets import get_tickets
from db import pool
from tests.checkout.cli import aisle
from tests.checkout.scenarios import (
    TWO_SEATS,
    all_order_rows,
    buy_order,
    expire,
    hold_paid_seats,
    journal_topics,
    mails,
    open_pending_order,
    order_state,
    refunds,
    seat_rows,
    valid_tickets,
)
from tests.fan import Fan
from tests.payments.fake_provider import FakeProvider
from tests.world import World


async def void(receipt: Receipt, *seats: int, why: str = "chargeback") -> list[int]:
    return await void_order(1, receipt.id, seats=seats or None, why=why, actor="staff:olga")


async def test_a_void_ticket_opens_no_door_and_its_seat_is_sold_again(
    world: World, paid: Receipt, provider: FakeProvider
) -> None:
    ticket = (await get_tickets(1, paid.id))[0]
    assert await void(paid, 17) == [17]
    assert (await scan(ticket.code, "north")).outcome == "void"
    assert (await valid_tickets(1, paid.id), await order_state(paid)) == ([18], "paid")
    assert (await journal_topics(1))[-3:-1] == ["ticket.voided", "seats.released"]
    assert (provider.money_out, await mails(paid)) == (0, ["confirmation"])
    ben = await buy_order(world, provider, "ben", (17,))
    assert await valid_tickets(1, ben.id) == [17]


async def test_the_reason_is_kept_with_the_tickets(paid: Receipt, server_environment: dict[str, str]) -> None:
    await void(paid, why="  card stolen,\nsays the bank " + "x" * 400)
    kept = await pool.fetch_value("SELECT min(void_reason) FROM ticket")
    assert (kept.startswith("card stolen, says the bank xx"), len(kept)) == (True, 200)
    assert "card stolen" in (await aisle(server_environment, "order", "show", paid.reference))[1]


async def test_a_void_order_can_still_be_refunded_and_is_refunded_then(paid: Receipt, provider: FakeProvider) -> None:
    await void(paid)
    assert (await order_state(paid), await seat_rows(1, 17, 18)) == ("paid", [(0, None, None)] * 2)
    await push_refund(1, await refund_order(1, paid.id, seats=[17], actor="test"), actor="test")
    assert await order_state(paid) == "paid"  # seat 18 is not refunded
    await push_refund(1, await refund_order(1, paid.id, actor="test"), actor="test")
    assert (await order_state(paid), provider.money_out) == ("refunded", TWO_SEATS)


async def test_a_refund_leaves_a_seat_alone_that_was_sold_again_since(
    world: World, paid: Receipt, provider: FakeProvider
) -> None:
    refund = await refund_order(1, paid.id, seats=[17], actor="test")
    await void(paid, 17)
    ben = await buy_order(world, provider, "ben", (17,))
    assert await push_refund(1, refund, actor="test") == "succeeded"
    assert (await valid_tickets(1, ben.id), await seat_rows(1, 17)) == ([17], [(2, None, ben.id)])


async def test_fifty_at_once_void_once(paid: Receipt) -> None:
    answers = await asyncio.gather(*[void(paid) for _ in range(50)], return_exceptions=True)
    assert sum(answer == [17, 18] for answer in answers) == 1
    assert sum(isinstance(answer, CannotVoid) for answer in answers) == 49
    assert (await journal_topics(1)).count("ticket.voided") == 1


async def test_a_scan_and_a_void_at_the_same_moment_agree(world: World, provider: FakeProvider) -> None:
    for seat in range(20):
        order = await buy_order(world, provider, f"fan{seat}", (2 * seat,))
        (ticket,) = await get_tickets(1, order.id)
        scanned, voided = await asyncio.gather(scan(ticket.code, "north"), void(order), return_exceptions=True)
        assert not isinstance(scanned, BaseException)
        assert scanned.admitted == isinstance(voided, CannotVoid)


async def test_a_ticket_that_was_used_is_not_made_void(paid: Receipt) -> None:
    await scan((await get_tickets(1, paid.id))[0].code, "north")
    before = await all_order_rows()
    for seats in ((), (17,)):
        with pytest.raises(CannotVoid, match="Somebody came in with the ticket of seat 17"):
            await void(paid, *seats)
    with pytest.raises(CannotVoid, match="Name the other seats"):
        await find_voidable_seats(1, paid.id, [])
    assert await all_order_rows() == before
    assert await void(paid, 18) == [18]


@pytest.mark.parametrize(
    ("seats", "why", "error"),
    [
        ((), " ", BadInput),
        ((), "\udc80", BadInput),
        ((19,), "x", CannotVoid),
        ((17, 19), "x", CannotVoid),
        ((-1,), "x", CannotVoid),
    ],
)
async def test_nonsense_makes_nothing_void(
    paid: Receipt, seats: tuple[int, ...], why: str, error: type[Exception]
) -> None:
    before = await all_order_rows()
    with pytest.raises(error):
        await void(paid, *seats, why=why)
    assert await all_order_rows() == before


async def test_an_order_without_tickets_has_none_to_make_void(world: World) -> None:
    pending = await open_pending_order(world)
    with pytest.raises(CannotVoid, match="pending, not paid"):
        await void(pending)
    await expire(pending)
    with pytest.raises(CannotVoid, match="expired, not paid"):
        await void(pending)


async def test_a_void_order_has_no_confirmation_to_send(paid: Receipt) -> None:
    await void(paid)
    await pool.execute("UPDATE mail SET refused_at = now()")
    assert await get_attention_items() == []
    with pytest.raises(NothingToSend, match="void"):
        await resend_mail(1, paid.id)


async def test_void_tickets_do_not_count_as_seats_of_their_fan(world: World, provider: FakeProvider) -> None:
    await pool.execute("UPDATE performance SET max_seats = 2")
    paid = await buy_order(world, provider)
    with pytest.raises(TooManySeats):
        await hold_paid_seats(world, "ana", (20,))
    await void(paid, 17)
    again = await buy_order(world, provider, "ana", (20,))
    assert await valid_tickets(1, again.id) == [20]


async def test_the_command_names_the_seats_asks_and_does_it(paid: Receipt, server_environment: dict[str, str]) -> None:
    words = "order", "void", paid.reference, "--why", "chargeback", "--seat", "17"
    code, output = await aisle(server_environment, *words, types="n\n")
    assert (code, await valid_tickets(1, paid.id)) == (1, [17, 18])
    code, output = await aisle(
        server_environment, "order", "void", paid.reference, "--seat", "#17", "--why", "x", "--yes"
    )
    assert (code, "(#17)" in output, "1 ticket is void." in output) == (0, True, True)
    code, output = await aisle(
        server_environment, "order", "void", paid.reference, "--seat", "#17", "--why", "x", "--yes"
    )
    assert (code, "none of these seats" in output) == (1, True)
    assert await refunds(paid) == []


async def test_the_page_of_a_void_order_says_so(paid: Receipt, visit: Callable[[], Fan]) -> None:
    fan = visit()
    await void(paid, 17)
    page = (await fan.read(f"/orders/1/{paid.link}")).text
    assert (page.count("(ticket void)"), "1 ticket" in page) == (1, True)
    await void(paid)
    page = (await fan.read(f"/orders/1/{paid.link}")).text
    assert ("The tickets of this order are void." in page, "going" in page, "Ready for the door" in page) == (
        True,
        False,
        False,
    )
