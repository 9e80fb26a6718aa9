"""A ticket whose refund is under way admits only by a supervisor's word, and no money leaves for a ticket that was
used."""

import asyncio
from collections.abc import Callable

import pytest

from app.checkout.order_mail import build_order_mail
from app.checkout.orders.queries import Receipt
from app.checkout.refunds import send
from app.checkout.refunds.by_hand import settle_refund_by_hand
from app.checkout.refunds.lifecycle import refund_order
from app.checkout.refunds.queries import Refund
from app.checkout.refunds.send import push_refund
from app.checkout.settlement.acknowledge import acknowledge
from app.checkout.settlement.needs_attention import get_attention_items
from app.checkout.settlement.staff_fixes import retry_stuck
from app.door.scans import scan
from app.payments.provider import ProviderRejected, ProviderUnavailable
from app.tickets.tickets import TicketView, get_tickets
from db import pool
from tests.checkout.cli import aisle
from tests.checkout.scenarios import TWO_SEATS, buy_order, mails, order_state, refunds, seat_rows, valid_tickets
from tests.fan import Fan
from tests.mail.mail_scenarios import claim_due_mail, write_due_mail
from tests.payments.fake_provider import FakeProvider
from tests.world import World


@pytest.fixture
async def tickets(paid: Receipt) -> list[TicketView]:
    """Return Ana's two tickets."""
    return await get_tickets(1, paid.id)


async def send_without_answer(
    paid: Receipt, provider: FakeProvider, seats: list[int] | None = None, *, arrives: bool
) -> int:
    """Open a refund of these seats, or of all, and send it, without an answer; return its id."""
    refund = await refund_order(1, paid.id, seats=seats, actor="staff:olga")
    provider.failing_calls = ["lost create_refund" if arrives else "create_refund"]
    with pytest.raises(ProviderUnavailable):
        await push_refund(1, refund, actor="refunds")
    return refund


async def scans() -> list[tuple[bool, bool, str]]:
    """Return (admitted, overridden, actor) of every scan."""
    rows = await pool.fetch("SELECT admitted, overridden FROM scan ORDER BY id")
    actors = await pool.fetch("SELECT actor FROM journal WHERE topic = 'ticket.scanned' ORDER BY id")
    return [(*row, actor["actor"]) for row, actor in zip(rows, actors, strict=True)]


async def test_a_ticket_whose_refund_is_under_way_waits_for_the_supervisor(
    paid: Receipt, tickets: list[TicketView], provider: FakeProvider
) -> None:
    refund = await refund_order(1, paid.id, seats=[17], actor="staff:olga")
    found = await scan(tickets[0].code, "north")
    assert (found.outcome, found.first_admission) == ("refund_under_way", None)
    assert (await scan(tickets[1].code, "north")).admitted  # the other ticket of the order
    decided = await scan(tickets[0].code, "north", supervisor=True)
    assert (decided.admitted, decided.overridden, decided.refund_sent) == (True, True, False)
    assert (await scan(tickets[0].code, "north")).outcome == "again"
    assert (await scans())[0] == (False, False, "gate:north")
    assert (await scans())[2] == (True, True, "supervisor:north")
    assert await push_refund(1, refund, actor="refunds") == "canceled"
    assert (provider.refunds, await valid_tickets(1, paid.id)) == ({}, [17, 18])


async def test_a_refund_looks_again_whether_its_ticket_was_used(
    paid: Receipt, tickets: list[TicketView], provider: FakeProvider
) -> None:
    refund = await refund_order(1, paid.id, actor="staff:olga")
    await scan(tickets[1].code, "north", supervisor=True)
    assert await push_refund(1, refund, actor="refunds") == "canceled"
    assert await refunds(paid) == [("asked", "canceled", TWO_SEATS)]
    assert (provider.refunds, await order_state(paid), await mails(paid)) == ({}, "paid", ["confirmation"])
    (item,) = await get_attention_items()
    assert (item.kind, item.why) == ("refund_stopped", "somebody came in with the ticket of seat 18")
    other = await refund_order(1, paid.id, seats=[17], actor="staff:olga")
    assert await push_refund(1, other, actor="refunds") == "succeeded"
    assert await get_attention_items() == []


