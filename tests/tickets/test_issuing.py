"""One valid ticket per seat, whatever is drawn twice."""

import asyncpg
import pytest

from app.tickets import tickets
from app.tickets.codes import read_code
from app.tickets.tickets import issue_tickets, tickets_of
from db.transaction import transaction
from tests.checkout.ordering import held, make_pending, ordered, pay
from tests.world import World


async def test_each_ticket_says_its_seat_its_holder_and_a_code_of_its_own(world: World) -> None:
    receipt = await ordered(world)
    shown = await tickets_of(world.preview, receipt.id)
    assert [ticket.holder for ticket in shown] == ["Ana", "Ana"]
    assert all(ticket.section in ticket.place and ticket.label in ticket.place for ticket in shown)
    assert [read_code(ticket.code).serial for ticket in shown] == [ticket.serial for ticket in shown]
    assert len({ticket.serial for ticket in shown}) == 2


async def test_a_serial_that_exists_is_drawn_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["AAAA AAAA", "AAAA AAAA", "AAAA AAAA", "BBBB BBBB"])
    monkeypatch.setattr(tickets, "new_serial", lambda: next(drawn))
    receipt = await ordered(world)
    assert sorted(ticket.serial for ticket in await tickets_of(world.preview, receipt.id)) == ["AAAA AAAA", "BBBB BBBB"]


async def test_the_database_refuses_a_second_valid_ticket_for_a_seat(world: World) -> None:
    receipt = await ordered(world)
    with pytest.raises(asyncpg.UniqueViolationError):
        async with transaction() as connection:
            await issue_tickets(connection, world.preview, receipt.id, [17])
    assert len(await tickets_of(world.preview, receipt.id)) == 2


async def test_a_seat_of_another_order_gets_no_ticket(world: World) -> None:
    receipt = await ordered(world)
    with pytest.raises(RuntimeError, match="19"):
        async with transaction() as connection:
            await issue_tickets(connection, world.preview, receipt.id, [19])


async def test_a_pending_order_has_no_ticket(world: World) -> None:
    receipt = await ordered(world)
    await make_pending(receipt)
    assert await tickets_of(world.preview, receipt.id) == []
    await pay(receipt)
    assert len(await tickets_of(world.preview, receipt.id)) == 2


async def test_a_hold_alone_gives_no_ticket(world: World) -> None:
    await held(world)
    assert await tickets_of(world.preview, 1) == []
