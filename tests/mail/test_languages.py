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


async def priced_order(world: World) -> Receipt:
    """Return an order of two seats with a fee."""
    receipt = await order_free_seats(world)
    await set_prices(receipt, 8400, OtherLine("fee", "Handling!", 1, 150))
    return receipt


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
    assert re.search(r'<body>\s*<div lang="en-XA" dir="ltr">', content.html), "some programs drop those of html"
    message = message_from_bytes(
        compose_message(content, MAIL, parse_sender("tickets@example.org")).data, policy=default
    )
    assert message["Content-Language"] == "en-XA"
    assert message["Subject"].startswith("⟦")


async def test_an_order_in_a_language_that_is_gone_gets_english_mail(world: World) -> None:
    content = await build_mail(await order_free_seats(world), "tlh")
    assert content.text.startswith("You're going, Ana\n")
    assert content.language == "en"


@pytest.mark.parametrize(
    ("tag", "direction", "start", "end"), [("de", "ltr", "left", "right"), ("ar", "rtl", "right", "left")]
)
async def test_every_table_is_read_in_the_direction_of_the_language_also_without_style(
    world: World, tag: str, direction: str, start: str, end: str
) -> None:
    page = (await build_mail(await priced_order(world), tag)).html
    body = page.partition("<body>")[2]
    tables = re.findall(r'<table role="presentation" class="(?:sheet|do|sums)"[^>]*>', body)
    assert [f'dir="{direction}"' in table for table in tables] == [True] * 3
    rows = re.findall(
        r'<td align="(\w+)" style="[^"]*">[^<]+</td><td class="money" align="(\w+)" style="([^"]*)"', body
    )
    assert {(label, amount) for label, amount, _ in rows} == {(start, end)}
    assert all(f"padding-{start}:" in style for *_, style in rows)


@pytest.mark.parametrize(
    ("element", "look"),
    [
        (r'bgcolor="#1d1712"[^>]*><a [^>]*style="', "color:#fdfcfc"),
        (r'<td [^>]*style="(?=[^"]*">[^<]*\(seat given back\)<)', "text-decoration:line-through"),
        (r'<td [^>]*style="(?=[^"]*">Total<)', "font-weight:bold"),
        (r'<div class="preview" style="', "display:none"),
    ],
)
async def test_what_cannot_be_read_without_the_style_element_has_its_own(world: World, element: str, look: str) -> None:
    receipt = await priced_order(world)
    await add_refund(receipt, 17)
    assert re.search(f'{element}[^"]*{look}', (await build_mail(receipt, "en")).html)


async def test_each_line_of_an_arabic_text_is_read_from_right_to_left(world: World) -> None:
    receipt = await priced_order(world)
    for content in (
        await build_mail(receipt, "ar"),
        await build_mail(receipt, "ar", "refund", await add_refund(receipt, 17, amount=8400)),
    ):
        lines = [line for line in content.text.splitlines() if line]
        assert {line[0] for line in lines if not line.startswith("http")} == {"\u200f"}
        assert sum(line.startswith("http") for line in lines) >= 1


async def test_a_name_in_letters_of_the_other_direction_keeps_its_signs(world: World) -> None:
    receipt = await priced_order(world)
    await pool.execute("UPDATE event SET title = 'What now, Ana?'")
    content = await build_mail(receipt, "ar")
    for name in ("What now, Ana?", "Handling!"):
        assert f"\u2068{name}\u2069" in content.text
    assert '<span lang="en" dir="auto">What now, Ana?</span>' in content.html
    assert ">\u2068Handling!\u2069<" in content.html
    assert "\u2068" not in (await build_mail(receipt, "de")).text
