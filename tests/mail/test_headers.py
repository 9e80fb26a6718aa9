"""Names and addresses in headers: with any name there is one recipient, and no header line but ours."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import compat32, default
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mail.content import MailContent
from app.mail.headers import InvalidAddress, parse_sender
from app.mail.mime import OutgoingMessage, compose_message
from app.mail.queue import ClaimedMail
from realtime.environment import SettingsError

MAIL = ClaimedMail(2, 7, 1, "confirmation", None, datetime(2026, 10, 1, tzinfo=UTC), 1)
HOUSE = parse_sender("Teatro São João, Porto <tickets@example.org>")
KNOWN = {
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "auto-submitted",
    "mime-version",
    "content-type",
    "content-language",
}
NASTY = [
    "Ferreira, Ana",
    "Анна Фёдорова",
    "Ж, б@c.org, " * 9,
    "Ана, evil@example.com <x@example.com>" * 3,
    "Ana\r\nBcc: evil@example.com",
    "Ana\nSubject: other",
    '"Ana" <evil@example.com>',
    "=?utf-8?q?evil=40example.com?=",
    "Ana (comment)",
    "Ana;evil@example.com",
    "\u2028Ana",
    "A" * 120,
    "ل" * 120,
    "",
    "Ana\\",
    'Ana"',
    "😀, " * 30,
]


def composed(name: str, address: str = "ana@example.org", subject: str = "Your tickets") -> OutgoingMessage:
    return compose_message(MailContent(name, address, subject, "Hello\n", "<p>Hello</p>"), MAIL, HOUSE)


def headers_of(message: OutgoingMessage) -> dict[str, str]:
    """Return the headers as written, unfolded, as the standard library reads them."""
    read = message_from_bytes(message.data, policy=compat32)
    return {name.lower(): str(value).replace("\r\n", "").replace("\n", "") for name, value in read.items()}


def recipients(message: OutgoingMessage) -> list[tuple[str, str]]:
    """Return names and addresses, first split, then decoded: the order in which mail programs do it."""
    addresses = getaddresses([headers_of(message)["to"]])
    return [(str(make_header(decode_header(name))), address) for name, address in addresses]


@pytest.mark.parametrize("name", NASTY)
def test_any_name_is_one_recipient_of_that_name(name: str) -> None:
    message = composed(name)
    assert recipients(message) == [(" ".join(name.splitlines()).strip(), "ana@example.org")]
    assert set(headers_of(message)) == KNOWN


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=120))
def test_whatever_is_typed_as_a_name_adds_no_header_and_no_recipient(name: str) -> None:
    message = composed(name)
    assert [address for _, address in recipients(message)] == ["ana@example.org"]
    assert set(headers_of(message)) == KNOWN


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_whatever_an_event_is_called_adds_no_header(subject: str) -> None:
    assert set(headers_of(composed("Ana", subject=subject))) == KNOWN


@pytest.mark.parametrize(
    "address",
    ["ana@example.org\r\nBcc: evil@example.com", "ana@example.org>", "ana@a@b.org", "ana", "@example.org", "a b@c.org"],
)
def test_what_cannot_stand_in_an_envelope_is_refused(address: str) -> None:
    with pytest.raises(InvalidAddress):
        composed("Ana", address)


@pytest.mark.parametrize(
    ("setting", "name"),
    [('"São João, Porto" <a@b.org>', "São João, Porto"), ("Rex, Porto <a@b.org>", "Rex, Porto"), ("a@b.org", "")],
)
def test_the_house_may_be_called_anything(setting: str, name: str) -> None:
    assert (parse_sender(setting).name, parse_sender(setting).address) == (name, "a@b.org")


def test_a_house_without_an_address_is_a_wrong_setting() -> None:
    with pytest.raises(SettingsError, match="AISLE_MAIL_FROM"):
        parse_sender("Rex Theatre")


def test_a_subject_in_any_script_reads_back() -> None:
    title = "Ваши билеты: «Ревизор» и «Женитьба» в один вечер, с двумя антрактами и буфетом"
    read = message_from_bytes(composed("Ana", subject=title).data, _class=EmailMessage, policy=default)
    assert read["Subject"] == title


def test_a_domain_in_another_script_is_written_as_dns_knows_it() -> None:
    message = composed("Anna", "anna@почта.рф")
    assert (message.recipient, message.international) == ("anna@xn--80a1acny.xn--p1ai", False)


@pytest.mark.parametrize("address", ["анна@example.org", "anna@straße.de"])
def test_what_only_smtputf8_carries_is_left_as_it_is(address: str) -> None:
    message = composed("Ана, дочь", address)
    assert (message.recipient, message.international) == (address, True)
    assert f"<{address}>".encode() in message.data


def test_odd_dots_are_quoted() -> None:
    assert composed("Ana", "a..b.@example.org").recipient == '"a..b."@example.org'


def test_every_try_of_a_mail_has_the_same_id() -> None:
    first, second = (headers_of(composed("Ana"))["message-id"] for _ in range(2))
    assert first == second == "<mail.2.7.20261001000000000000@example.org>"


def test_nobody_on_holiday_answers() -> None:
    headers = headers_of(composed("Ana"))
    assert headers["auto-submitted"] == "auto-generated"
    assert "multipart/alternative" in headers["content-type"]
