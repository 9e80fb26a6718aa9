"""The stand-in's application: every door on one screen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar, asgi, get
from litestar.di import Provide
from litestar.types import ASGIApp

from app.dev.fake_stripe import pages
from app.dev.fake_stripe.api.endpoint import Api
from app.dev.fake_stripe.asgi import asgi_app
from app.dev.fake_stripe.control import control, refuse
from app.dev.fake_stripe.disconnect import CanHangUp
from app.dev.fake_stripe.errors import Refusal
from app.dev.fake_stripe.settings import Settings
from app.dev.fake_stripe.state import Bank


@get("/health/ready")
async def ready() -> dict[str, str]:
    """It answers, so it is."""
    return {"status": "ready"}


def build(settings: Settings) -> ASGIApp:
    """One stand-in as the settings say, remembering what its file does."""
    bank = Bank(settings)

    @asynccontextmanager
    async def opened(_: Litestar) -> AsyncIterator[None]:
        bank.open()
        try:
            yield
        finally:
            await bank.close()

    api = asgi("/v1", is_mount=True, copy_scope=False)(asgi_app(Api(bank).answer))
    browser = [pages.stripe_js, pages.card_fields, pages.challenge, pages.question, pages.answer, pages.asset]
    return CanHangUp(
        Litestar(
            route_handlers=[api, control, *browser, ready],
            dependencies={"bank": Provide(lambda: bank, sync_to_thread=False)},
            exception_handlers={Refusal: refuse},
            lifespan=[opened],
            openapi_config=None,
            logging_config=None,
        )
    )
