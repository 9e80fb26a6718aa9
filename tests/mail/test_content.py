"""What the mails say, to the cent, in text and in HTML."""

import html
import re

import pytest

from app.checkout.order_mail import build_order_mail
from app.checkout.orders.queries import Receipt
from app.mail.content import MailContent, MailOutdated, greeted_name
from app.mail.outbox import MailKind
from db import pool
from tests.checkout.scenarios import make_pending, order_free_seats
from tests.mail.mail_scenarios import OtherLine, add_refund, claim_due_mail, set_prices, write_due_mail
from tests.world import World

FEES = [
    OtherLine("fee", "Booking fee", 2, 800),
    OtherLine("fee", "Handling", 1, 150),
    OtherLine("tax", "Includes VAT 6%", 1, 1005, included=True),
]


async def build_mail(receipt: Receipt, kind: MailKind = "confirmation", refund_id: int | None = None) -> MailContent:
    await write_due_mail(receipt, kind, refund_id)
    return await build_order_mail(await claim_due_mail())


def rows(text: str) -> list[tuple[str, str]]:
    """Return the words and the sum of each line with a sum."""
    return [(words.strip(), money) for words, money in re.findall(r"^(.+?) {2,}(\S+)$", text, re.MULTILINE)]


def html_rows(page: str) -> list[tuple[str, str]]:
    """Return the same rows of the HTML."""
    return [
        (html.unescape(words), html.unescape(money))
        for words, money in re.findall(
            r"<tr[^>]*><td[^>]*>([^<]*)</td><td class=\"money\"[^>]*>([^<]+)</td></tr>", page
        )
    ]


async def test_a_confirmation_adds_up(world: World) -> None:
    receipt = await order_free_seats(world)
    await set_prices(receipt, 8400, *FEES)
    content = await build_mail(receipt)
    assert rows(content.text) == html_rows(content.html)
    assert [money for _, money in rows(content.text)] == ["€84.00", "€84.00", "€8.00", "€1.50", "€177.50", "€10.05"]
    labels = [words for words, _ in rows(content.text)]
    assert labels[2:] == ["Booking fee, 2 × €4.00", "Handling", "Total", "Includes VAT 6%"]


async def test_an_added_tax_stands_above_the_total(world: World) -> None:
    receipt = await order_free_seats(world)
    await set_prices(receipt, 1000, OtherLine("tax", "Sales tax 8.875%", 2, 178))
    content = await build_mail(receipt)
    assert rows(content.text)[2:] == [("Sales tax 8.875%, 2 × €0.89", "€1.78"), ("Total", "€21.78")]


async def test_a_confirmation_says_where_when_and_which_seats(world: World) -> None:
    receipt = await order_free_seats(world)
    performance = await pool.fetch_row(
        "UPDATE performance SET starts_at = '2027-07-01T19:30Z', doors_at = '2027-07-01T18:30Z'"
    )
    assert performance is None
    content = await build_mail(receipt)
    for words in ("Thu, 1 Jul 2027, 20:30, doors 19:30", "Rex Theatre, Rua de Passos Manuel, Porto", receipt.reference):
        assert words in content.text
        assert words in content.html
    assert content.text.startswith("You're going, Ana\n")
    assert "Preview Night at the Rex" in content.subject
    assert len(re.findall(r"seat \d+, \w+ +Free", content.text)) == 2


async def test_the_links_lead_to_the_order_and_not_into_the_subject(world: World) -> None:
    receipt = await order_free_seats(world)
    content = await build_mail(receipt)
    page = f"http://127.0.0.1:8000/orders/{receipt.performance_id}/{receipt.link}"
    for address in (page, f"{page}/tickets.pdf", f"{page}/calendar.ics"):
        assert f"\n{address}\n" in content.text
        assert f'href="{address}"' in content.html
    assert receipt.link not in content.subject


async def test_a_confirmation_marks_what_was_given_back_since(world: World) -> None:
    receipt = await order_free_seats(world)
    await add_refund(receipt, 17)
    content = await build_mail(receipt)
    assert content.text.count("(seat given back)") == content.html.count("(seat given back)") == 1


async def test_a_confirmation_of_a_cancelled_performance_says_so(world: World) -> None:
    receipt = await order_free_seats(world)
    await pool.execute("UPDATE performance SET state = 'cancelled', cancelled_at = now()")
    content = await build_mail(receipt)
    assert content.text.startswith("Cancelled, Ana\n")
    assert "tickets.pdf" not in content.text + content.html


async def test_nothing_is_confirmed_that_is_no_longer_so(world: World) -> None:
    receipt = await order_free_seats(world)
    await make_pending(receipt)
    with pytest.raises(MailOutdated, match="pending"):
        await build_mail(receipt)


