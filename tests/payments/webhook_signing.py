"""Events as the payment company writes and signs them: a second implementation of its scheme."""

import hashlib
import hmac
import json
import time
from typing import Any

SECRET = "whsec_house"


def webhook_body(
    event_id: str = "evt_1", kind: str = "payment_intent.succeeded", object_id: str = "pi_1", **facts: Any
) -> bytes:
    """Return the body of a webhook."""
    data = {"object": {"id": object_id, "object": "payment_intent"}}
    event = {"id": event_id, "object": "event", "type": kind, "livemode": False, "created": 1, "data": data}
    return json.dumps(event | facts).encode()


def signed_headers(body: bytes, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """Return the headers of a body, signed `at` this second."""
    second = int(time.time() if at is None else at)
    signature = hmac.new(secret.encode(), f"{second}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Stripe-Signature": f"t={second},v1={signature}", "Content-Type": "application/json; charset=utf-8"}
