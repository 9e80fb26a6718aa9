"""Stripe's errors: a status and an error object, in the words of its documentation."""

from typing import Any


class StripeError(Exception):
    """An error response. `replayed`: execution had begun, so the idempotency key repeats this response."""

    def __init__(self, status: int, kind: str, message: str, *, replayed: bool = False, **facts: Any) -> None:
        super().__init__(message)
        self.status, self.replayed = status, replayed
        details = {name: fact for name, fact in facts.items() if fact}
        self.error: dict[str, Any] = {"type": kind, "message": message, **details}
        if code := self.error.get("code"):
            self.error["doc_url"] = f"https://stripe.com/docs/error-codes/{str(code).replace('_', '-')}"


def invalid_request(message: str, param: str = "", code: str = "") -> StripeError:
    """Make the error 400: the request itself is wrong, which was found before anything was done."""
    return StripeError(400, "invalid_request_error", message, param=param, code=code)


def no_such_object(noun: str, name: str, param: str = "id") -> StripeError:
    """Make the error 404: there is no such object."""
    return StripeError(404, "invalid_request_error", f"No such {noun}: '{name}'", param=param, code="resource_missing")


def unexpected_state(intent: Any, message: str) -> StripeError:
    """Make the error 400: the intent's status forbids it. The intent is inside the error."""
    code = "payment_intent_unexpected_state"
    return StripeError(400, "invalid_request_error", message, replayed=True, code=code, payment_intent=intent)


def no_key() -> StripeError:
    """Make the error 401: no API key was sent."""
    return StripeError(
        401,
        "invalid_request_error",
        "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer "
        "auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    )


def wrong_key(key: str) -> StripeError:
    """Make the error 401: not a test key. Only the ends of the key are shown."""
    return StripeError(401, "invalid_request_error", f"Invalid API Key provided: {key[:8]}{'*' * 8}{key[-4:]}")


def needs_secret_key() -> StripeError:
    """Make the error 403: a browser's key may not do this."""
    message = "This API call cannot be made with a publishable API key. Please use a secret API key."
    return StripeError(403, "invalid_request_error", message, code="secret_key_required")


def key_in_use(key: str) -> StripeError:
    """Make the error 409: the first request with this idempotency key has not been answered yet."""
    message = (
        "There is currently another in-progress request using this Idempotent Key (that probably means you submitted "
        f"twice, and the other request is still going through): {key}. Please try again later."
    )
    return StripeError(409, "idempotency_error", message, code="idempotency_key_in_use")


def key_reused(key: str) -> StripeError:
    """Make the error 400: this idempotency key belongs to a different request."""
    message = (
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        f"Try using a key other than '{key}' if you meant to execute a different request."
    )
    return StripeError(400, "idempotency_error", message)


def server_error() -> StripeError:
    """Make the error 500: a failure of Stripe itself."""
    return StripeError(500, "api_error", "Something went wrong on Stripe's end. (The stand-in was told to say so.)")
