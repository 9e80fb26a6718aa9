"""Brings a fan to every state of the payment, order and mail pages."""

from typing import NamedTuple

from playwright.async_api import expect

from e2e.fan import Fan
from e2e.payment_form import ASKS, NO, THINKS, PaymentForm
from e2e.scenarios import OPENING, Scenario
from tests.eventually import eventually

WAITING_REFUND_SQL = """
    INSERT INTO refund (performance_id, order_id, payment_id, state, why, amount, currency, idempotency_key, look_at)
    SELECT o.performance_id, o.id, p.id, 'wanted', 'asked', o.total, o.currency, 'waits-' || o.link, 'infinity'
    FROM "order" o JOIN payment p ON p.performance_id = o.performance_id AND p.order_id = o.id
    WHERE o.performance_id = $1 RETURNING id"""
REFUNDED_LINES_SQL = "UPDATE order_line SET refund_id = $2 WHERE performance_id = $1 AND kind = 'seat' RETURNING line"
REFUND_LEFT_SQL = """
    UPDATE refund SET state = 'succeeded', settled_at = now(), voided_at = now()
    WHERE performance_id = $1 RETURNING id"""
TICKETS_USED_SQL = """
    INSERT INTO scan (performance_id, ticket_id, gate, admitted)
    SELECT performance_id, id, 'north', true FROM ticket WHERE performance_id = $1 RETURNING id"""
LATE_PAYMENT_SQL = "UPDATE payment SET state = 'succeeded', settled_at = now() WHERE performance_id = $1 RETURNING id"
LATE_REFUND_SQL = """
    INSERT INTO refund (performance_id, order_id, payment_id, state, why, amount, currency, idempotency_key, settled_at)
    SELECT o.performance_id, o.id, p.id, 'succeeded', 'late', o.total, o.currency, 'late-' || o.link, now()
    FROM "order" o JOIN payment p ON p.performance_id = o.performance_id AND p.order_id = o.id
    WHERE o.performance_id = $1"""


class OpenForm(NamedTuple):
    """A payment form with two seats, and the id of their performance."""

    payment_form: PaymentForm
    performance: int


async def open_payment_form(fan: Fan, scenario: Scenario) -> OpenForm:
    """Take two seats of Opening Night and open the payment form."""
    performance = await scenario.create_performance("Opening Night at the Rex", like=OPENING)
    payment_form = PaymentForm(fan)
    await payment_form.comes(performance, 2)
    await expect(payment_form.card.get_by_label("Card number")).to_be_visible()
    return OpenForm(payment_form, performance)


async def checkout_paid(fan: Fan, scenario: Scenario) -> None:
    await open_payment_form(fan, scenario)


async def declined(fan: Fan, scenario: Scenario) -> int:
    payment_form, performance = await open_payment_form(fan, scenario)
    await payment_form.fills_contact()
    await payment_form.pays(NO)
    await expect(payment_form.notice).to_contain_text("declined")
    return performance


async def checkout_declined(fan: Fan, scenario: Scenario) -> None:
    await declined(fan, scenario)


async def checkout_unreachable(fan: Fan, scenario: Scenario) -> None:
    await fan.page.route("**/stripe.js", lambda route: route.abort())
    payment_form = PaymentForm(fan)
    await payment_form.comes(await scenario.create_performance("Opening Night at the Rex", like=OPENING), 2)
    await expect(payment_form.notice).to_be_visible()


async def bank_asks(fan: Fan, scenario: Scenario) -> None:
    payment_form, _ = await open_payment_form(fan, scenario)
    await payment_form.fills_contact()
    await payment_form.pays(ASKS)
    await expect(payment_form.question.get_by_role("button", name="Complete")).to_be_focused()


async def order_to_pay(fan: Fan, scenario: Scenario) -> None:
    performance = await declined(fan, scenario)
    await fan.opens(await scenario.order_page(performance))
    await expect(PaymentForm(fan).card.get_by_label("Card number")).to_be_visible()


async def order_thinking(fan: Fan, scenario: Scenario) -> None:
    payment_form, _ = await open_payment_form(fan, scenario)
    await payment_form.fills_contact()
    await payment_form.pays(THINKS)
    await expect(fan.page.locator("main")).to_contain_text("still thinking")