async def test_once_it_may_have_left_a_refund_goes_on_whatever_the_supervisor_decides(
    paid: Receipt, tickets: list[TicketView], provider: FakeProvider
) -> None:
    refund = await send_without_answer(paid, provider, [17], arrives=True)
    decided = await scan(tickets[0].code, "north", supervisor=True)
    assert (decided.admitted, decided.refund_sent) == (True, True)
    assert await push_refund(1, refund, actor="refunds") == "succeeded"
    assert (await scan(tickets[0].code, "north", supervisor=True)).outcome == "again"
    assert (await valid_tickets(1, paid.id), await seat_rows(1, 17)) == ([17, 18], [(2, None, paid.id)])
    (item,) = await get_attention_items()
    assert (item.kind, item.why) == ("used_and_refunded", "seat 17")


async def test_one_that_never_arrived_is_stopped_when_somebody_comes_in(
    paid: Receipt, tickets: list[TicketView], provider: FakeProvider
) -> None:
    refund = await send_without_answer(paid, provider, arrives=False)
    await scan(tickets[0].code, "north", supervisor=True)
    with pytest.raises(ProviderUnavailable):  # it may still arrive
        await push_refund(1, refund, actor="refunds")
    await pool.execute("UPDATE refund SET tried_at = tried_at - interval '2 minutes'")
    assert await push_refund(1, refund, actor="refunds") == "canceled"
    assert (provider.money_out, await valid_tickets(1, paid.id)) == (0, [17, 18])


