"""Checks API keys: any key in the format of a Stripe test key is accepted."""

import base64
import binascii
from typing import Any

from app.dev.fake_stripe.errors import no_key, wrong_key


def is_publishable(authorization: str, form: dict[str, Any]) -> bool:
    """Tell whether it is a publishable key; False for a secret one. Raises StripeError (401) for any other."""
    key = _key(authorization) or str(form.get("key") or "")
    if not key:
        raise no_key()
    if not key.startswith(("sk_test_", "pk_test_")):
        raise wrong_key(key)
    return key.startswith("pk_")


def _key(authorization: str) -> str:
    kind, _, value = authorization.partition(" ")
    if kind.lower() == "basic":
        try:
            return base64.b64decode(value).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return value.strip() if kind.lower() == "bearer" else ""
