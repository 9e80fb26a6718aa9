"""What several tests do. Every locator is one of those that docs/testing.md promises."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import APIRequestContext, Page, expect


def find_performance(page: Page, slug: str) -> str:
    """Return the address of the event's first performance, such as "/performances/2"."""
    page.goto("/")
    address = page.locator(f'[data-event="{slug}"] a').first.get_attribute("href")
    assert address is not None
    assert re.fullmatch(r"/performances/\d+", address)
    return address


def take_seats(page: Page, slug: str, count: int) -> None:
    """Take the first seats in the list, and wait for the basket."""
    page.goto(f"{find_performance(page, slug)}/list?party={count}")
    page.get_by_role("button", name=f"Take {count}").first.click()
    expect(page.get_by_role("timer", name="Time left to check out")).to_be_visible()


def check_out(page: Page, email: str, name: str) -> None:
    """Go from the basket to the form, and fill in the contact."""
    page.get_by_role("link", name="Check out").first.click()
    page.get_by_role("textbox", name="E-mail").fill(email)
    page.get_by_role("textbox", name="Name").fill(name)


def pay(page: Page, number: str) -> None:
    """Type the card into the payment company's frame, and pay."""
    card = page.frame_locator('iframe[title="Secure payment input frame"]')
    card.get_by_label("Card number").fill(number)
    card.get_by_label("Expires").fill("12 / 40")
    card.get_by_label("Security code").fill("123")
    page.get_by_role("button", name="Pay").click()


@contextmanager
def moved_clock(aisle: APIRequestContext, change: str) -> Iterator[None]:
    """Move the clock of the installation for the block. `change`: "+15m" or a time."""
    expect(aisle.post("/dev/clock", data={"change": change})).to_be_ok()
    try:
        yield
    finally:
        expect(aisle.post("/dev/clock", data={"change": "reset"})).to_be_ok()
