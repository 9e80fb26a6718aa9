"""Serves payment methods: cards as typed, and Stripe's test ids for them."""

import datetime
import hashlib
from typing import Any

from app.dev.fake_stripe.api.params import Form, card_error, nested_form, required_text
from app.dev.fake_stripe.api.request import ApiRequest
from app.dev.fake_stripe.cards import CARDS, TEST_METHODS, brand_of, is_valid_number
from app.dev.fake_stripe.errors import invalid_request
from app.dev.fake_stripe.objects import Card, PaymentMethod, new_id

NO_BILLING_DETAILS: dict[str, Any] = {"address": None, "email": None, "name": None, "phone": None}


def create_method(request: ApiRequest) -> PaymentMethod:
    """Create a payment method (POST /v1/payment_methods)."""
    method = parse_method(request, request.form)
    request.save(method)
    return method


def parse_method(request: ApiRequest, form: Form) -> PaymentMethod:
    """Parse a method from `type=card&card[number]=…`, without saving it. Raises the errors of a card form."""
    if required_text(form, "type") != "card":
        raise invalid_request("The stand-in takes cards only.", "type")
    card = nested_form(form, "card")
    number = required_text(card, "number").replace(" ", "")
    if not is_valid_number(number):
        raise card_error("incorrect_number", "Your card number is incorrect.", "number")
    month, year = _expiry(card)
    if "cvc" in card and (not str(card["cvc"]).isdigit() or len(card["cvc"]) not in (3, 4)):
        raise card_error("invalid_cvc", "Your card's security code is invalid.", "cvc")
    return card_method(request, number, month, year, nested_form(form, "billing_details"))


def find_method(request: ApiRequest, name: str) -> PaymentMethod:
    """Return a saved method, or a new one for a documented test id such as `pm_card_visa`."""
    number = TEST_METHODS.get(name)
    if number is None:
        return request.store.find(PaymentMethod, name, "payment_method")
    return create_test_method(request, number)


def create_test_method(request: ApiRequest, number: str) -> PaymentMethod:
    """Create and save a method for a number alone, valid until next year."""
    if not is_valid_number(number):
        raise card_error("incorrect_number", "Your card number is incorrect.", "number")
    method = card_method(request, number, 12, this_year() + 1, {})
    request.save(method)
    return method


def card_method(request: ApiRequest, number: str, month: int, year: int, billing: Form) -> PaymentMethod:
    """Make a method with the last four digits of the number and the behaviour of the test card."""
    print_of = hashlib.blake2b(number.encode(), digest_size=8).hexdigest()
    card = Card(brand_of(number), number[-4:], month, year, fingerprint=print_of)
    behaves = CARDS.get(number, "pays")
    return PaymentMethod(new_id("pm"), request.now, card, NO_BILLING_DETAILS | billing, {"behaves": behaves})


def this_year() -> int:
    """Return the current year in UTC."""
    return datetime.datetime.now(datetime.UTC).year


def _expiry(card: Form) -> tuple[int, int]:
    month, year = required_text(card, "exp_month"), required_text(card, "exp_year")
    if not month.isdigit() or not 1 <= int(month) <= 12:
        raise card_error("invalid_expiry_month", "Your card's expiration month is invalid.", "exp_month")
    today = datetime.datetime.now(datetime.UTC)
    full = int(year) + 2000 if year.isdigit() and len(year) == 2 else int(year) if year.isdigit() else 0
    if not (today.year, today.month) <= (full, int(month)) <= (today.year + 50, 12):
        raise card_error("invalid_expiry_year", "Your card's expiration year is invalid.", "exp_year")
    return int(month), full
