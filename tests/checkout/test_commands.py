"""`aisle order`: staff find, show and refund an order, and send its mail again."""

import pytest

from app.checkout.orders.queries import Receipt
from app.door.scans import scan
from app.language.translator import english
from app.tickets.tickets import get_tickets
from db import pool
from tests.checkout.cli import aisle
from tests.checkout.scenarios import (
    TWO_SEATS,
    all_order_rows,
    buy_order,
    mails,
    open_pending_order,
    order_free_seats,
    order_state,
    refunds,
    valid_tickets,
)
from tests.payments.fake_provider import FakeProvider
from tests.payments.stub_http_server import html_response, json_response, refund, run_stub_server, stripe_error
from tests.workers.consumers.journal_follower import follow_all
from tests.world import World
from workers.consumers.history import History

Environment = dict[str, str]


@pytest.fixture
async def paid(world: World, provider: FakeProvider) -> Receipt:
    """Return Ana's paid order of two seats at Opening Night: 18 and 19 of row A, on the plan #17 and #18."""
    return await buy_order(world, provider)


async def places(receipt: Receipt) -> list[str]:
    """List the seats of the order as people name them."""
    return [english.say(ticket.place) for ticket in await get_tickets(receipt.performance_id, receipt.id)]


async def test_an_order_is_found_by_whatever_somebody_can_say(paid: Receipt, server_environment: Environment) -> None:
    ticket = (await get_tickets(paid.performance_id, paid.id))[0]
    dashless = paid.reference.replace("-", " ").lower()
    for words in (["ANA@example"], [dashless], ["pi_1"], ticket.serial.split()):
        code, output = await aisle(server_environment, "order", "find", *words)
        assert (code, output.count("\n")) == (0, 1)
        assert output.startswith(f"{paid.reference} · paid · Opening Night at the Rex, ")
        assert "2 seats · €137.50 · Ana <ana@example.org>" in output


async def test_the_newest_comes_first(world: World, paid: Receipt, server_environment: Environment) -> None:
    free = await order_free_seats(world, seats=(30,))
    _, output = await aisle(server_environment, "order", "find", "ana")
    assert [line.split(" · ")[0] for line in output.splitlines()] == [free.reference, paid.reference]
    assert "1 seat · free" in output.splitlines()[0]


@pytest.mark.parametrize("words", ["nobody", "%", "AAAA-AAAA"])
async def test_what_is_not_there_is_one_clear_line(paid: Receipt, server_environment: Environment, words: str) -> None:
    code, output = await aisle(server_environment, "order", "find", words)
    assert (code, output) == (1, f"No order has “{words}” in its e-mail, name or numbers.\n")


async def test_nothing_said_finds_nothing(paid: Receipt, server_environment: Environment) -> None:
    code, output = await aisle(server_environment, "order", "find", "  ")
    assert (code, output.count("\n"), output.startswith("aisle: Say a name")) == (1, 1, True)


async def test_everything_about_an_order_is_shown(paid: Receipt, server_environment: Environment) -> None:
    first = (await get_tickets(paid.performance_id, paid.id))[0]
    await scan(first.code, "Door 7")
    await follow_all(History())
    code, output = await aisle(server_environment, "order", "show", paid.reference.lower())
    assert code == 0
    order = "paid", "Ana <ana@example.org>", paid.address, "succeeded", "pi_1"
    costs = "€64.00", "Booking fee × 2 €8.00", "Handling €1.50", "Total €137.50"
    ticket = f"{first.serial} · {english.say(first.place)} · Standard · valid, admitted", "at Door 7"
    history = "confirmation, waiting since", "order.paid", "ticket.scanned", "by the fan"
    assert [fact for fact in (*order, *costs, *ticket, *history) if fact not in output] == []
    assert "may be missing" not in output


async def test_a_shown_order_says_when_its_history_is_not_complete(
    paid: Receipt, server_environment: Environment
) -> None:
    _, output = await aisle(server_environment, "order", "show", paid.reference)
    missing = "the consumer “history” has not read all of the journal. What happened lately may be missing."
    assert f"  Not complete yet: {missing}" in output
    await follow_all(History())
    await pool.execute("UPDATE consumer SET as_of = '2026-10-10 11:00Z', state = 'stopped', why_stopped = 'by staff'")
    _, output = await aisle(server_environment, "order", "show", paid.reference)
    assert "order.paid" in output
    assert "  As of Sat 10 Oct 2026, 12:00:00: the consumer “history” is stopped: by staff. What" in output


