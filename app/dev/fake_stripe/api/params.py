"""Parses and checks parameters, with Stripe's error messages."""

from collections.abc import Collection
from typing import Any

from app.dev.fake_stripe.errors import StripeError, invalid_request

Form = dict[str, Any]


def reject_unknown(form: Form, known: Collection[str]) -> None:
    """Raise StripeError (400) for a parameter that Stripe does not know, such as a misspelt one."""
    for name in form:
        if name not in known:
            raise invalid_request(f"Received unknown parameter: {name}", name, "parameter_unknown")


def optional_text(form: Form, name: str) -> str | None:
    """Return a string; None when it is absent or empty."""
    value = form.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise invalid_request(f"Invalid string: {value}", name)
    return value


def required_text(form: Form, name: str) -> str:
    """Return a string. Raises StripeError (400) when it is missing."""
    value = optional_text(form, name)
    if value is None:
        raise invalid_request(f"Missing required param: {name}.", name, "parameter_missing")
    return value


def parse_integer(value: str, name: str, *, minimum: int = 1) -> int:
    """Parse a whole number. Raises StripeError (400) for other text and below `minimum`."""
    if not value.lstrip("-").isdigit() or len(value) > 18:
        raise invalid_request(f"Invalid integer: {value}", name, "parameter_invalid_integer")
    number = int(value)
    if number < minimum:
        raise invalid_request(
            f"This value must be greater than or equal to {minimum}.", name, "parameter_invalid_integer"
        )
    return number


def nested_form(form: Form, name: str) -> Form:
    """Return a nested form; empty when absent."""
    value = form.get(name) or {}
    if not isinstance(value, dict):
        raise invalid_request("Invalid object", name)
    return value


def metadata(form: Form) -> dict[str, str]:
    """Return the metadata: at most 50 keys of 40 characters, values of 500."""
    pairs = {key: value for key, value in nested_form(form, "metadata").items() if value != ""}
    if len(pairs) > 50 or any(len(key) > 40 or len(str(value)) > 500 for key, value in pairs.items()):
        raise invalid_request("Metadata has at most 50 keys of 40 characters with values of 500.", "metadata")
    return {key: str(value) for key, value in pairs.items()}


def optional_choice(form: Form, name: str, choices: Collection[str]) -> str | None:
    """Return one of `choices`, or None when absent."""
    value = optional_text(form, name)
    if value is not None and value not in choices:
        raise invalid_request(f"Invalid {name}: must be one of {', '.join(choices)}", name)
    return value


def card_error(code: str, message: str, param: str) -> StripeError:
    """Make the error 402: the typed card is not valid."""
    return StripeError(402, "card_error", message, code=code, param=param)
