"""The control endpoints about failures: failure modes, held webhooks, a fresh start."""

import msgspec
from litestar import get, post
from litestar.status_codes import HTTP_200_OK

from app.dev.fake_stripe.control.body import HttpRequest, read_body
from app.dev.fake_stripe.failure_modes import FailureModes, update_failure_modes
from app.dev.fake_stripe.state import FakeStripe


class Release(msgspec.Struct):
    """The order of the delivery."""

    reversed: bool = False


@get("/mood")
async def get_failure_modes(stripe: FakeStripe) -> FailureModes:
    """Return the failure modes."""
    return stripe.failure_modes


@post("/mood", status_code=HTTP_200_OK)
async def set_failure_modes(stripe: FakeStripe, request: HttpRequest) -> FailureModes:
    """Change the failure modes that the body names."""
    return update_failure_modes(stripe.failure_modes, await request.body())


@post("/webhooks/release", status_code=HTTP_200_OK)
async def release(stripe: FakeStripe, request: HttpRequest) -> dict[str, int]:
    """Deliver the held webhooks."""
    return {"released": await stripe.webhook_sender.release(backwards=(await read_body(request, Release)).reversed)}


@get("/webhooks")
async def webhooks(stripe: FakeStripe) -> dict[str, int]:
    """Count the webhooks held and under way."""
    return {"held": len(stripe.webhook_sender.held_events), "busy": stripe.webhook_sender.deliveries_under_way}


@post("/forget", status_code=HTTP_200_OK)
async def forget(stripe: FakeStripe) -> dict[str, bool]:
    """Clear all state and failure modes."""
    stripe.clear()
    return {"forgotten": True}
