"""TLS and passwords: a password is sent only encrypted, and an invalid certificate is refused."""

import ssl
from pathlib import Path

import pytest

from app.mail.smtp_server import ehlo_name, parse_server_url
from realtime.environment import SettingsError
from tests.mail.fake_smtp import FakeSmtp, run_fake_smtp
from tests.mail.mail_scenarios import send_due_mail

FAR = "127.1"
"""An address of this machine that is not recognized as local."""


@pytest.fixture
def tls() -> ssl.SSLContext:
    """Return the TLS context of a server with a self-signed certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).with_name("localhost.pem"))
    return context


@pytest.mark.parametrize(
    ("url", "means"),
    [
        ("smtp://127.0.0.1:8025", ("127.0.0.1", 8025, False, "", "", True)),
        ("smtp://mail.example.org", ("mail.example.org", 587, False, "", "", False)),
        ("smtps://mail.example.org", ("mail.example.org", 465, True, "", "", False)),
        ("smtp://rex%40a.org:a%2Fb@mx.example.org:25", ("mx.example.org", 25, False, "rex@a.org", "a/b", False)),
        ("smtp://[::1]:25", ("::1", 25, False, "", "", True)),
    ],
)
def test_a_server_is_read_from_its_address(url: str, means: tuple[object, ...]) -> None:
    server = parse_server_url(url)
    assert (server.host, server.port, server.tls, server.user, server.password, server.is_local) == means


@pytest.mark.parametrize(
    ("site", "says"),
    [
        ("https://tickets.example.org", "tickets.example.org"),
        ("http://rex1:8000", "rex1"),
        ("http://127.0.0.1:8000", "[127.0.0.1]"),
        ("http://[::1]:8000", "[IPv6:::1]"),
        ("https://кино.рф", "xn--h1adke.xn--p1ai"),
    ],
)
def test_the_house_greets_by_the_name_of_its_site(site: str, says: str) -> None:
    assert ehlo_name(site) == says


@pytest.mark.parametrize("url", ["smtp://", "smtp://host:port", "http://mail.example.org", "smtp://[::1"])
def test_what_is_no_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(SettingsError, match="AISLE_SMTP_URL must look like"):
        parse_server_url(url)


@pytest.mark.parametrize("direct", [False, True])
async def test_the_password_travels_inside_tls(due_mail: None, tls: ssl.SSLContext, direct: bool) -> None:
    async with run_fake_smtp(FakeSmtp(), tls, direct=direct, login=True) as box:
        scheme = "smtps" if direct else "smtp"
        row = await send_due_mail(f"{scheme}://rex:secret%20word@127.0.0.1:{box.port}")
    assert row.sent_at is not None
    assert box.logins == [(b"rex", b"secret word")]
    assert (len(box.bodies), box.secured) == (1, True)


async def test_no_password_leaves_for_a_server_without_tls(due_mail: None) -> None:
    async with run_fake_smtp(FakeSmtp(), login=True) as box:
        row = await send_due_mail(f"smtp://rex:secret%20word@{FAR}:{box.port}")
    assert (row.sent_at, box.logins, "STARTTLS" in row.trouble) == (None, [], True)


async def test_a_certificate_that_nobody_vouches_for_is_not_believed(due_mail: None, tls: ssl.SSLContext) -> None:
    async with run_fake_smtp(FakeSmtp(), tls, login=True) as box:
        row = await send_due_mail(f"smtp://rex:secret%20word@{FAR}:{box.port}")
    assert (row.sent_at, row.refused_at, box.logins) == (None, None, [])
    assert "certificate" in row.trouble.lower()


async def test_a_wrong_password_is_tried_again_later_and_never_told(due_mail: None) -> None:
    async with run_fake_smtp(FakeSmtp(), login=True) as box:
        row = await send_due_mail(f"smtp://rex:wrong-word@127.0.0.1:{box.port}")
    assert (row.sent_at, row.refused_at) == (None, None)
    assert "535" in row.trouble
    assert "wrong-word" not in row.trouble
