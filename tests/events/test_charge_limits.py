"""What the payment provider takes: every currency once, and drafts of which no order can be charged are refused."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest
from msgspec import structs

from app.errors import BadInput
from app.events.charge_limits import CAREFUL_MINIMUMS, MORE_DIGITS, PUBLISHED_MINIMUMS, ChargeLimits, charge_limits
from app.events.currencies import smallest_charge
from app.events.draft_input import NewPerformance
from app.events.draft_validation import validate_money
from app.events.pricing import Fee, Tax
from app.language.money import NO_MINOR_UNITS, THOUSANDTHS
from app.language.translator import english

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DRAFT = NewPerformance(event=1, plan=1, starts_at=NOW, on_sale_at=NOW, off_sale_at=NOW, ticket_types=("Adult", "Child"))
TAKEN = [name for table in (PUBLISHED_MINIMUMS, CAREFUL_MINIMUMS) for names in table.values() for name in names.split()]
NOT_TAKEN = {"IQD", "LYD"}
"""Have thousandths in ISO 4217, but Stripe takes no payments in them."""
BOOKING, HANDLING = Fee("Booking fee", "per_ticket", 25), Fee("Handling", "per_order", 25)


def check(prices: Mapping[str, Sequence[int]], **changes: object) -> None:
    """Validate a draft with these prices; its levels are Main and Balcony."""
    validate_money(structs.replace(DRAFT, prices=prices, **changes), {"Main", "Balcony"})


def refusal(prices: Mapping[str, Sequence[int]], **changes: object) -> str:
    """Return the sentence with which the draft is refused."""
    with pytest.raises(BadInput) as refused:
        check(prices, **changes)
    return english.say(refused.value.detail).replace("\N{NO-BREAK SPACE}", " ")


def test_every_currency_has_one_minimum() -> None:
    assert sorted(TAKEN) == sorted(set(TAKEN))
    assert set(" ".join(MORE_DIGITS.values()).split()) <= set(TAKEN)


def test_every_currency_of_which_we_know_something_is_taken_or_known_not_to_be() -> None:
    known = {*NO_MINOR_UNITS.split(), *THOUSANDTHS.split()}
    assert known - set(TAKEN) == NOT_TAKEN


@pytest.mark.parametrize("currency", TAKEN)
def test_a_minimum_can_itself_be_charged(currency: str) -> None:
    limits = charge_limits(currency)
    assert limits is not None
    assert 0 < limits.minimum < limits.maximum
    assert limits.minimum % smallest_charge(currency) == 0


@pytest.mark.parametrize(
    ("currency", "limits"),
    [
        ("EUR", ChargeLimits(50, 99_999_999, published=True)),
        ("GBP", ChargeLimits(30, 99_999_999, published=True)),
        ("JPY", ChargeLimits(50, 99_999_999, published=True)),
        ("HUF", ChargeLimits(17_500, 999_999_999_999, published=True)),
        ("INR", ChargeLimits(50, 999_999_999, published=True)),
        ("COP", ChargeLimits(50, 9_999_999_999, published=True)),
        ("IDR", ChargeLimits(50, 999_999_999_999, published=True)),
        ("KWD", ChargeLimits(500, 99_999_999, published=False)),
        ("ISK", ChargeLimits(200, 999_999, published=False)),
        ("UGX", ChargeLimits(5_000, 9_999_999_999, published=False)),
        ("VND", ChargeLimits(50_000, 99_999_999, published=False)),
    ],
)
def test_limits_are_in_our_minor_units(currency: str, limits: ChargeLimits) -> None:
    assert charge_limits(currency) == limits


@pytest.mark.parametrize("currency", ["XXX", "XTS", "BTC", "XAU", "EUX", "IQD", "LYD", "BGN"])
def test_a_currency_that_is_not_taken_is_refused_even_when_all_is_free(currency: str) -> None:
    assert refusal({"Main": [0, 0]}, currency=currency).startswith(
        f"The payment company takes no payments in {currency};"
    )


@pytest.mark.parametrize(
    ("currency", "price", "comes_to", "least"),
    [
        ("EUR", 30, "€0.30", "the payment company charges no less than €0.50"),
        ("EUR", 49, "€0.49", "the payment company charges no less than €0.50"),
        ("GBP", 29, "£0.29", "the payment company charges no less than £0.30"),
        ("JPY", 30, "JP¥30", "the payment company charges no less than JP¥50"),
        ("HUF", 10_000, "HUF 100.00", "the payment company charges no less than HUF 175.00"),
        ("CLP", 999, "CLP 999", "below CLP 1,000 (about a US dollar) the payment company may refuse it"),
        ("ISK", 199, "ISK 199", "below ISK 200 (about a US dollar) the payment company may refuse it"),
        ("KWD", 490, "KWD 0.490", "below KWD 0.500 (about a US dollar) the payment company may refuse it"),
    ],
)
def test_a_ticket_below_the_minimum_is_refused_with_its_price_and_the_minimum(
    currency: str, price: int, comes_to: str, least: str
) -> None:
    sentence = f"Main as Adult comes to {comes_to}; {least}. Raise the price, or make it free."
    assert refusal({"Main": [price, 0]}, currency=currency) == sentence


@pytest.mark.parametrize(
    ("currency", "price"),
    [
        ("EUR", 50),
        ("GBP", 30),
        ("JPY", 50),
        ("HUF", 17_500),
        ("CLP", 1_000),
        ("ISK", 200),
        ("KWD", 500),
        ("UGX", 5_000),
    ],
)
def test_the_minimum_itself_is_charged(currency: str, price: int) -> None:
    check({"Main": [price, 0]}, currency=currency)


def test_each_level_and_type_counts_and_free_tickets_do_not() -> None:
    check({"Main": [8400, 0], "Balcony": [0, 0]}, fees=[BOOKING, HANDLING])
    assert refusal({"Main": [8400, 0], "Balcony": [6400, 40]}).startswith("Balcony as Child comes to €0.40;")


@pytest.mark.parametrize(
    ("price", "fees", "tax", "comes_to"),
    [
        (20, [BOOKING], None, "€0.45"),
        (20, [HANDLING], None, "€0.45"),
        (44, [Fee("Service", "percent", 1_000)], None, "€0.48"),
        (45, [], Tax("Sales tax", 88_750, included=False), "€0.49"),
        (49, [], Tax("VAT", 230_000, included=True), "€0.49"),
        (30, [structs.replace(BOOKING, absorbed=True), structs.replace(HANDLING, absorbed=True)], None, "€0.30"),
    ],
)
def test_what_the_fan_pays_counts_with_fees_and_added_tax(
    price: int, fees: list[Fee], tax: Tax | None, comes_to: str
) -> None:
    assert refusal({"Main": [price]}, fees=fees, tax=tax).startswith(f"Main as Adult comes to {comes_to};")


@pytest.mark.parametrize(
    ("price", "fees", "tax"),
    [
        (25, [BOOKING], None),
        (25, [HANDLING], None),
        (1, [BOOKING, HANDLING], None),
        (45, [Fee("Service", "percent", 1_000)], None),
        (46, [], Tax("Sales tax", 88_750, included=False)),
        (23, [HANDLING], Tax("Sales tax", 60_000, included=False)),
    ],
)
def test_fees_and_added_tax_lift_a_ticket_to_the_minimum(price: int, fees: list[Fee], tax: Tax | None) -> None:
    check({"Main": [price]}, fees=fees, tax=tax)


@pytest.mark.parametrize(
    ("currency", "price", "sentence"),
    [
        (
            "EUR",
            12_500_000,
            "8 × Main as Adult come to €1,000,000.00; the payment company charges no more than €999,999.99 at once",
        ),
        (
            "JPY",
            12_500_000,
            "8 × Main as Adult come to JP¥100,000,000; the payment company charges no more than JP¥99,999,999 at once",
        ),
        (
            "ISK",
            125_000,
            "8 × Main as Adult come to ISK 1,000,000; the payment company charges no more than ISK 999,999 at once",
        ),
    ],
)
def test_the_largest_order_is_charged_too(currency: str, price: int, sentence: str) -> None:
    assert refusal({"Main": [price]}, currency=currency).startswith(sentence)
    check({"Main": [price]}, currency=currency, max_seats=7)
    check({"Main": [price - 1]}, currency=currency)


def test_the_fees_count_in_the_largest_order() -> None:
    check({"Main": [12_499_974]}, fees=[BOOKING])
    assert refusal({"Main": [12_499_975]}, fees=[BOOKING]).startswith("8 × Main as Adult come to €1,000,000.00;")
    assert refusal({"Main": [12_499_974]}, fees=[BOOKING, HANDLING]).startswith(
        "8 × Main as Adult come to €1,000,000.17;"
    )


def test_a_weak_currency_may_have_more_digits() -> None:
    check({"Main": [500_000_000]}, currency="UZS")
    check({"Main": [1_250_000]}, currency="UGX")
