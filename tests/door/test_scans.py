"""Scans: one ticket admits one person, and any other code is refused."""

import asyncio
from collections.abc import Callable

import pytest
import structlog

from app.door.scans import Scan, scan
from app.tickets.codes import ticket_code
from app.tickets.tickets import TicketView, get_tickets
from app.tickets.unreadable_text import unreadable_cause
from db import pool
from db.transaction import transaction
from realtime.keys import DEVELOPMENT_SECRET, Purpose, derive_key
from tests.checkout.scenarios import journal_topics, order_free_seats
from tests.door.keyboards import KEYBOARDS
from tests.eventually import eventually
from tests.key_rotation import DROPPED, NEW_SECRET, ROTATED
from tests.world import World


@pytest.fixture
async def ticket(world: World) -> TicketView:
    """Return Ana's ticket for seat 17 of the Preview."""
    return (await get_tickets(world.preview, (await order_free_seats(world)).id))[0]


async def scans() -> list[tuple[str, bool]]:
    """Return (gate, admitted) of every scan, in order."""
    return [tuple(row) for row in await pool.fetch("SELECT gate, admitted FROM scan ORDER BY id")]


async def test_the_first_scan_admits_and_names_the_seat(ticket: TicketView) -> None:
    found = await scan(ticket.code, "north")
    assert found.admitted
    assert found.holder is not None
    assert (found.holder.place, found.holder.name) == (ticket.place, "Ana")
    assert await scans() == [("north", True)]


async def test_the_second_scan_says_when_and_where_the_first_was(ticket: TicketView) -> None:
    first = await scan(ticket.code, "north")
    second = await scan(ticket.code, "south")
    assert second.outcome == "again"
    assert second.first_admission == first.first_admission
    assert second.first_admission is not None
    assert second.first_admission.gate == "north"
    assert await scans() == [("north", True), ("south", False)]


async def test_fifty_scans_at_once_admit_one(ticket: TicketView) -> None:
    found = await asyncio.gather(*[scan(ticket.code, f"gate {n}") for n in range(50)])
    assert sorted(one.outcome for one in found) == ["admitted"] + ["again"] * 49
    assert len({one.first_admission for one in found}) == 1


async def test_each_ticket_of_an_order_admits_its_own_person(world: World) -> None:
    tickets = await get_tickets(world.preview, (await order_free_seats(world)).id)
    assert [(await scan(one.code, "north")).outcome for one in tickets] == ["admitted", "admitted"]


async def test_the_journal_knows_every_scan(world: World, ticket: TicketView) -> None:
    await scan(ticket.code, "north")
    await scan(ticket.code, "south")
    assert (await journal_topics(world.preview))[-2:] == ["ticket.scanned"] * 2
    told = await pool.fetch("SELECT payload->'admitted' AS yes, actor FROM journal WHERE topic = 'ticket.scanned'")
    assert [tuple(row) for row in told] == [("true", "gate:north"), ("false", "gate:south")]


async def test_a_void_ticket_does_not_admit(ticket: TicketView) -> None:
    await pool.execute("UPDATE ticket SET state = 'void', voided_at = now() WHERE id = $1", ticket.id)
    assert (await scan(ticket.code, "north")).outcome == "void"
    assert await scans() == [("north", False)]


async def test_nobody_is_admitted_to_a_cancelled_performance(world: World, ticket: TicketView) -> None:
    await pool.execute("UPDATE performance SET state = 'cancelled', cancelled_at = now() WHERE id = $1", world.preview)
    assert (await scan(ticket.code, "north")).outcome == "cancelled"


async def test_a_gate_of_another_performance_does_not_use_up_the_ticket(world: World, ticket: TicketView) -> None:
    assert (await scan(ticket.code, "north", world.opening)).outcome == "other_performance"
    assert (await scan(ticket.code, "north", world.preview)).outcome == "admitted"


async def test_our_signature_on_no_ticket_is_unknown_and_leaves_no_row(world: World, ticket: TicketView) -> None:
    assert (await scan(ticket_code(world.preview, "0000 0000"), "north")).outcome == "unknown"
    assert (await scan(ticket_code(2**62, ticket.serial), "north")).outcome == "unknown"
    assert await scans() == []


