"""The web process believes X-Forwarded-For only from the proxies of AISLE_TRUSTED_PROXIES."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.chaos.processes import free_port, running
from tests.eventually import eventually

pytestmark = pytest.mark.slow


@pytest.fixture
async def limited(
    request: pytest.FixtureRequest, database: str, server_environment: dict[str, str]
) -> AsyncIterator[httpx.AsyncClient]:
    """Start a web process that allows one request for each address and window, with these settings; return a client."""
    port = free_port()
    limits = {"AISLE_REQUESTS_PER_ADDRESS": "1", "AISLE_WEB_PORT": str(port)}
    with running("app.main", server_environment, **limits, **request.param):
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            await eventually(lambda: is_ready(client), 60)
            yield client


async def is_ready(client: httpx.AsyncClient) -> bool:
    """Tell whether the process answers."""
    try:
        return (await client.get("/health/ready")).status_code == 200
    except httpx.TransportError:
        return False


async def status_for(client: httpx.AsyncClient, address: str) -> int:
    """Send a request as a proxy would for a client of this address."""
    return (await client.get("/waiting-rooms/1/now", headers={"X-Forwarded-For": address})).status_code


ELSEWHERE = {"AISLE_SECRET": "known to this server of tests alone"}
"""What a web process with a proxy on another machine needs."""


@pytest.mark.parametrize("limited", [{}, ELSEWHERE | {"AISLE_TRUSTED_PROXIES": "10.0.0.1, 127.0.0.0/8"}], indirect=True)
async def test_behind_a_trusted_proxy_each_client_is_counted_for_itself(limited: httpx.AsyncClient) -> None:
    assert {await status_for(limited, f"198.51.100.{number}") for number in range(5)} == {404}


UNTRUSTED = [
    {"AISLE_TRUSTED_PROXIES": "none"},
    ELSEWHERE | {"AISLE_TRUSTED_PROXIES": "10.0.0.0/8", "FORWARDED_ALLOW_IPS": "*"},
]


@pytest.mark.parametrize("limited", UNTRUSTED, indirect=True)
async def test_any_other_sender_is_counted_itself(limited: httpx.AsyncClient) -> None:
    assert 429 in {await status_for(limited, f"198.51.100.{number}") for number in range(30)}
