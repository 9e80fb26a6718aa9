"""`aisle ticket scan`: a clear result, and an exit code."""

import pytest

from app.language.translator import english
from app.tickets.codes import ticket_code
from app.tickets.tickets import get_tickets
from app.tickets.unreadable_text import unreadable_cause
from tests.checkout.cli import aisle
from tests.checkout.scenarios import order_free_seats
from tests.world import World


async def at_the_gate(environment: dict[str, str], *words: str) -> tuple[int, str]:
    """Run the command as a steward would; return its exit code and what it printed."""
    return await aisle(environment, "ticket", "scan", *words)


async def test_yes_the_first_time_and_no_the_second(world: World, server_environment: dict[str, str]) -> None:
    ticket = (await get_tickets(world.preview, (await order_free_seats(world)).id))[0]
    code, output = await at_the_gate(server_environment, ticket.code, "--gate", "north")
    assert (code, output.split()[0]) == (0, "YES")
    assert english.say(ticket.place) in output
    code, output = await at_the_gate(server_environment, ticket.code, "--gate", "south")
    assert (code, output.split()[0]) == (1, "NO")
    assert "gate: north" in output


async def test_a_ticket_of_an_unknown_key_calls_the_supervisor_who_sees_the_holder(
    world: World, server_environment: dict[str, str]
) -> None:
    ticket = (await get_tickets(world.preview, (await order_free_seats(world)).id))[0]
    unsigned = ticket_code(world.preview, ticket.serial, (b"another key",))
    code, output = await at_the_gate(server_environment, unsigned)
    assert (code, " NO \n" in output) == (1, True)
    assert "It names a key that this installation does not have, so it may be false. Call the supervisor." in output
    assert f"{english.say(ticket.place)} · {ticket.type_name} · Ana · {ticket.serial}" in output


@pytest.mark.parametrize("junk", ["ABC", "", "x" * 5000])
async def test_junk_is_no_ticket_and_the_cause_is_printed(
    database: str, server_environment: dict[str, str], junk: str
) -> None:
    code, output = await at_the_gate(server_environment, junk)
    assert (code, " NO \n" in output) == (1, True)
    assert "This could not be read." in output
    assert str(unreadable_cause(junk)) in output


async def test_a_forgery_is_no_ticket(database: str, server_environment: dict[str, str]) -> None:
    code, output = await at_the_gate(server_environment, "0" * 28)
    assert (code, " NO \n" in output) == (1, True)
    assert "Not a ticket of this house." in output
    assert "could not be read" not in output
