"""The bodies of control requests, and the responses to wrong ones."""

from typing import Any, TypeVar

import msgspec
from litestar import Request, Response

from app.dev.fake_stripe.errors import StripeError

HttpRequest = Request[Any, Any, Any]
Body = TypeVar("Body")


async def read_body(request: HttpRequest, shape: type[Body]) -> Body:
    """Decode the JSON body; an empty one has all defaults. Raises msgspec.MsgspecError."""
    return msgspec.json.decode(await request.body() or b"{}", type=shape)


def stripe_error_response(_: Any, refusal: StripeError) -> Response[Any]:
    """Respond with Stripe's error object."""
    return Response({"error": refusal.error}, status_code=refusal.status)


def invalid_body_response(_: Any, problem: Exception) -> Response[Any]:
    """Respond with 400 to an invalid body."""
    return Response({"error": {"message": str(problem)}}, status_code=400)
