"""Only a name and an address that cannot be right are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checkout.errors import WrongContact
from app.checkout.orders.contact import email_error, name_error, validate_contact
from app.language.translator import english


@pytest.mark.parametrize(
    "email",
    [
        "ana@example.org",
        "a.b+c@sub.example.co.uk",
        "o'hara@example.ie",
        "ana@bücher.example",
        "ана@пример.рф",
        "x" * 64 + "@example.org",
        "1@1.de",
        "a_b-c=d@ex-ample.org",
    ],
)
def test_an_address_that_may_exist_is_taken(email: str) -> None:
    assert email_error(email) is None


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ana",
        "ana@",
        "@example.org",
        "ana@example",
        "ana@@example.org",
        "a@b@c.org",
        "ana@.org",
        "ana@example.",
        "ana@exa mple.org",
        "ana @example.org",
        "ana@example..org",
        "ana@-example.org",
        "ana@example.org\n",
        "ana\x00@example.org",
        "ana@example.org,ben@example.org",
        "Ana <ana@example.org>",
        "x" * 65 + "@example.org",
        "ana@" + "x" * 250 + ".org",
        "ana@example.org\ud800",
        "ana\u2028@example.org",
    ],
)
def test_an_address_that_cannot_be_right_is_told_why(email: str) -> None:
    assert english.say(email_error(email)).endswith((".", "?"))


@pytest.mark.parametrize("name", ["Ana", "Zoë O'Hara-Müller", "山田太郎", "क्षि", "X", "a" * 120])
def test_names_of_the_world_are_taken(name: str) -> None:
    assert name_error(name) is None


@pytest.mark.parametrize("name", ["", "a" * 121, "Ana\nBen", "Ana\x00", "Ana\x1b[2J", "\u202eanA", "\ud83d"])
def test_a_name_that_cannot_be_printed_is_told_why(name: str) -> None:
    assert name_error(name)


def test_spaces_around_are_not_part_of_anybody() -> None:
    contact = validate_contact("  Ana Ferreira\t", " ana@example.org ")
    assert (contact.name, contact.email) == ("Ana Ferreira", "ana@example.org")


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_is_typed_is_taken_or_refused_in_words(name: str, email: str) -> None:
    wrong = name_error(name.strip()) or email_error(email.strip())
    if wrong:
        with pytest.raises(WrongContact):
            validate_contact(name, email)
    else:
        assert validate_contact(name, email).email.count("@") == 1
