"""One valid ticket per seat, also when a serial is drawn twice."""

import asyncpg
import pytest

from app.language.translator import english
from app.tickets import tickets
from app.tickets.codes import read_code
from app.tickets.tickets import get_tickets, issue_tickets
from db.transaction import transaction
from tests.checkout.scenarios import hold_free_seats, make_pending, order_free_seats, pay
from tests.world import World


async def test_each_ticket_says_its_seat_its_holder_and_a_code_of_its_own(world: World) -> None:
    receipt = await order_free_seats(world)
    shown = await get_tickets(world.preview, receipt.id)
    assert [ticket.holder for ticket in shown] == ["Ana", "Ana"]
    assert all(
        ticket.section in english.say(ticket.place) and ticket.label in english.say(ticket.place) for ticket in shown
    )
    assert [read_code(ticket.code).serial for ticket in shown] == [ticket.serial for ticket in shown]
    assert len({ticket.serial for ticket in shown}) == 2


async def test_a_serial_that_exists_is_drawn_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["AAAA AAAA", "AAAA AAAA", "AAAA AAAA", "BBBB BBBB"])
    monkeypatch.setattr(tickets, "new_serial", lambda: next(drawn))
    receipt = await order_free_seats(world)
    assert sorted(ticket.serial for ticket in await get_tickets(world.preview, receipt.id)) == [
        "AAAA AAAA",
        "BBBB BBBB",
    ]


async def test_the_database_refuses_a_second_valid_ticket_for_a_seat(world: World) -> None:
    receipt = await order_free_seats(world)
    with pytest.raises(asyncpg.UniqueViolationError):
        async with transaction() as connection:
            await issue_tickets(connection, world.preview, receipt.id, [17])
    assert len(await get_tickets(world.preview, receipt.id)) == 2


async def test_a_seat_of_another_order_gets_no_ticket(world: World) -> None:
    receipt = await order_free_seats(world)
    with pytest.raises(RuntimeError, match="19"):
        async with transaction() as connection:
            await issue_tickets(connection, world.preview, receipt.id, [19])


async def test_a_pending_order_has_no_ticket(world: World) -> None:
    receipt = await order_free_seats(world)
    await make_pending(receipt)
    assert await get_tickets(world.preview, receipt.id) == []
    await pay(receipt)
    assert len(await get_tickets(world.preview, receipt.id)) == 2


async def test_a_hold_alone_gives_no_ticket(world: World) -> None:
    await hold_free_seats(world)
    assert await get_tickets(world.preview, 1) == []
