"""The part of an intent that a browser may read."""

from typing import Any

import msgspec

from app.dev.fake_stripe.objects import PaymentIntent

HIDDEN = ("metadata", "latest_charge", "amount_received", "amount_capturable", "customer")
"""The fields that are hidden from a browser's key."""


def browser_view(intent: PaymentIntent) -> dict[str, Any]:
    """Return the intent without the fields that are hidden from browsers."""
    fields: dict[str, Any] = msgspec.to_builtins(intent)
    return {name: value for name, value in fields.items() if name not in HIDDEN}
