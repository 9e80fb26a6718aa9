"""/dev/clock and /dev/reset answer programs on this machine, and do not exist in production."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from litestar import Litestar

from app.dev.control import dev_control
from app.main import development_routers
from app.settings import Settings, settings
from app.web.error_responses import EXCEPTION_HANDLERS
from app.web.middleware import csrf_protection

JSON = {"accept": "application/json"}


def client(app: Litestar, address: str = "127.0.0.1") -> httpx.AsyncClient:
    """Return a client whose requests come from `address`."""
    transport = httpx.ASGITransport(app=app, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=JSON)


@pytest.fixture
def app(server_environment: dict[str, str]) -> Litestar:
    """Build an application with the control alone."""
    return Litestar(
        [dev_control],
        middleware=[csrf_protection(settings())],
        exception_handlers=EXCEPTION_HANDLERS,
        openapi_config=None,
    )


@pytest_asyncio.fixture
async def suite(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client on this machine."""
    async with client(app) as ours:
        yield ours


async def test_without_the_file_of_the_clock_it_is_refused_in_words(suite: httpx.AsyncClient, database: str) -> None:
    refused = await suite.post("/dev/clock", json={"change": "+15m"})
    assert refused.status_code == 403
    assert "AISLE_CLOCK_FILE" in refused.json()["detail"]


async def test_the_clock_is_shown_and_a_wrong_change_is_named(
    suite: httpx.AsyncClient, database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("realtime.clock._file", tmp_path / "clock")
    assert (await suite.get("/dev/clock")).json()["shift_seconds"] == 0
    wrong = await suite.post("/dev/clock", json={"change": "soon"})
    assert (wrong.status_code, wrong.json()["error"]) == (400, "bad_input")
    assert (await suite.post("/dev/clock", json={})).status_code == 400


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"host": "evil.example"}]
)
async def test_a_page_of_another_site_cannot_use_it(suite: httpx.AsyncClient, headers: dict[str, str]) -> None:
    assert (await suite.post("/dev/reset", headers=headers)).status_code == 404


async def test_another_machine_cannot_use_it(app: Litestar) -> None:
    async with client(app, "192.0.2.7") as other:
        assert (await other.get("/dev/clock")).status_code == 404


def test_production_has_no_development_pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    production = Settings(aisle_env="production", aisle_mail_folder=str(tmp_path))
    monkeypatch.setattr("realtime.clock._file", tmp_path / "clock")
    monkeypatch.setattr("app.main.settings", lambda: production)
    assert development_routers() == []