async def test_somebody_who_comes_in_while_stripe_is_asked_stops_nothing_that_has_left(
    paid: Receipt, tickets: list[TicketView], provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    refund = await send_without_answer(paid, provider, arrives=True)
    await pool.execute("UPDATE refund SET tried_at = tried_at - interval '2 minutes'")
    look = send._look_if_used

    async def look_and_come_in(row: Refund) -> object:
        looked = await look(row)
        await scan(tickets[0].code, "north", supervisor=True)
        return looked

    with monkeypatch.context() as patch:
        patch.setattr(send, "_look_if_used", look_and_come_in)
        with pytest.raises(ProviderUnavailable):
            await push_refund(1, refund, actor="refunds")
    assert await push_refund(1, refund, actor="refunds") == "succeeded"
    assert (provider.money_out, await valid_tickets(1, paid.id)) == (TWO_SEATS, [17])


async def test_what_is_owed_is_sent_although_a_ticket_was_used(
    paid: Receipt, tickets: list[TicketView], provider: FakeProvider
) -> None:
    refund = await refund_order(1, paid.id, actor="staff:olga")
    provider.refund_status, provider.failing_calls = "pending", ["lost create_refund"]
    with pytest.raises(ProviderUnavailable):
        await push_refund(1, refund, actor="refunds")
    await scan(tickets[0].code, "north", supervisor=True)
    assert await push_refund(1, refund, actor="refunds") == "pending"
    await acknowledge(f"refund:1:{refund}", "we talked", actor="staff:olga")
    provider.settle_refund("re_1", "failed")
    assert await push_refund(1, refund, actor="refunds") == "failed"
    assert [item.kind for item in await get_attention_items()] == ["money_owed"]
    await retry_stuck(f"refund:1:{refund}", actor="staff:olga")
    provider.refund_status = "succeeded"
    assert await push_refund(1, refund, actor="refunds") == "succeeded"
    assert (provider.money_out, await valid_tickets(1, paid.id)) == (TWO_SEATS, [17])


async def test_a_wrong_key_is_listed_while_a_used_refund_is_looked_for(
    paid: Receipt, tickets: list[TicketView], provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    refund = await send_without_answer(paid, provider, arrives=False)
    await scan(tickets[0].code, "north", supervisor=True)

    def refuse(*_: object) -> None:
        raise ProviderRejected(why="AuthenticationError not_let_in", bank_code="not_let_in")

    monkeypatch.setattr(provider, "_find_refund", refuse)
    with pytest.raises(ProviderUnavailable):
        await push_refund(1, refund, actor="refunds")
    assert [item.why for item in await get_attention_items()] == ["AuthenticationError not_let_in"]


async def test_the_mail_and_the_page_say_whose_seat_stays(
    paid: Receipt, tickets: list[TicketView], provider: FakeProvider, visit: Callable[[], Fan]
) -> None:
    refund = await send_without_answer(paid, provider, arrives=True)
    await scan(tickets[0].code, "north", supervisor=True)
    await push_refund(1, refund, actor="refunds")
    await write_due_mail(paid, "refund", refund)
    content = await build_order_mail(await claim_due_mail())
    for text in (content.text, content.html):
        assert "which stays yours" in text
        assert "stays good" not in text
    page = (await visit().read(f"/orders/1/{paid.link}")).text
    assert ("This ticket was used" in page, "Ready for the door" in page) == (True, False)


async def test_a_refund_by_hand_leaves_the_seat_to_who_came_in(paid: Receipt, tickets: list[TicketView]) -> None:
    refund = await refund_order(1, paid.id, actor="staff:olga")
    await scan(tickets[0].code, "north", supervisor=True)
    await settle_refund_by_hand(f"refund:1:{refund}", "cash", actor="staff:olga")
    assert (await valid_tickets(1, paid.id), await order_state(paid)) == ([17], "paid")
    assert [item.kind for item in await get_attention_items()] == ["used_and_refunded"]


async def test_a_stopped_refund_is_listed_although_another_was_opened_before(
    paid: Receipt, tickets: list[TicketView]
) -> None:
    first = await refund_order(1, paid.id, seats=[17], actor="staff:olga")
    await refund_order(1, paid.id, seats=[18], actor="staff:olga")
    await scan(tickets[0].code, "north", supervisor=True)
    await push_refund(1, first, actor="refunds")
    assert [item.handle for item in await get_attention_items()] == [f"refund:1:{first}"]


async def test_what_was_shown_at_the_entrance_is_recorded(paid: Receipt, tickets: list[TicketView]) -> None:
    await refund_order(1, paid.id, seats=[17], actor="staff:olga")
    for supervisor in (False, True, False):
        await scan(tickets[0].code, "north", supervisor=supervisor)
    shown = ["refund_under_way", "admitted", "again"]
    assert [row[0] for row in await pool.fetch("SELECT outcome FROM scan ORDER BY id")] == shown
    sql = "SELECT payload->>'outcome' FROM journal WHERE topic = 'ticket.scanned' ORDER BY id"
    assert [row[0] for row in await pool.fetch(sql)] == shown


async def test_a_supervisor_admits_nobody_twice(paid: Receipt, tickets: list[TicketView]) -> None:
    await refund_order(1, paid.id, seats=[17], actor="staff:olga")
    found = await asyncio.gather(*[scan(tickets[0].code, f"gate {n}", supervisor=True) for n in range(20)])
    assert sorted(one.outcome for one in found) == ["admitted"] + ["again"] * 19


@pytest.mark.parametrize("supervisor", [False, True])
async def test_a_scan_and_its_refund_at_the_same_moment_agree(
    world: World, provider: FakeProvider, supervisor: bool
) -> None:
    for number in range(20):
        before, seat = provider.money_out, 2 * number
        order = await buy_order(world, provider, f"fan{number}", (seat,))
        (ticket,) = await get_tickets(1, order.id)

        async def give_back(order: Receipt = order) -> str:
            return await push_refund(1, await refund_order(1, order.id, actor="staff:olga"), actor="refunds")

        scanned, _ = await asyncio.gather(
            scan(ticket.code, "north", supervisor=supervisor), give_back(), return_exceptions=True
        )
        assert not isinstance(scanned, BaseException)
        went_back = provider.money_out > before
        assert scanned.admitted != went_back or scanned.refund_sent
        assert await valid_tickets(1, order.id) == ([] if went_back and not scanned.admitted else [seat])


async def test_the_door_says_so_and_staff_see_who_decided(
    paid: Receipt, tickets: list[TicketView], server_environment: dict[str, str]
) -> None:
    await refund_order(1, paid.id, seats=[17], actor="staff:olga")
    code, output = await aisle(server_environment, "ticket", "scan", tickets[0].code)
    assert (code, "A refund of this ticket is under way." in output) == (1, True)
    code, output = await aisle(server_environment, "ticket", "scan", tickets[0].code, "--supervisor")
    assert (code, "no money goes back" in output) == (0, True)
    assert "admitted by a supervisor" in (await aisle(server_environment, "order", "show", paid.reference))[1]
