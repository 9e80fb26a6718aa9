"""Points the client of Stripe at a server of the test."""

from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from app.payments.stripe import close_stripe
from app.settings import settings


@pytest_asyncio.fixture
async def use_stripe_at(
    server_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Callable[[str], None]]:
    """Return `use_stripe_at(url)`, which sends all further calls of this test to that address."""

    def point(url: str) -> None:
        monkeypatch.setenv("STRIPE_API_URL", url)
        settings.cache_clear()

    await close_stripe()
    yield point
    await close_stripe()
    monkeypatch.undo()
    settings.cache_clear()
