"""Parameters read and checked, refused in Stripe's words."""

from collections.abc import Collection
from typing import Any

from app.dev.fake_stripe.errors import StripeError, invalid_request

Form = dict[str, Any]


def reject_unknown(form: Form, known: Collection[str]) -> None:
    """Refuses what Stripe does not know: a misspelt parameter must not pass silently."""
    for name in form:
        if name not in known:
            raise invalid_request(f"Received unknown parameter: {name}", name, "parameter_unknown")


def optional_text(form: Form, name: str) -> str | None:
    """A string, or nothing when it is absent or empty."""
    value = form.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise invalid_request(f"Invalid string: {value}", name)
    return value


def required_text(form: Form, name: str) -> str:
    """A string that must be there."""
    value = optional_text(form, name)
    if value is None:
        raise invalid_request(f"Missing required param: {name}.", name, "parameter_missing")
    return value


def parse_integer(value: str, name: str, *, minimum: int = 1) -> int:
    """A whole number, not below `least`."""
    if not value.lstrip("-").isdigit() or len(value) > 18:
        raise invalid_request(f"Invalid integer: {value}", name, "parameter_invalid_integer")
    number = int(value)
    if number < minimum:
        raise invalid_request(
            f"This value must be greater than or equal to {minimum}.", name, "parameter_invalid_integer"
        )
    return number


def nested_form(form: Form, name: str) -> Form:
    """A nested form; empty when absent."""
    value = form.get(name) or {}
    if not isinstance(value, dict):
        raise invalid_request("Invalid object", name)
    return value


def metadata(form: Form) -> dict[str, str]:
    """At most 50 keys of 40 characters, values of 500."""
    found = {key: value for key, value in nested_form(form, "metadata").items() if value != ""}
    if len(found) > 50 or any(len(key) > 40 or len(str(value)) > 500 for key, value in found.items()):
        raise invalid_request("Metadata has at most 50 keys of 40 characters with values of 500.", "metadata")
    return {key: str(value) for key, value in found.items()}


def optional_choice(form: Form, name: str, choices: Collection[str]) -> str | None:
    """One of some words, or nothing."""
    value = optional_text(form, name)
    if value is not None and value not in choices:
        raise invalid_request(f"Invalid {name}: must be one of {', '.join(choices)}", name)
    return value


def card_error(code: str, message: str, param: str) -> StripeError:
    """402: the card as typed cannot be one."""
    return StripeError(402, "card_error", message, code=code, param=param)