async def paid(fan: Fan, scenario: Scenario) -> int:
    payment_form, performance = await open_payment_form(fan, scenario)
    await payment_form.buys()
    return performance


async def order_paid(fan: Fan, scenario: Scenario) -> None:
    await paid(fan, scenario)


async def refund_by_staff(fan: Fan, scenario: Scenario, *which: str) -> None:
    """Refund the order, or `which` seats of it, by the staff command."""
    performance = await paid(fan, scenario)
    reference = await scenario.fetch_value('SELECT reference FROM "order" WHERE performance_id = $1', performance)
    await scenario.server.run_aisle("order", "refund", reference, "--performance", str(performance), *which, "--yes")
    await fan.page.reload()


async def order_part_refunded(fan: Fan, scenario: Scenario) -> None:
    await refund_by_staff(fan, scenario, "--seat", "Stalls A 3")
    await expect(fan.page.get_by_role("article")).to_have_count(1)


async def order_refunded(fan: Fan, scenario: Scenario) -> None:
    await refund_by_staff(fan, scenario)
    await expect(PaymentForm(fan).title).to_contain_text("Refunded")


async def order_void(fan: Fan, scenario: Scenario) -> None:
    performance = await paid(fan, scenario)
    reference = await scenario.fetch_value('SELECT reference FROM "order" WHERE performance_id = $1', performance)
    words = "order", "void", reference, "--performance", str(performance), "--why", "chargeback", "--yes"
    await scenario.server.run_aisle(*words)
    await fan.page.reload()
    await expect(fan.page.locator("main")).to_contain_text("The tickets of this order are void.")


async def order_refund_waits(fan: Fan, scenario: Scenario) -> None:
    performance = await paid(fan, scenario)
    refund = await scenario.fetch_value(WAITING_REFUND_SQL, performance)
    await scenario.fetch_value(REFUNDED_LINES_SQL, performance, refund)
    await fan.page.reload()
    await expect(fan.page.get_by_text("(refund under way)")).to_have_count(2)


async def order_used_and_refunded(fan: Fan, scenario: Scenario) -> None:
    await order_refund_waits(fan, scenario)
    performance = int(fan.page.url.split("/orders/")[1].split("/")[0])
    for sql in (REFUND_LEFT_SQL, TICKETS_USED_SQL):
        await scenario.fetch_value(sql, performance)
    await fan.page.reload()
    await expect(fan.page.get_by_text("This ticket was used, and its money went back.")).to_have_count(2)


async def ended(fan: Fan, scenario: Scenario) -> int:
    performance = await declined(fan, scenario)
    await scenario.end_payment_time(performance)
    await eventually(lambda: _order_expired(scenario, performance))
    return performance


async def _order_expired(scenario: Scenario, performance: int) -> bool:
    return await scenario.orders(performance) == ["expired"]


async def order_expired(fan: Fan, scenario: Scenario) -> None:
    await fan.opens(await scenario.order_page(await ended(fan, scenario)))


async def order_late(fan: Fan, scenario: Scenario) -> None:
    performance = await ended(fan, scenario)
    await scenario.fetch_value(LATE_PAYMENT_SQL, performance)
    await scenario.fetch_value(LATE_REFUND_SQL, performance)
    await fan.opens(await scenario.order_page(performance))
    await expect(fan.page.locator("main")).to_contain_text("after your seats had gone")


async def mail_none(fan: Fan, scenario: Scenario) -> None:
    with scenario.server.mailbox.put_away():
        await fan.opens("/dev/mail")


async def mail_some(fan: Fan, scenario: Scenario) -> None:
    await paid(fan, scenario)
    await scenario.server.mailbox.arrives(fan.page.url, "Your tickets")
    await fan.opens("/dev/mail")


async def mail_one(fan: Fan, scenario: Scenario) -> None:
    await mail_some(fan, scenario)
    await fan.page.get_by_role("link", name="Your tickets for").first.click()
    await expect(fan.page.get_by_role("heading", level=1)).to_contain_text("Your tickets for")
