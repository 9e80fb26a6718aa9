"""Tests of prices and fees: the prices on the map add up to the total."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.pricing import Fee, PricedTicket, all_in_price, fee_on_ticket, percent_of, totals_of
from app.language.translator import english
from tests.events.fee_examples import BOOKING, CARD, POSTAGE, amounts, fees, lines

ABSORBED = Fee("Card fee", "percent", 140, absorbed=True)


@pytest.mark.parametrize(
    ("price", "hundredths", "fee"),
    [(0, 250, 0), (8_400, 0, 0), (8_400, 250, 210), (1_980, 250, 50), (1_979, 250, 49), (20, 250, 1), (19, 250, 0)],
)
def test_a_percent_is_rounded_half_up(price: int, hundredths: int, fee: int) -> None:
    assert percent_of(price, hundredths) == fee


@pytest.mark.parametrize(
    ("price", "charged", "printed"),
    [
        (8_400, [], 8_400),
        (8_400, [BOOKING], 8_650),
        (8_400, [BOOKING, CARD], 8_860),
        (8_400, [BOOKING, ABSORBED], 8_650),
        (8_400, [POSTAGE], 8_400),
        (0, [BOOKING, CARD, POSTAGE], 0),
    ],
)
def test_the_printed_price_has_every_fee_of_a_ticket_in_it(price: int, charged: list[Fee], printed: int) -> None:
    assert all_in_price(price, charged) == printed


def test_two_tickets_come_with_each_fee_as_its_own_line() -> None:
    sums = totals_of([PricedTicket(0, 0, 8_400), PricedTicket(0, 1, 4_200)], [BOOKING, CARD, POSTAGE, ABSORBED])
    assert [(english.say(row.label), row.quantity, row.amount) for row in sums.rows] == [
        ("2 tickets", 2, 12_600),
        ("Booking fee", 2, 500),
        ("Service, 2.5 %", 2, 315),
        ("Handling", 1, 300),
    ]
    assert sums.total == 13_715


def test_free_tickets_bear_no_fee_and_an_order_of_them_is_free() -> None:
    sums = totals_of([PricedTicket(0, 0, 0), PricedTicket(1, 0, 0)], [BOOKING, CARD, POSTAGE])
    assert (sums.total, sums.fees) == (0, [])


def test_a_free_ticket_beside_a_paid_one_adds_nothing() -> None:
    alone = totals_of([PricedTicket(0, 0, 900)], [BOOKING])
    together = totals_of([PricedTicket(0, 0, 900), PricedTicket(0, 1, 0)], [BOOKING])
    assert alone.total == together.total == 1_150


def test_an_empty_basket_comes_to_nothing() -> None:
    assert totals_of([], [BOOKING, POSTAGE]).total == 0


@given(lines, fees)
def test_printed_prices_and_fees_per_order_add_up_to_the_total(chosen: list[PricedTicket], charged: list[Fee]) -> None:
    per_order = sum(fee.amount for fee in charged if fee.kind == "per_order" and not fee.absorbed)
    paid = any(line.price for line in chosen)
    printed = sum(all_in_price(line.price, charged) for line in chosen)
    assert totals_of(chosen, charged).total == printed + (per_order if paid else 0)


@given(lines, lines, fees)
def test_one_order_is_never_dearer_than_two(
    here: list[PricedTicket], there: list[PricedTicket], charged: list[Fee]
) -> None:
    apart = totals_of(here, charged).total + totals_of(there, charged).total
    assert totals_of([*here, *there], charged).total <= apart


@given(amounts, st.integers(0, 20_000))
def test_a_percent_fee_is_within_half_a_unit_of_the_exact_one(price: int, hundredths: int) -> None:
    fee = fee_on_ticket(price, Fee("f", "percent", hundredths))
    assert abs(fee * 10_000 - price * hundredths) * 2 <= 10_000
