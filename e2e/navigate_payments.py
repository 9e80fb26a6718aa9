"""How a fan gets to every page of money and of mail, in every state."""

from playwright.async_api import expect

from e2e.fan import Fan
from e2e.payment_form import ASKS, NO, THINKS, Till
from e2e.scenarios import OPENING, Stage
from tests.eventually import eventually

LATE = """
    INSERT INTO refund
        (performance_id, order_id, payment_id, state, why, amount, currency, idempotency_key, voided_at, settled_at)
    SELECT o.performance_id, o.id, p.id, 'succeeded', 'late', o.total, o.currency, 'late-' || o.link,
           now(), now()
    FROM "order" o JOIN payment p ON p.performance_id = o.performance_id AND p.order_id = o.id
    WHERE o.performance_id = $1"""


async def at_the_till(fan: Fan, stage: Stage) -> tuple[Till, int]:
    """Two seats of Opening Night, the card fields there; and the performance."""
    show, till = await stage.show("Opening Night at the Rex", like=OPENING), Till(fan)
    await till.comes(show, 2)
    await expect(till.card.get_by_label("Card number")).to_be_visible()
    return till, show


async def checkout_paid(fan: Fan, stage: Stage) -> None:
    await at_the_till(fan, stage)


async def declined(fan: Fan, stage: Stage) -> int:
    till, show = await at_the_till(fan, stage)
    await till.says_who()
    await till.pays(NO)
    await expect(till.says).to_contain_text("declined")
    return show


async def checkout_declined(fan: Fan, stage: Stage) -> None:
    await declined(fan, stage)


async def checkout_unreachable(fan: Fan, stage: Stage) -> None:
    await fan.page.route("**/stripe.js", lambda route: route.abort())
    till = Till(fan)
    await till.comes(await stage.show("Opening Night at the Rex", like=OPENING), 2)
    await expect(till.says).to_be_visible()


async def bank_asks(fan: Fan, stage: Stage) -> None:
    till, _ = await at_the_till(fan, stage)
    await till.says_who()
    await till.pays(ASKS)
    await expect(till.question.get_by_role("button", name="Complete")).to_be_focused()


async def order_to_pay(fan: Fan, stage: Stage) -> None:
    show = await declined(fan, stage)
    await fan.opens(await stage.order_page(show))
    await expect(Till(fan).card.get_by_label("Card number")).to_be_visible()


async def order_thinking(fan: Fan, stage: Stage) -> None:
    till, _ = await at_the_till(fan, stage)
    await till.says_who()
    await till.pays(THINKS)
    await expect(fan.page.locator("main")).to_contain_text("still thinking")


async def paid(fan: Fan, stage: Stage) -> int:
    till, show = await at_the_till(fan, stage)
    await till.says_who()
    await till.pays()
    await fan.has_tickets()
    return show


async def order_paid(fan: Fan, stage: Stage) -> None:
    await paid(fan, stage)


async def gives_back(fan: Fan, stage: Stage, *which: str) -> None:
    """By staff, at a terminal."""
    show = await paid(fan, stage)
    reference = await stage.ask('SELECT reference FROM "order" WHERE performance_id = $1', show)
    stage.house.must("order", "refund", reference, "--performance", str(show), *which, "--yes")
    await fan.page.reload()


async def order_part_refunded(fan: Fan, stage: Stage) -> None:
    await gives_back(fan, stage, "--seat", "Stalls A 3")
    await expect(fan.page.get_by_role("article")).to_have_count(1)


async def order_refunded(fan: Fan, stage: Stage) -> None:
    await gives_back(fan, stage)
    await expect(Till(fan).title).to_contain_text("Refunded")


async def ended(fan: Fan, stage: Stage) -> int:
    show = await declined(fan, stage)
    await stage.time_to_pay_is_over(show)
    await eventually(lambda: _is_over(stage, show))
    return show


async def _is_over(stage: Stage, show: int) -> bool:
    return await stage.orders(show) == ["expired"]


async def order_expired(fan: Fan, stage: Stage) -> None:
    await fan.opens(await stage.order_page(await ended(fan, stage)))


async def order_late(fan: Fan, stage: Stage) -> None:
    show = await ended(fan, stage)
    await stage.ask(LATE, show)
    await fan.opens(await stage.order_page(show))
    await expect(fan.page.locator("main")).to_contain_text("after your seats had gone")


async def mail_none(fan: Fan, stage: Stage) -> None:
    with stage.house.mailbox.put_away():
        await fan.opens("/dev/mail")


async def mail_some(fan: Fan, stage: Stage) -> None:
    await paid(fan, stage)
    await stage.house.mailbox.arrives(fan.page.url, "Your tickets")
    await fan.opens("/dev/mail")


async def mail_one(fan: Fan, stage: Stage) -> None:
    await mail_some(fan, stage)
    await fan.page.get_by_role("link", name="Your tickets for").first.click()
    await expect(fan.page.get_by_role("heading", level=1)).to_contain_text("Your tickets for")
