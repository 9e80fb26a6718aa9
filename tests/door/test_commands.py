"""`aisle ticket scan`: a clear result, and an exit code."""

import pytest

from app.tickets.codes import ticket_code
from app.tickets.scanned_text import unreadable_cause
from app.tickets.tickets import get_tickets
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
    assert ticket.place in output
    code, output = await at_the_gate(server_environment, ticket.code, "--gate", "south")
    assert (code, output.split()[0]) == (1, "NO")
    assert "gate: north" in output


async def test_a_ticket_of_an_unknown_key_calls_the_supervisor(
    world: World, server_environment: dict[str, str]
) -> None:
    code, output = await at_the_gate(server_environment, ticket_code(world.preview, "RX10 7K2M", (b"another key",)))
    assert (code, " NO \n" in output) == (1, True)
    assert "Signed with a key that this installation does not have. Call the supervisor." in output


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
