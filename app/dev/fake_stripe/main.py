"""Builds the fake Stripe's application: all endpoints on one screen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar, asgi, get
from litestar.di import Provide
from litestar.types import ASGIApp

from app.dev.fake_stripe import pages
from app.dev.fake_stripe.api.endpoint import Api
from app.dev.fake_stripe.asgi import asgi_app
from app.dev.fake_stripe.control.body import stripe_error_response
from app.dev.fake_stripe.control.router import control
from app.dev.fake_stripe.disconnect import DisconnectMiddleware
from app.dev.fake_stripe.errors import StripeError
from app.dev.fake_stripe.settings import FakeStripeSettings
from app.dev.fake_stripe.state import FakeStripe


@get("/health/ready")
async def ready() -> dict[str, str]:
    """Answer 200 as soon as requests are served."""
    return {"status": "ready"}


def build_app(settings: FakeStripeSettings) -> ASGIApp:
    """Build a fake Stripe from the settings; its state is loaded from its file."""
    stripe = FakeStripe(settings)

    @asynccontextmanager
    async def opened(_: Litestar) -> AsyncIterator[None]:
        stripe.open()
        try:
            yield
        finally:
            await stripe.close()

    api = asgi("/v1", is_mount=True, copy_scope=False)(asgi_app(Api(stripe).respond))
    browser = [pages.stripe_js, pages.card_fields, pages.challenge, pages.question, pages.answer, pages.serve_asset]
    return DisconnectMiddleware(
        Litestar(
            route_handlers=[api, control, *browser, ready],
            dependencies={"stripe": Provide(lambda: stripe, sync_to_thread=False)},
            exception_handlers={StripeError: stripe_error_response},
            lifespan=[opened],
            openapi_config=None,
            logging_config=None,
        )
    )
