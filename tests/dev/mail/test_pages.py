"""/dev/mail shows every caught mail, whatever it contains; it does not exist in production."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from litestar import Litestar
from litestar.template import TemplateConfig

from app.dev.mail import folder
from app.dev.mail.pages import SANDBOX, dev_mail
from app.settings import settings
from app.web.error_responses import EXCEPTION_HANDLERS
from app.web.middleware import csrf_protection
from app.web.render import LanguageTemplates
from tests.dev.mail.test_catcher import ANNA

WITH_A_FILE = b"""To: ana@example.org
Subject: With a file
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain

See inside.
--x
Content-Type: application/pdf
Content-Disposition: attachment; filename="tickets.pdf"
Content-Transfer-Encoding: base64

JVBERi0=
--x--
"""
EVIL = b"""To: <script>alert(1)</script> <ana@example.org>
Subject: <img src=x onerror=alert(1)>
Content-Type: text/html; charset=nonsense

<script>alert(1)</script>
"""


@pytest.fixture
def mails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server_environment: dict[str, str]) -> Iterator[Path]:
    """Configure the application to catch its mail in this folder."""
    monkeypatch.setenv("AISLE_MAIL_FOLDER", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    settings.cache_clear()


@pytest_asyncio.fixture
async def reader(mails: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = Litestar(
        [dev_mail],
        template_config=TemplateConfig(instance=LanguageTemplates({})),
        exception_handlers=EXCEPTION_HANDLERS,
        middleware=[csrf_protection(settings())],
        openapi_config=None,
        logging_config=None,
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as client:
        yield client


async def test_an_empty_mailbox_says_what_to_do(reader: httpx.AsyncClient) -> None:
    page = await reader.get("/dev/mail")
    assert page.status_code == 200
    assert "No mail yet" in page.text
    assert "What is on" in page.text


async def test_mail_is_listed_newest_first(reader: httpx.AsyncClient, mails: Path) -> None:
    older, newer = folder.save_mail(mails, WITH_A_FILE), folder.save_mail(mails, ANNA.data)
    page = (await reader.get("/dev/mail")).text
    assert 0 < page.index(f"/dev/mail/{newer}") < page.index(f"/dev/mail/{older}")
    assert "Билеты" in page
    assert "анна@example.org" in page


async def test_a_mail_shows_its_headers_its_text_and_a_frame_for_its_html(
    reader: httpx.AsyncClient, mails: Path
) -> None:
    name = folder.save_mail(mails, ANNA.data)
    page = (await reader.get(f"/dev/mail/{name}")).text
    assert "auto-generated" in page
    assert "Привет\n" in page
    assert f'src="/dev/mail/{name}/html" sandbox="' in page
    assert "allow-scripts" not in page
    assert "allow-same-origin" not in page


async def test_the_html_of_a_mail_is_in_a_sandbox_wherever_it_is_opened(reader: httpx.AsyncClient, mails: Path) -> None:
    answer = await reader.get(f"/dev/mail/{folder.save_mail(mails, ANNA.data)}/html")
    assert answer.text.strip() == "<p>Привет</p>"
    assert answer.headers["content-security-policy"] == SANDBOX
    assert "allow-scripts" not in SANDBOX


async def test_attachments_are_told(reader: httpx.AsyncClient, mails: Path) -> None:
    name = folder.save_mail(mails, WITH_A_FILE)
    page = (await reader.get(f"/dev/mail/{name}")).text
    assert "tickets.pdf" in page
    assert "application/pdf, 5 bytes" in page
    assert (await reader.get(f"/dev/mail/{name}/html")).status_code == 404


@pytest.mark.parametrize("data", [EVIL, b"", b"\xff\xfe\x00", b"Subject: \xff\n\n\xff", b"To: \n\n" + b"x" * 9999])
async def test_whatever_was_caught_can_be_looked_at(reader: httpx.AsyncClient, mails: Path, data: bytes) -> None:
    name = folder.save_mail(mails, data)
    for page in (await reader.get("/dev/mail"), await reader.get(f"/dev/mail/{name}")):
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text


@pytest.mark.parametrize("name", ["nothing", "..%2fsecret", "%2e%2e", "20261010T193005.123456-a1b2c3d4"])
async def test_what_was_not_caught_is_not_found(reader: httpx.AsyncClient, name: str) -> None:
    assert (await reader.get(f"/dev/mail/{name}")).status_code == 404
    assert (await reader.get(f"/dev/mail/{name}/html")).status_code == 404


async def test_a_house_that_catches_no_mail_has_no_such_page(
    reader: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AISLE_MAIL_FOLDER", "")
    settings.cache_clear()
    assert (await reader.get("/dev/mail")).status_code == 404
