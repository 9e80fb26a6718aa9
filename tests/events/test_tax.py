"""Tests of tax: an added one is in every price, an included one is shown once, and the total is exact."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.pricing import Fee, PricedTicket, Tax, added_tax, all_in_price, fees_per_order, included_tax, totals_of
from app.events.tax_labels import read_tax_label
from app.language.translator import english, translator
from tests.events.fee_examples import (
    BOOKING,
    CARD,
    POSTAGE,
    SALES_TAX,
    VAT,
    amounts,
    fees,
    in_steps,
    included_taxes,
    lines,
    rates,
    steps,
    taxes,
)

ABSORBED = Fee("Card fee", "per_ticket", 900, absorbed=True)
TWO = [PricedTicket(0, 0, 4_000), PricedTicket(1, 0, 5_999)]


@pytest.mark.parametrize(
    ("rate", "words"), [(60_000, "6"), (88_750, "8.875"), (94_375, "9.4375"), (1_000_000, "100"), (1, "0.0001")]
)
def test_a_rate_is_written_as_people_write_it(rate: int, words: str) -> None:
    assert english.say(Tax("Sales tax", rate, included=False).label) == f"Sales tax {words}\N{NO-BREAK SPACE}%"
    assert english.say(Tax("VAT", rate, included=True).label) == f"Includes {words}\N{NO-BREAK SPACE}% VAT"


@pytest.mark.parametrize(
    ("amount", "tax", "added", "within"),
    [
        (4_350, SALES_TAX, 386, 0),  # 386.0625
        (6_349, SALES_TAX, 563, 0),  # 563.47375
        (400, Tax("t", 88_750, included=False), 36, 0),  # 35.5, half up
        (4, Tax("t", 124_999, included=False), 0, 0),  # 0.499996
        (10_600, VAT, 0, 600),  # 600 of 10,600 are 6 % on 10,000
        (6_343, VAT, 0, 359),  # 359.037...
        (6_020, Tax("consumption tax", 100_000, included=True), 0, 547),  # 547.27...
        (3, Tax("t", 200_000, included=True), 0, 1),  # 0.5, half up
        (4_350, None, 0, 0),
        (0, SALES_TAX, 0, 0),
    ],
)
def test_a_tax_by_hand(amount: int, tax: Tax | None, added: int, within: int) -> None:
    assert (added_tax(amount, tax), included_tax(amount, tax)) == (added, within)


def test_added_tax_is_one_line_counted_per_ticket_and_on_a_fee_per_order_by_itself() -> None:
    sums = totals_of(TWO, [BOOKING, CARD, POSTAGE, ABSORBED], SALES_TAX)
    assert [(english.say(row.label), row.amount) for row in sums.rows] == [
        ("2 tickets", 9_999),
        ("Booking fee", 500),
        ("Service, 2.5 %", 250),  # 100 and 149.975
        ("Handling", 300),
        ("Sales tax 8.875\N{NO-BREAK SPACE}%", 981),  # 386.0625 on 4,350, 567.911... on 6,399, 26.625 on 300
    ]
    assert (sums.total, sums.included) == (12_030, None)


def test_all_in_prices_with_added_tax_add_up_to_the_total_by_hand() -> None:
    assert [all_in_price(line.price, [BOOKING, CARD, POSTAGE], SALES_TAX) for line in TWO] == [4_736, 6_967]
    assert totals_of(TWO, [BOOKING, CARD, POSTAGE], SALES_TAX).total == 4_736 + 6_967 + 300 + 27
    assert fees_per_order([BOOKING, CARD, POSTAGE, Fee("Wrapping", "per_order", 90, absorbed=True)], SALES_TAX) == 327


def test_two_fees_per_order_are_rounded_each_by_itself() -> None:
    once, tax = Fee("once", "per_order", 4), Tax("t", 125_000, included=False)
    sums = totals_of([PricedTicket(0, 0, 80)], [once, once], tax)
    assert sums.tax is not None
    assert (sums.tax.amount, sums.total) == (10 + 1 + 1, 100)  # 0.5 twice, half up


def test_included_tax_is_told_and_adds_nothing() -> None:
    sums = totals_of(TWO, [BOOKING, POSTAGE], VAT)
    assert (sums.total, sums.tax) == (10_799, None)
    assert sums.included is not None
    assert (english.say(sums.included.label), sums.included.amount) == (
        "Includes 6\N{NO-BREAK SPACE}% VAT",
        612,
    )  # 241 + 354 + 17


@pytest.mark.parametrize("tax", [VAT, SALES_TAX])
def test_what_is_free_bears_no_tax_and_says_nothing_of_it(tax: Tax) -> None:
    sums = totals_of([PricedTicket(0, 0, 0)], [BOOKING, POSTAGE], tax)
    assert (sums.total, sums.tax, sums.included, all_in_price(0, [BOOKING], tax)) == (0, None, None, 0)


def test_dinars_are_charged_in_tens_of_the_smallest_unit() -> None:
    service, tax = Fee("Service", "percent", 333), Tax("VAT", 50_000, included=False)
    sums = totals_of([PricedTicket(0, 0, 12_340)], [service], tax, 10)
    assert [row.amount for row in sums.rows] == [12_340, 410, 640]  # 410.922 and 637.5
    assert included_tax(13_390, Tax("VAT", 50_000, included=True), 10) == 640  # 637.619...


@given(lines, fees, taxes, steps)
def test_all_in_prices_and_lines_per_order_add_up_to_the_total(
    chosen: list[PricedTicket], charged: list[Fee], tax: Tax | None, step: int
) -> None:
    chosen, charged = in_steps(chosen, charged, step)
    printed = sum(all_in_price(line.price, charged, tax, step) for line in chosen)
    once = fees_per_order(charged, tax, step) if printed else 0
    assert totals_of(chosen, charged, tax, step).total == printed + once


@given(lines, fees, taxes, steps)
def test_the_total_is_the_sum_of_its_rows_none_negative_each_chargeable(
    chosen: list[PricedTicket], charged: list[Fee], tax: Tax | None, step: int
) -> None:
    sums = totals_of(*in_steps(chosen, charged, step), tax, step)
    told = [*sums.rows, *([sums.included] if sums.included else [])]
    assert sums.total == sum(row.amount for row in sums.rows)
    assert all(row.amount >= 0 and row.amount % step == 0 and row.quantity >= 1 for row in told)
    assert sums.tax is None or sums.included is None


@given(lines, fees, included_taxes, steps)
def test_an_included_tax_never_changes_a_total_and_lies_within_rounding(
    chosen: list[PricedTicket], charged: list[Fee], tax: Tax, step: int
) -> None:
    chosen, charged = in_steps(chosen, charged, step)
    sums = totals_of(chosen, charged, tax, step)
    assert (sums.total, sums.rows) == ((plain := totals_of(chosen, charged, None, step)).total, plain.rows)
    exact = Fraction(sums.total * tax.rate, 1_000_000 + tax.rate)
    told = sums.included.amount if sums.included else 0
    assert abs(told - exact) * 2 <= step * (len(chosen) + len(charged))


@given(amounts, rates, steps)
def test_an_added_tax_lies_within_half_a_step_of_the_exact_one(amount: int, rate: int, step: int) -> None:
    exact = Fraction(amount * rate, 1_000_000)
    assert abs(added_tax(amount, Tax("t", rate, included=False), step) - exact) * 2 <= step


@given(st.data(), lines, fees, taxes)
def test_the_order_of_tickets_and_fees_changes_nothing(
    data: st.DataObject, chosen: list[PricedTicket], charged: list[Fee], tax: Tax | None
) -> None:
    shuffled, others = data.draw(st.permutations(chosen)), data.draw(st.permutations(charged))
    here, there = totals_of(chosen, charged, tax), totals_of(shuffled, others, tax)
    assert (here.total, here.tax, here.included) == (there.total, there.tax, there.included)


@pytest.mark.parametrize("tax", [Tax("VAT", 60_000, included=True), Tax("Sales tax 2", 88_750, included=False)])
def test_the_label_of_a_stored_line_is_read_back_for_every_language(tax: Tax) -> None:
    assert read_tax_label(english.say(tax.label), included=tax.included) == tax.label
    assert translator("en-XA").say(tax.label) != english.say(tax.label)


@given(tax=taxes)
def test_any_label_is_read_back(tax: Tax | None) -> None:
    if tax is not None:
        assert english.say(read_tax_label(english.say(tax.label), included=tax.included)) == english.say(tax.label)


@pytest.mark.parametrize("text", ["", "VAT", "Includes VAT", "6 %", "1234\N{NO-BREAK SPACE}%"])
def test_a_label_of_another_form_is_shown_as_it_is(text: str) -> None:
    assert read_tax_label(text, included=True) == text
