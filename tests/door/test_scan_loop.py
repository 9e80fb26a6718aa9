"""`aisle ticket scan` without a code: hand scanners type one code after the other."""

import asyncio
import contextlib
import itertools
import os
import pty
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.checkout.refunds.lifecycle import refund_order
from app.door.scanner_input import CONTROL_CHARACTERS, read_texts
from app.tickets.tickets import TicketView, get_tickets
from db import pool
from tests.checkout.cli import aisle
from tests.checkout.scenarios import buy_order, order_free_seats
from tests.eventually import eventually
from tests.payments.fake_provider import FakeProvider
from tests.world import World


@pytest.fixture
async def tickets(world: World) -> list[TicketView]:
    """Return Ana's two free tickets of the Preview."""
    return await get_tickets(world.preview, (await order_free_seats(world)).id)


def results(output: str) -> list[str]:
    """Return the results of the scans, in order, each with its first line."""
    lines = output.splitlines()
    return [
        f"{line.strip()}: {after.strip()}"
        for line, after in itertools.pairwise(lines)
        if line[:1] == " " and line.strip() in ("YES", "NO")
    ]


async def scan_typed(environment: dict[str, str], types: str, *words: str) -> list[str]:
    """Run the command with this input; return the results. The command ends with 0."""
    code, output = await aisle(environment, "ticket", "scan", *words, types=types)
    assert code == 0, output
    return results(output)


async def test_each_line_and_each_text_with_a_tab_is_a_code(
    tickets: list[TicketView], server_environment: dict[str, str]
) -> None:
    first, second = (ticket.code for ticket in tickets)
    typed = f"{first}\r\n]Q1{second}\tx\t\n \r\r{'y' * 30_000}\n0000\n{first}"
    found = await scan_typed(server_environment, typed, "--gate", "north")
    junk = "NO: This could not be read."
    assert found == ["YES: Come in.", "YES: Come in.", junk, junk, junk, "NO: Already admitted."]
    assert await pool.fetch_value("SELECT array_agg(DISTINCT gate) FROM scan") == ["north"]


async def test_an_input_without_codes_ends_with_0(database: str, server_environment: dict[str, str]) -> None:
    assert await scan_typed(server_environment, "") == []
    assert await scan_typed(server_environment, "\n\t\n  ") == []


async def test_a_gate_of_one_performance_admits_only_to_it(
    world: World, tickets: list[TicketView], server_environment: dict[str, str]
) -> None:
    found = await scan_typed(server_environment, tickets[0].code, "--performance", str(world.opening))
    assert found == ["NO: A ticket for something else."]


REFUSED = "NO: A refund of this ticket is under way. A supervisor decides: scan it again with --supervisor."


@pytest.fixture
async def refunded(world: World, provider: FakeProvider) -> list[str]:
    """Return the codes of Ana's two tickets, whose refund is under way."""
    paid = await buy_order(world, provider)
    await refund_order(1, paid.id, actor="staff:olga")
    return [ticket.code for ticket in await get_tickets(1, paid.id)]


async def test_the_supervisor_lets_the_next_scan_admit_and_only_that(
    refunded: list[str], server_environment: dict[str, str]
) -> None:
    first, second = refunded
    typed = f"{first}\nsupervisor\n{first}\n{second}\n Supervisor \nx\n{second}\n"
    found = await scan_typed(server_environment, typed, "--supervisor")
    assert found == [REFUSED, "YES: Come in.", REFUSED, "NO: This could not be read.", REFUSED]
    assert await pool.fetch_value("SELECT count(*) FROM scan WHERE overridden") == 1


@pytest.mark.parametrize(
    ("typed", "options"), [("{0}\nsupervisor\n{0}\n", ()), ("supervisor\n{0}\nx\nsupervisor\n{0}\n", ("--supervisor",))]
)
async def test_the_word_alone_decides_nothing(
    refunded: list[str], server_environment: dict[str, str], typed: str, options: tuple[str, ...]
) -> None:
    found = await scan_typed(server_environment, typed.format(refunded[0]), *options)
    assert found.count(REFUSED) == 2
    assert set(found) == {REFUSED, "NO: This could not be read."}
    assert await pool.fetch_value("SELECT count(*) FROM scan WHERE admitted") == 0


async def test_the_database_may_be_away_for_one_scan(
    tickets: list[TicketView], server_environment: dict[str, str]
) -> None:
    await pool.execute("ALTER TABLE scan RENAME TO away")
    try:
        code, output = await aisle(server_environment, "ticket", "scan", types=f"{tickets[0].code}\nx\n")
    finally:
        await pool.execute("ALTER TABLE away RENAME TO scan")
    assert (code, results(output)) == (0, ["NO: This could not be read."])
    assert 'Not scanned, scan it again. The database refuses: relation "scan" does not exist' in output


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Open a terminal; return the descriptors of its keyboard and screen, and of the programs in it."""
    outside, inside = pty.openpty()
    yield outside, inside
    os.close(outside)
    os.close(inside)


async def test_at_a_terminal_a_tab_is_enough_and_an_interrupt_ends_it_well(
    tickets: list[TicketView], server_environment: dict[str, str], terminal: tuple[int, int]
) -> None:
    keyboard, inside = terminal
    scanning = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app.cli", "ticket", "scan"),
        cwd=Path(__file__).parents[2],
        env=server_environment,
        stdin=inside,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        await eventually(lambda: termios.tcgetattr(inside)[CONTROL_CHARACTERS][termios.VEOL] == b"\t", 120)
        for count, ticket in enumerate(tickets, 1):
            os.write(keyboard, f"{ticket.code}\t".encode())
            await eventually(lambda: pool.fetch_value("SELECT count(*) = $1 FROM scan WHERE admitted", count))  # noqa: B023
        scanning.send_signal(signal.SIGINT)
        output, _ = await asyncio.wait_for(scanning.communicate(), 60)
    finally:
        with contextlib.suppress(ProcessLookupError):
            scanning.kill()
    assert (scanning.returncode, results(output.decode())) == (0, ["YES: Come in."] * 2)
    assert b"Traceback" not in output
    assert termios.tcgetattr(inside)[CONTROL_CHARACTERS][termios.VEOL] != b"\t"


async def test_a_text_may_come_in_parts() -> None:
    reading, writing = os.pipe()
    texts = read_texts(reading)
    os.write(writing, "one\tt\u00e9".encode()[:-1])
    assert await anext(texts) == "one"
    os.write(writing, "\u00e9".encode()[-1:] + b"\nthree")
    assert await anext(texts) == "t\u00e9"
    os.close(writing)
    assert [text async for text in texts] == ["three"]
    os.close(reading)
