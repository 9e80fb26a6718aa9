"""Mails in the language of their order."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from app.checkout.order_mail import build_order_mail
from app.checkout.orders.queries import Receipt
from app.mail.content import MailContent
from app.mail.headers import parse_sender
from app.mail.mime import compose_message
from app.mail.outbox import MailKind
from app.mail.queue import ClaimedMail
from db import pool
from tests.checkout.scenarios import order_free_seats
from tests.mail.mail_scenarios import OtherLine, add_refund, claim_due_mail, set_prices, write_due_mail
from tests.unbracketed import unbracketed
from tests.world import World

NAMES = ("Preview Night at the Rex", "Aisle", "PDF")
TAGS = re.compile(r"<style>.*?</style>|<!doctype html>|<[^>]*>|https?://\S+|&\w+;", re.DOTALL)
MAIL = ClaimedMail(2, 7, 1, "confirmation", None, datetime(2026, 10, 1, tzinfo=UTC), 1)


async def build_mail(
    receipt: Receipt, language: str, kind: MailKind = "confirmation", refund_id: int | None = None
) -> MailContent:
    await pool.execute('UPDATE "order" SET language = $1', language)
    await write_due_mail(receipt, kind, refund_id)
    return await build_order_mail(await claim_due_mail())


@pytest.mark.parametrize(
    ("kind", "why"), [("confirmation", ""), ("refund", "asked"), ("refund", "double"), ("late", "late")]
)
@pytest.mark.parametrize("state", ["published", "cancelled"])
async def test_no_text_of_a_mail_is_outside_the_catalogues(world: World, kind: MailKind, why: str, state: str) -> None:
    receipt = await order_free_seats(world)
    await set_prices(receipt, 8400, OtherLine("fee", "⟦Handling⟧", 2, 800))
    refund_id = await add_refund(receipt, *([17] if why == "asked" else []), amount=9000, why=why) if why else None
    await pool.execute("UPDATE performance SET state = $1, cancelled_at = now()", state)
    content = await build_mail(receipt, "en-XA", kind, refund_id)
    assert unbracketed(TAGS.sub(" ", content.text), *NAMES) == []
    assert unbracketed(TAGS.sub(" ", content.html), *NAMES) == []
    assert unbracketed(content.subject) == []


async def test_the_language_stands_in_the_head_of_the_mail_and_of_its_page(world: World) -> None:
    content = await build_mail(await order_free_seats(world), "en-XA")
    assert '<html lang="en-XA" dir="ltr">' in content.html
    message = message_from_bytes(
        compose_message(content, MAIL, parse_sender("tickets@example.org")).data, policy=default
    )
    assert message["Content-Language"] == "en-XA"
    assert message["Subject"].startswith("⟦")


async def test_an_order_in_a_language_that_is_gone_gets_english_mail(world: World) -> None:
    content = await build_mail(await order_free_seats(world), "tlh")
    assert content.text.startswith("You're going, Ana\n")
    assert content.language == "en"
