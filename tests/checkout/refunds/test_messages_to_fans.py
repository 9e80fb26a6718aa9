"""What pages and mails say about refunds that staff ended by hand, that failed, and that are tried once more."""

from collections.abc import Callable

import pytest

from app.checkout.order_mail import build_order_mail
from app.checkout.orders.queries import Receipt
from app.checkout.refunds.by_hand import cancel_refund, settle_refund_by_hand
from app.checkout.refunds.lifecycle import refund_order, settle_refund
from app.checkout.refunds.queries import Refund
from app.checkout.refunds.send import push_refund
from app.checkout.settlement.staff_fixes import retry_stuck
from app.mail.content import MailOutdated
from db import pool
from tests.checkout.scenarios import (
    fetch_refund,
    order_free_seats,
)
from tests.fan import Fan
from tests.mail.mail_scenarios import claim_due_mail, write_due_mail
from tests.payments.fake_provider import FakeProvider
from tests.world import World

STAFF = "staff:olga"


async def test_the_mail_says_that_it_went_another_way(wanted: Refund) -> None:
    await settle_refund_by_hand(wanted.handle, "secret words of staff", actor=STAFF)
    await pool.execute("UPDATE mail SET try_at = now()")
    await claim_due_mail()  # the confirmation
    content = await build_order_mail(await claim_due_mail())
    for text in (content.text, content.html):
        assert "in another way than you paid" in text
        assert "the way it came" not in text
        assert "secret words" not in text


async def test_a_canceled_refund_is_told_by_no_mail(paid: Receipt, wanted: Refund) -> None:
    await cancel_refund(wanted.handle, "a misunderstanding", actor=STAFF)
    await write_due_mail(paid, "refund", wanted.id)
    with pytest.raises(MailOutdated, match="canceled"):
        await build_order_mail(await claim_due_mail())


async def test_the_page_of_tickets_whose_refund_is_under_way_does_not_send_anybody_to_the_door(
    world: World, paid: Receipt, visit: Callable[[], Fan]
) -> None:
    await refund_order(1, paid.id, seats=[17], actor="test")
    page = (await visit().read(f"/orders/1/{paid.link}")).text
    assert (page.count("(refund under way)"), page.count("A refund of this ticket is under way.")) == (1, 1)
    assert ("Ready for the door" in page, "given back" in page) == (True, False)
    await refund_order(1, paid.id, actor="test")
    page = (await visit().read(f"/orders/1/{paid.link}")).text
    assert ("Ready for the door" in page, "You're going" in page) == (False, False)
    free = await order_free_seats(world)
    await refund_order(free.performance_id, free.id, actor="test")
    page = (await visit().read(f"/orders/{free.performance_id}/{free.link}")).text
    assert ("Your seats are about to be given back." in page, "Ready for the door" in page) == (True, False)
    assert "ask there for the supervisor" in page


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("wanted", "is about to go back."),
        ("by_hand", "was given back by the organizer."),
        ("failed", "could not go back the way it came."),
        ("again", "it is tried once more."),
    ],
)
async def test_the_page_says_where_the_money_is(
    paid: Receipt, provider: FakeProvider, visit: Callable[[], Fan], state: str, says: str
) -> None:
    number = await refund_order(1, paid.id, seats=[17], actor="test")
    if state == "by_hand":
        await settle_refund_by_hand(f"refund:1:{number}", "secret words of staff", actor=STAFF)
    elif state != "wanted":
        await push_refund(1, number, actor="test")
        provider.settle_refund("re_1", "failed")
        await settle_refund(await fetch_refund(number), provider.refunds["re_1"], actor="stripe")
    if state == "again":
        await retry_stuck(f"refund:1:{number}", actor=STAFF)
    page = (await visit().read(f"/orders/1/{paid.link}")).text
    assert (says in page, "secret words" in page) == (True, False)
