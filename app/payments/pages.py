"""The payment company's door: verify, store once, answer. A worker acts."""

from litestar import Response, Router, post

from app.errors import BadInput
from app.payments.stripe import verify_webhook
from app.payments.webhook_inbox import store_event
from app.settings import settings
from app.web.parsing import AnyRequest
from app.web.relay_wakeup import wake_relay
from realtime.logs import log

MAX_BODY_BYTES = 512 * 1024
HANDLED_KINDS = {
    "payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled",
    "payment_intent.processing", "payment_intent.requires_action",
    "refund.created", "refund.updated", "refund.failed", "charge.dispute.created",
}  # fmt: skip
"""The kinds of events somebody here acts upon; others are thanked for and forgotten."""


@post("/webhooks", opt={"public": True}, status_code=200, request_max_body_size=MAX_BODY_BYTES)
async def receive_webhook(request: AnyRequest) -> Response[dict[str, str]]:
    """200 only when it is stored, or when it is none of our business. Raises ForgedWebhook."""
    told = verify_webhook(await request.body(), request.headers.get("stripe-signature", ""))
    if told.account:
        raise BadInput("This is about another account. Nothing was stored.", code="other_account")
    if told.livemode != settings().uses_live_stripe:
        raise BadInput("This is about another kind of money, live or test. Nothing was stored.", code="other_mode")
    if told.kind not in HANDLED_KINDS:
        return Response({"status": "nothing to do"})
    new = await store_event(told)
    log.info("webhook_stored", kind=told.kind, event_id=told.event_id, about=told.object_id, new=new)
    wake_relay()
    return Response({"status": "stored"})


webhooks = Router("/stripe", route_handlers=[receive_webhook])
