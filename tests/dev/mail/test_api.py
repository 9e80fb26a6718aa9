"""/dev/mails: the caught mail as JSON, for test suites."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest_asyncio
from litestar import Litestar

from app.dev.mail.api import dev_mails
from app.dev.mail.folder import save_mail
from app.settings import settings
from app.web.error_responses import EXCEPTION_HANDLERS
from app.web.middleware import csrf_protection

TICKETS = b"""To: Ana Silva <Ana@example.org>
Subject: Your tickets for Preview Night
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=x

--x
Content-Type: text/plain; charset=utf-8

They are at http://127.0.0.1:8000/orders/1/abc. See you.
--x
Content-Type: text/html; charset=utf-8

<a href="http://127.0.0.1:8000/orders/1/abc">Tickets</a> <a href="http://127.0.0.1:8000/?a=1&amp;b=2">More</a>
--x--
"""
OTHER = b"To: ben@example.org\nSubject: Refunded\n\nIt is on its way."


@pytest_asyncio.fixture
async def suite(
    change_settings: Callable[..., None], tmp_path: Path, server_environment: dict[str, str]
) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of an application that has caught two mails."""
    change_settings(AISLE_MAIL_FOLDER=str(tmp_path))
    save_mail(tmp_path, TICKETS)
    save_mail(tmp_path, OTHER)
    app = Litestar(
        [dev_mails],
        middleware=[csrf_protection(settings())],
        exception_handlers=EXCEPTION_HANDLERS,
        openapi_config=None,
    )
    transport, accept = httpx.ASGITransport(app=app), {"accept": "application/json"}
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=accept) as client:
        yield client


async def subjects(suite: httpx.AsyncClient, **search: str) -> list[str]:
    """Return the subjects of the listed mails."""
    return [mail["subject"] for mail in (await suite.get("/dev/mails", params=search)).json()]


async def test_mails_are_listed_newest_first_and_found_by_recipient_and_subject(suite: httpx.AsyncClient) -> None:
    assert await subjects(suite) == ["Refunded", "Your tickets for Preview Night"]
    assert await subjects(suite, to="ana@EXAMPLE.org") == ["Your tickets for Preview Night"]
    assert await subjects(suite, to="example.org") == []
    assert await subjects(suite, subject="TICKETS") == ["Your tickets for Preview Night"]


async def test_a_mail_has_text_html_and_links(suite: httpx.AsyncClient) -> None:
    [summary] = (await suite.get("/dev/mails", params={"to": "ana@example.org"})).json()
    mail = (await suite.get(f"/dev/mails/{summary['name']}")).json()
    assert mail["text"].startswith("They are at")
    assert mail["html"].startswith("<a href")
    assert mail["links"] == ["http://127.0.0.1:8000/orders/1/abc", "http://127.0.0.1:8000/?a=1&b=2"]


async def test_an_unknown_mail_is_not_found(suite: httpx.AsyncClient) -> None:
    assert (await suite.get("/dev/mails/20260101T000000.000000-00000000")).status_code == 404


async def test_all_are_deleted_but_not_by_a_page_of_another_site(suite: httpx.AsyncClient) -> None:
    foreign = await suite.delete("/dev/mails", headers={"origin": "https://evil.example"})
    assert foreign.status_code == 404
    assert len(await subjects(suite)) == 2
    assert (await suite.delete("/dev/mails")).status_code == 204
    assert await subjects(suite) == []