async def test_a_shown_order_tells_its_mails_its_refunds_and_an_included_tax(
    world: World, paid: Receipt, server_environment: Environment
) -> None:
    key = paid.performance_id, paid.id
    await pool.execute("UPDATE mail SET handed_at = now(), trouble = 'no answer to the body'")
    await pool.execute(INCLUDED_TAX, *key)
    await pool.execute(FAILED, *key)
    _, output = await aisle(server_environment, "order", "show", paid.reference)
    assert "Includes 6 % VAT €7.78 (part of the total, not added)" in output
    assert "confirmation, may have arrived" in output
    assert ": no answer to the body" in output
    assert "€68.00 failed, nothing went back (by staff) since" in output
    assert "re_9: expired_or_canceled_card" in output


INCLUDED_TAX = """
    INSERT INTO order_line (performance_id, order_id, line, kind, label, amount, included)
    VALUES ($1, $2, 99, 'tax', 'Includes 6 % VAT', 778, true)
"""
FAILED = """
    INSERT INTO refund (performance_id, order_id, payment_id, state, why, amount, currency, idempotency_key, number,
                        settled_at, trouble)
    SELECT $1, $2, id, 'failed', 'asked', 6800, 'EUR', 'k', 're_9', now(), 'expired_or_canceled_card'
    FROM payment WHERE performance_id = $1 AND order_id = $2
"""


async def test_a_reference_that_two_performances_have_asks_which(
    world: World, paid: Receipt, server_environment: Environment
) -> None:
    free = await order_free_seats(world)
    await pool.execute('UPDATE "order" SET reference = $1', paid.reference)
    code, output = await aisle(server_environment, "order", "show", paid.reference)
    assert (code, output.count("\n"), f"--performance: {world.opening} (Opening" in output) == (1, 1, True)
    code, output = await aisle(server_environment, "order", "show", paid.reference, "--performance", str(world.preview))
    assert (code, free.address in output) == (0, True)


@pytest.mark.parametrize("verb", ["show", "refund", "resend"])
async def test_an_order_that_is_not_there_is_refused_in_one_line(
    world: World, server_environment: Environment, verb: str
) -> None:
    code, output = await aisle(server_environment, "order", verb, "AAAA-AAAA")
    assert (code, output.count("\n"), output.startswith("aisle: There is no order AAAA-AAAA.")) == (1, 1, True)


async def test_a_refund_says_what_it_means_and_a_no_changes_nothing(
    paid: Receipt, server_environment: Environment
) -> None:
    before = await all_order_rows()
    for answer in ("n\n", "\n", ""):
        code, output = await aisle(server_environment, "order", "refund", paid.reference, types=answer)
        assert (code, "€137.50 goes back." in output, "Nothing of the order is left." in output) == (1, True, True)
        assert all(place in output for place in await places(paid))
    assert (await all_order_rows(), await refunds(paid)) == (before, [])


async def test_a_yes_gives_it_back_at_once(paid: Receipt, server_environment: Environment) -> None:
    async with run_stub_server(json_response(refund())) as wire:
        environment = server_environment | {"STRIPE_API_URL": wire.url}
        code, output = await aisle(environment, "order", "refund", paid.reference, types="y\n")
    assert (code, "Refund 1: €137.50 went back. The tickets are void." in output) == (0, True)
    assert (await order_state(paid), await valid_tickets(paid.performance_id, paid.id)) == ("refunded", [])
    (asked,) = wire.requests
    assert (asked.form["payment_intent"], asked.form["amount"]) == ("pi_1", str(TWO_SEATS))


async def test_seats_go_back_by_the_names_people_give_them(paid: Receipt, server_environment: Environment) -> None:
    first = (await places(paid))[0]
    spoken = first.replace(",", "").replace("row ", "").replace("seat ", "").lower()
    async with run_stub_server(
        json_response(refund(status="pending", amount=6800)), json_response(refund(id="re_2", amount=6400))
    ) as wire:
        environment = server_environment | {"STRIPE_API_URL": wire.url}
        code, output = await aisle(environment, "order", "refund", paid.reference, "--seat", spoken, "--yes")
        assert (code, "€68.00 is on its way" in output, "1 of its seats stay paid" in output) == (0, True, True)
        again = ("order", "refund", paid.reference, "--seat", "#18", "--keep-fees", "--yes")
        assert (await aisle(environment, *again))[0] == 0
    sent = [(asked.route, asked.form["amount"]) for asked in wire.requests]
    assert sent == [("POST /v1/refunds", "6800"), ("POST /v1/refunds", "6400")]
    assert await valid_tickets(paid.performance_id, paid.id) == []


