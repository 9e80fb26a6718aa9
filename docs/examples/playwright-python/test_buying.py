"""A fan buys tickets: free ones and paid ones, with a card that is declined, too late, and by mail."""

import time

from fan import check_out, moved_clock, pay, take_seats
from playwright.sync_api import APIRequestContext, Page, expect

FREE, PAID = "preview-night-at-the-rex", "opening-night-at-the-rex"


def sees_tickets(page: Page, name: str) -> None:
    """Wait for the order's page."""
    expect(page.get_by_role("heading", name=f"You're going, {name}")).to_be_visible()


def test_two_free_tickets_from_the_list(page: Page) -> None:
    take_seats(page, FREE, 2)
    check_out(page, "ana@example.org", "Ana Silva")
    page.get_by_role("button", name="Take the tickets").click()
    sees_tickets(page, "Ana")
    expect(page.get_by_role("article")).to_have_count(2)


def test_a_ticket_paid_by_card(page: Page) -> None:
    take_seats(page, PAID, 1)
    check_out(page, "ben@example.org", "Ben Costa")
    pay(page, "4242424242424242")
    sees_tickets(page, "Ben")


def test_a_declined_card_and_another_one(page: Page) -> None:
    take_seats(page, PAID, 1)
    check_out(page, "eva@example.org", "Eva Lopes")
    pay(page, "4000000000000002")
    expect(page.get_by_text("declined the card")).to_be_visible()
    pay(page, "4242424242424242")
    sees_tickets(page, "Eva")


def test_seats_go_back_when_the_time_is_over(page: Page, aisle: APIRequestContext) -> None:
    take_seats(page, FREE, 2)
    with moved_clock(aisle, "+15m"):
        page.reload()
        expect(page.get_by_role("complementary", name="Your basket")).to_have_attribute("data-seats", "")


def test_the_mail_with_the_tickets(page: Page, aisle: APIRequestContext) -> None:
    take_seats(page, FREE, 1)
    check_out(page, "mia@example.org", "Mia Reis")
    page.get_by_role("button", name="Take the ticket").click()
    sees_tickets(page, "Mia")
    deadline = time.monotonic() + 30
    while not (mails := aisle.get("/dev/mails", params={"to": "mia@example.org"}).json()):
        assert time.monotonic() < deadline, "no mail"
        time.sleep(0.2)
    mail = aisle.get(f"/dev/mails/{mails[0]['name']}").json()
    assert page.url in mail["links"]
    assert aisle.get(f"{page.url}/tickets.pdf").headers["content-type"] == "application/pdf"