async def test_a_part_refund_says_how_much_for_which_seats_and_what_stays(world: World) -> None:
    receipt = await order_free_seats(world)
    await set_prices(receipt, 8400, *FEES)
    content = await build_mail(receipt, "refund", await add_refund(receipt, 17, amount=8800))
    assert content.text.startswith("€88.00 goes back to you, Ana\n")
    assert rows(content.text) == html_rows(content.html)
    assert [money for _, money in rows(content.text)] == ["€84.00", "€4.00", "€88.00"]
    assert "5 to 10 days" in content.text
    assert "The ticket for this seat no longer opens the door." in content.html
    assert "Your ticket stays good:" in content.text.replace("other ", "")


async def test_a_refund_that_keeps_something_adds_up_too(world: World) -> None:
    receipt = await order_free_seats(world)
    await set_prices(receipt, 8400, *FEES)
    content = await build_mail(receipt, "refund", await add_refund(receipt, 17, 18, amount=16000))
    assert [money for _, money in rows(content.text)] == ["€84.00", "€84.00", "−€8.00", "€160.00"]
    assert "stays good" not in content.text + content.html
    assert "tickets for these seats no longer open the door" in content.text


async def test_giving_back_what_was_free_promises_no_money(world: World) -> None:
    receipt = await order_free_seats(world)
    content = await build_mail(receipt, "refund", await add_refund(receipt, 17, 18))
    assert content.text.startswith("Your seats are given back, Ana\n")
    assert "Nothing was paid for them" in content.html
    assert [money for _, money in rows(content.text)] == [money for _, money in html_rows(content.html)] == ["Free"] * 2
    assert "days" not in content.text + content.html


async def test_a_second_payment_goes_back_and_the_tickets_stay_good(world: World) -> None:
    receipt = await order_free_seats(world)
    content = await build_mail(receipt, "refund", await add_refund(receipt, why="double", amount=17750))
    assert "paid twice" in content.text
    assert "Your tickets stay good:" in content.html
    assert rows(content.text) == [("Goes back to you", "€177.50")]


async def test_a_refund_that_failed_is_not_announced(world: World) -> None:
    receipt = await order_free_seats(world)
    with pytest.raises(MailOutdated, match="failed"):
        await build_mail(receipt, "refund", await add_refund(receipt, amount=100, state="failed"))


async def test_who_paid_too_late_hears_what_happened_and_gets_all_of_it_back(world: World) -> None:
    receipt = await order_free_seats(world)
    content = await build_mail(receipt, "late", await add_refund(receipt, 17, 18, why="late", amount=17750))
    assert content.text.startswith("Your payment came after your seats had gone\n")
    assert rows(content.text) == html_rows(content.html) == [("Goes back to you", "€177.50")]
    assert "We are sorry." in content.html
    assert f"/performances/{receipt.performance_id}\n" in content.text


async def test_who_paid_for_a_cancelled_night_hears_just_that(world: World) -> None:
    receipt = await order_free_seats(world)
    await pool.execute("UPDATE performance SET state = 'cancelled'")
    content = await build_mail(receipt, "late", await add_refund(receipt, 17, 18, why="late", amount=17750))
    assert "when the performance was cancelled" in content.subject
    assert "seats had gone" not in content.subject + content.text + content.html
    assert "Choose again" not in content.text + content.html


@pytest.mark.parametrize("kind", ["confirmation", "refund", "late"])
async def test_no_mail_holds_what_a_stranger_could_have_typed_as_html_or_as_a_link(
    world: World, kind: MailKind
) -> None:
    receipt = await order_free_seats(world)
    await pool.execute("UPDATE \"order\" SET name = 'http://evil.example <b>x</b>'")
    await pool.execute("UPDATE event SET title = '<script>alert(1)</script>'")
    content = await build_mail(receipt, kind, await add_refund(receipt, 17) if kind != "confirmation" else None)
    assert "evil.example" not in content.text + content.html
    assert "<script>" not in content.html
    assert "&lt;script&gt;" in content.html


@pytest.mark.parametrize("kind", ["confirmation", "refund", "late"])
async def test_the_html_needs_nothing_from_elsewhere(world: World, kind: MailKind) -> None:
    receipt = await order_free_seats(world)
    content = await build_mail(receipt, kind, await add_refund(receipt, 17) if kind != "confirmation" else None)
    assert re.findall(r"<(?:img|link|script|iframe|object)|url\(|@import", content.html) == []
    assert all(len(line) <= 100 for line in content.text.splitlines())
    assert "\n\n\n\n" not in content.text


@pytest.mark.parametrize(
    "name", ["Ana Ferreira", "Анна Фёдорова", "山田太郎", "J. R.", "O’Brien", "Maria del Carmen de los Ángeles y Ruiz"]
)
def test_names_are_greeted_as_they_were_typed(name: str) -> None:
    assert greeted_name(f" {name} ") == name


@pytest.mark.parametrize("name", ["evil.example", "Visit evil.example", "a@b", "Call 555 0199", "Win " * 20])
def test_a_name_that_looks_like_a_link_or_a_text_is_not_greeted(name: str) -> None:
    assert greeted_name(name) == ""