@pytest.mark.parametrize("junk", ["", "x", "https://example.org/?q=" + "a" * 4000, "\x00\ud800", "🎟" * 50, "x" * 5000])
async def test_junk_is_unreadable_and_has_a_cause(database: str, junk: str) -> None:
    found = await scan(junk, "north")
    assert found == Scan("unreadable", cause=unreadable_cause(junk) or "must have one")
    assert not found.admitted


async def test_what_looks_like_a_code_is_a_forgery_without_a_cause(database: str) -> None:
    assert await scan("0" * 28, "north") == Scan("forged")


async def test_an_unreadable_text_is_not_logged_as_a_forgery(database: str) -> None:
    with structlog.testing.capture_logs() as logs:
        await scan("x", "north")
        await scan("0" * 28, "south")
    assert [(line["event"], line["gate"], line["log_level"]) for line in logs] == [
        ("ticket_unreadable", "north", "info"),
        ("ticket_forged", "south", "warning"),
    ]


@pytest.mark.parametrize("name", KEYBOARDS)
async def test_a_scanner_on_another_keyboard_admits(ticket: TicketView, name: str) -> None:
    typed = KEYBOARDS[name](f"]Q1{ticket.code}") + "\r\n"
    assert (await scan(typed, "north")).outcome == "admitted"
    assert (await scan(ticket.code, "north")).outcome == "again"


async def test_a_ticket_of_a_key_that_is_not_ours_shows_its_holder_and_admits_no_one(
    world: World, ticket: TicketView
) -> None:
    unsigned = ticket_code(world.preview, ticket.serial, (b"another key",))
    found = await scan(unsigned, "north")
    assert (found.outcome, found.first_admission) == ("unknown_key", None)
    assert found.holder is not None
    assert (found.holder.name, found.holder.serial) == ("Ana", ticket.serial)
    assert await scans() == []
    entry = await scan(ticket.code, "north")
    assert (await scan(unsigned, "south")).first_admission == entry.first_admission
    assert (await scan(unsigned, "south", world.opening)).outcome == "other_performance"


async def test_a_void_ticket_of_a_key_that_is_not_ours_is_void(world: World, ticket: TicketView) -> None:
    await pool.execute("UPDATE ticket SET state = 'void', voided_at = now() WHERE id = $1", ticket.id)
    assert (await scan(ticket_code(world.preview, ticket.serial, (b"another key",)), "north")).outcome == "void"


async def test_a_key_that_is_not_ours_and_no_such_ticket_is_a_forgery(world: World, ticket: TicketView) -> None:
    with structlog.testing.capture_logs() as logs:
        for performance, serial in ((world.preview, "0000 0000"), (2**63 - 1, ticket.serial)):
            assert await scan(ticket_code(performance, serial, (b"another key",)), "north") == Scan("forged")
    assert [(line["event"], line["log_level"]) for line in logs] == [("ticket_forged", "warning")] * 2


async def test_a_ticket_of_before_admits_as_long_as_its_key_is_there(
    world: World, ticket: TicketView, change_settings: Callable[..., None]
) -> None:
    before = ticket.code
    change_settings(**ROTATED)
    now = ticket_code(world.preview, ticket.serial)
    assert now != before
    assert (await scan(before, "north")).outcome == "admitted"
    assert (await scan(now, "north")).outcome == "again"
    change_settings(**DROPPED)
    assert (await scan(before, "north")).outcome == "unknown_key"
    assert (await scan(now, "north")).outcome == "again"


async def test_the_ticket_keys_alone_may_be_kept(ticket: TicketView, change_settings: Callable[..., None]) -> None:
    old_key = derive_key(DEVELOPMENT_SECRET, Purpose.TICKET)
    new_key = derive_key(NEW_SECRET, Purpose.TICKET)
    change_settings(**DROPPED, AISLE_TICKET_KEYS=f"{new_key.hex()},{old_key.hex()}")
    assert (await scan(ticket.code, "north")).outcome == "admitted"


async def test_a_scan_waits_for_whoever_is_taking_the_ticket_back(ticket: TicketView) -> None:
    async with transaction() as connection:
        await connection.execute("UPDATE ticket SET state = 'void', voided_at = now() WHERE id = $1", ticket.id)
        scanning = asyncio.create_task(scan(ticket.code, "north"))
        await eventually(somebody_waits)
    assert (await scanning).outcome == "void"


async def somebody_waits() -> bool:
    """Return whether a statement waits for a lock."""
    return bool(await pool.fetch_value("SELECT count(*) FROM pg_locks WHERE NOT granted"))