@pytest.mark.parametrize("seat", ["Stalls Z 99", "#19"])
async def test_a_seat_of_somebody_else_is_refused_in_words(
    paid: Receipt, server_environment: Environment, seat: str
) -> None:
    code, output = await aisle(server_environment, "order", "refund", paid.reference, "--seat", seat, "--yes")
    assert (code, output.count("\n"), f'"{seat}" is none of these seats' in output) == (1, 1, True)
    assert await refunds(paid) == []


async def test_a_used_ticket_is_named_when_it_stands_in_the_way(paid: Receipt, server_environment: Environment) -> None:
    first = (await get_tickets(paid.performance_id, paid.id))[0]
    await scan(first.code, "Door 1")
    code, output = await aisle(server_environment, "order", "refund", paid.reference, "--yes")
    assert (code, f"came in with the ticket of {english.say(first.place)}." in output, await refunds(paid)) == (
        1,
        True,
        [],
    )


@pytest.mark.parametrize("answer", [html_response("<html>"), stripe_error(400, "balance_insufficient")])
async def test_without_an_answer_a_worker_goes_on_and_says_so(
    paid: Receipt, server_environment: Environment, answer: object
) -> None:
    async with run_stub_server(answer) as wire:  # type: ignore[arg-type]
        environment = server_environment | {"STRIPE_API_URL": wire.url}
        code, output = await aisle(environment, "order", "refund", paid.reference, "--yes")
    assert (code, "a worker goes on" in output) == (3, True)
    assert await refunds(paid) == [("asked", "wanted", TWO_SEATS)]
    assert await valid_tickets(paid.performance_id, paid.id) == [17, 18]


async def test_a_refund_that_fails_is_told_and_the_tickets_stay(paid: Receipt, server_environment: Environment) -> None:
    async with run_stub_server(stripe_error(400, "charge_disputed")) as wire:
        environment = server_environment | {"STRIPE_API_URL": wire.url}
        code, output = await aisle(environment, "order", "refund", paid.reference, "--yes")
    assert (code, "was refused by the payment company" in output) == (1, True)
    assert await refunds(paid) == [("asked", "failed", TWO_SEATS)]
    assert await valid_tickets(paid.performance_id, paid.id) == [17, 18]


async def test_a_terminal_without_the_key_gives_nothing_back(paid: Receipt, server_environment: Environment) -> None:
    keyless = server_environment | {"STRIPE_SECRET_KEY": ""}
    code, output = await aisle(keyless, "order", "refund", paid.reference, "--yes")
    assert (code, "STRIPE_SECRET_KEY is not set here" in output, await refunds(paid)) == (1, True, [])


async def test_a_free_order_goes_back_without_money(world: World, server_environment: Environment) -> None:
    free = await order_free_seats(world)
    code, output = await aisle(server_environment, "order", "refund", free.reference, "--yes")
    assert (code, "No money goes back." in output, await order_state(free)) == (0, True, "refunded")


async def test_what_is_not_paid_cannot_go_back(
    world: World, provider: FakeProvider, server_environment: Environment
) -> None:
    waiting = await open_pending_order(world)
    code, output = await aisle(server_environment, "order", "refund", waiting.reference, "--yes")
    assert (code, "It is pending, not paid" in output) == (1, True)


async def test_a_paid_order_gets_its_tickets_by_mail_once_more(paid: Receipt, server_environment: Environment) -> None:
    code, output = await aisle(server_environment, "order", "resend", paid.reference)
    assert (code, "waits to be sent already" in output) == (1, True)
    await pool.execute("UPDATE mail SET handed_at = now(), sent_at = now()")
    code, output = await aisle(server_environment, "order", "resend", paid.reference)
    assert (code, "The confirmation mail of" in output, await mails(paid)) == (0, True, ["confirmation"] * 2)
    assert await order_state(paid) == "paid"
