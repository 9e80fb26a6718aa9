"""An order with every kind of place and ticket type, in its page, documents, mail, report and refunds."""

import re
from collections.abc import Callable

import pypdfium2 as pdfium
import pytest
from icalendar import Calendar

from app.checkout.errors import CannotRefund
from app.checkout.order_mail import build_order_mail
from app.checkout.orders.lifecycle import open_order
from app.checkout.orders.queries import Receipt
from app.checkout.refunds.lifecycle import refund_order
from app.checkout.refunds.quote import get_refund_quote
from app.checkout.refunds.send import push_refund
from app.seating.holds.hold import choose_type, hold_places, hold_seats
from tests.checkout.cli import aisle
from tests.checkout.scenarios import RefundRow, open_intent, reconcile, refunds
from tests.fan import Fan
from tests.mail.mail_scenarios import claim_due_mail, write_due_mail
from tests.payments.fake_provider import FakeProvider
from tests.seating.scenarios import CHILD, FLOOR, create_night
from tests.world import World

Visit = Callable[[], Fan]
LINES = [
    ("Floor, Child", 1500),
    ("Floor, 2 places, Adult", 5000),
    ("Tables, Table 2, seat 1, Adult", 6000),
    ("Stalls, row B, seat 1, Child", 3000),
]
TOTAL = 15_500 + 5 * 200 + 100


@pytest.fixture
async def paid(world: World, provider: FakeProvider) -> Receipt:
    """Return a paid order: three standing places, one of them a child's, a seat at a table, a child's seat in row B."""
    night = await create_night(world)
    await hold_seats(night.id, "ana", [14, 26], night.plan)
    hold = await hold_places(night, "ana", FLOOR, 3, night.plan)
    await choose_type(night.id, "ana", [hold.seats[0], 26], CHILD)
    receipt = await open_order(night.id, "ana", "Ana", "ana@example.org", total=TOTAL)
    provider.pay(await open_intent(receipt))
    assert await reconcile(receipt) == "paid"
    return receipt


def plain(page: str) -> str:
    """Return the visible text of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


async def test_the_page_says_places_and_types_and_what_they_cost(paid: Receipt, visit: Visit) -> None:
    page = (await visit().read(paid.address)).text
    words = plain(page)
    for line, amount in LINES:
        assert f"{line} €{amount // 100}.00" in words
    assert "€166.00" in words
    figures = re.findall(r"<dt>(Row|Table|Seat)</dt><dd>([^<]+)", page)
    assert figures == [("Table", "2"), ("Seat", "1"), ("Row", "B"), ("Seat", "1")]


async def test_the_paper_says_which_table_and_names_no_seat_where_one_stands(paid: Receipt, visit: Visit) -> None:
    pdf = pdfium.PdfDocument((await visit().read(f"{paid.address}/tickets.pdf")).content)
    pages = [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]
    assert len(pages) == 5
    assert ("Child" in pages[0], "Row" in pages[0]) == (True, False)
    assert "Tables, Table 2, seat 1" in pages[3]
    assert ("Stalls, row B, seat 1" in pages[4], "Child" in pages[4]) == (True, True)


async def test_the_calendar_says_standing_places_once(paid: Receipt, visit: Visit) -> None:
    file = (await visit().read(f"{paid.address}/calendar.ics")).content
    (entry,) = Calendar.from_ical(file).walk("VEVENT")
    assert "Floor, 3 places\nTables, Table 2, seat 1\nStalls, row B, seat 1\n" in entry["description"]


async def test_the_mail_says_each_line_to_the_cent(paid: Receipt) -> None:
    await write_due_mail(paid)
    text = (await build_order_mail(await claim_due_mail())).text
    rows = [(words.strip(), money) for words, money in re.findall(r"^(.+?) {2,}(\S+)$", text, re.MULTILINE)]
    assert rows[: len(LINES)] == [(words, f"€{amount // 100}.00") for words, amount in LINES]
    assert ("Total", "€166.00") in rows


async def test_the_terminal_says_the_type_of_each_line_and_ticket(
    paid: Receipt, server_environment: dict[str, str]
) -> None:
    _, text = await aisle(server_environment, "order", "show", paid.reference)
    assert "Stalls, row B, seat 1, Child €30.00" in text
    assert "Booking fee × 5 €10.00" in text
    assert text.count(" · Floor · Adult · valid") == 2


async def test_a_seat_goes_back_at_the_price_of_its_type(paid: Receipt) -> None:
    key = paid.performance_id, paid.id
    quote = await get_refund_quote(*key, ["Stalls B 1"], fees=True)
    assert (quote.seat_numbers, quote.amount) == ([26], 3200)
    await push_refund(key[0], await refund_order(*key, seats=[26], actor="test"), actor="test")
    assert refunds_of(await refunds(paid)) == [3200]


def refunds_of(rows: list[RefundRow]) -> list[int]:
    """List the amounts that went back."""
    return [row.amount for row in rows if row.state == "succeeded"]


async def test_standing_places_that_cost_alike_are_named_alike_and_others_by_number(paid: Receipt) -> None:
    key = paid.performance_id, paid.id
    with pytest.raises(CannotRefund, match="may be two seats"):  # one is a child's
        await get_refund_quote(*key, ["Floor"], fees=True)
    child = (await get_refund_quote(*key, [], fees=True)).seat_numbers[0]
    await push_refund(key[0], await refund_order(*key, seats=[child], actor="test"), actor="test")
    assert (await get_refund_quote(*key, ["Floor"], fees=True)).amount == 2700
    assert len((await get_refund_quote(*key, ["floor", "Floor"], fees=True)).seat_numbers) == 2
    with pytest.raises(CannotRefund, match="more often than"):
        await get_refund_quote(*key, ["Floor", "Floor", "Floor"], fees=True)


async def test_the_mail_of_a_refund_tells_what_stays(paid: Receipt) -> None:
    key = paid.performance_id, paid.id
    number = await refund_order(*key, seats=[14, 26], actor="test")
    await push_refund(key[0], number, actor="test")
    await write_due_mail(paid, "refund", number)
    text = (await build_order_mail(await claim_due_mail())).text
    assert "Your other tickets stay good:\nFloor, 3 places\n" in text
    assert "Tables, Table 2, seat 1, Adult" in text
