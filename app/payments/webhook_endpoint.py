"""The webhook endpoint of the payment provider: checks the signature, stores the event, answers. A worker acts."""

from litestar import Response, Router, post

from app.errors import BadInput
from app.language.messages import message
from app.payments.stripe import verify_webhook
from app.payments.webhook_inbox import store_event
from app.settings import settings
from app.web.parsing import AnyRequest
from app.web.wakeups import wake_payment_workers
from realtime.logs import log

MAX_BODY_BYTES = 512 * 1024
HANDLED_KINDS = {
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "payment_intent.processing",
    "payment_intent.requires_action",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "charge.dispute.closed",
}
"""The kinds of events that a worker acts upon; others are acknowledged and not stored."""


@post("/webhooks", opt={"public": True}, status_code=200, request_max_body_size=MAX_BODY_BYTES)
async def receive_webhook(request: AnyRequest) -> Response[dict[str, str]]:
    """Answer 200 once the event is stored, or when no worker handles its kind. Raises ForgedWebhook or BadInput."""
    webhook = verify_webhook(await request.body(), request.headers.get("stripe-signature", ""))
    if webhook.account:
        raise BadInput(message("This is about another account. Nothing was stored."), code="other_account")
    if webhook.livemode != settings().uses_live_stripe:
        raise BadInput(
            message("This is about another kind of money, live or test. Nothing was stored."), code="other_mode"
        )
    event = webhook.event
    if event.kind not in HANDLED_KINDS:
        return Response({"status": "nothing to do"})
    new = await store_event(event, webhook.payload)
    log.info("webhook_stored", kind=event.kind, event_id=event.event_id, about=event.object_id, new=new)
    wake_payment_workers()
    return Response({"status": "stored"})


webhooks = Router("/stripe", route_handlers=[receive_webhook])
