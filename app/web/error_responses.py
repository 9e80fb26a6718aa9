"""Conversion of errors into responses: page, fragment or JSON."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import msgspec
from litestar import Litestar, MediaType, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.response import Template
from litestar.types import Receive, Scope, Send

from app.errors import AisleError, BadInput, NotFound, Unavailable
from app.language.messages import Message, message, plural
from app.language.negotiation import request_language
from app.language.translator import translator
from app.web.limits.parsers import MAX_FIELDS, TooManyFields
from app.web.middleware import redact_path
from app.web.parsing import AnyRequest
from app.web.render import PRIVATE, page, wants_fragment, wants_json
from realtime.logs import log

AppResponse = Template | Response[Any]

HTTP_ERROR_TEXTS = {
    403: (
        "forbidden",
        message("This form is out of date"),
        message("Nothing was changed. Load the page again, then send it once more."),
    ),
    405: ("method_not_allowed", message("Not possible here"), message("This address does not take that.")),
    413: ("too_large", message("That is too much"), message("More was sent than any form of this site holds.")),
}
DATABASE_UNAVAILABLE = (
    OSError,
    asyncio.TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.QueryCanceledError,
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.TransactionTimeoutError,
)
"""The errors raised when the database is down, starting, out of connections, too slow (db/timeouts.py), or when it has
ended this transaction because of a deadlock, as with a migration. An OSError about a file is none of them."""


def encode_error(request: AnyRequest, error: AisleError) -> bytes:
    """Encode an error as JSON for programs, in the language of the request: its code (`error`), title, detail and
    facts."""
    say = translator(request_language(request).tag).say
    texts = {"error": error.code, "title": say(error.title), "detail": say(error.detail)}
    facts = {name: _written(fact, say) for name, fact in error.facts.items() if name != "actions"}
    return msgspec.json.encode(texts | facts)


def _written(fact: Any, say: Callable[[Message], str]) -> Any:
    """Write a fact that is a message, or the messages in it, such as the errors of fields by name."""
    if isinstance(fact, dict):
        return {name: _written(part, say) for name, part in fact.items()}
    return say(fact) if isinstance(fact, Message) else fact


def error_headers(error: AisleError) -> dict[str, str]:
    """Return the headers of an error response: never cached, and Retry-After with status 429 or 503."""
    again = {"Retry-After": str(error.facts.get("seconds", 3))} if error.status in (429, 503) else {}
    return {**PRIVATE, **again}


def error_response(request: AnyRequest, error: AisleError) -> AppResponse:
    """Build the response of an error: JSON, fragment or page, as the request accepts."""
    headers = error_headers(error)
    if wants_json(request):
        return Response(
            encode_error(request, error), status_code=error.status, headers=headers, media_type=MediaType.JSON
        )
    name = "_error.html" if wants_fragment(request) else "error.html"
    actions = error.facts.get("actions", [(message("What is on"), "/")])
    context = {"code": error.code, "title": error.title, "detail": error.detail, "actions": actions}
    return page(name, status=error.status, headers=headers, number=error.status, **context)


def http_error_response(request: AnyRequest, error: HTTPException) -> AppResponse:
    """Build the response of Litestar's own errors (no route, no CSRF token, unreadable input), with our texts."""
    if error.status_code == 404:
        return error_response(request, NotFound())
    if isinstance(error, TooManyFields):
        detail = plural(
            "A form has at most {count} field. Nothing was changed.",
            "A form has at most {count} fields. Nothing was changed.",
            MAX_FIELDS,
        )
        return error_response(request, BadInput(detail, code="too_many_fields"))
    if isinstance(error, ValidationException) or error.status_code == 400:
        return error_response(
            request, BadInput(message("Something in the address or the form is not of the kind it should be."))
        )
    if error.status_code in HTTP_ERROR_TEXTS:
        code, title, detail = HTTP_ERROR_TEXTS[error.status_code]
        return error_response(request, AisleError(detail, status=error.status_code, code=code, title=title))
    return error_response(request, AisleError(status=error.status_code))


def to_aisle_error(request: AnyRequest, error: Exception) -> AisleError:
    """Convert any exception to an AisleError. An unexpected one is logged with its traceback and the request's id."""
    if isinstance(error, AisleError):
        return error
    if isinstance(error, asyncpg.DataError):  # a number too large for its column, so no row can have it
        return NotFound()
    about_file = isinstance(error, OSError) and error.filename is not None
    if isinstance(error, DATABASE_UNAVAILABLE) and not about_file:
        log.warning("database_away", problem=type(error).__name__, path=redact_path(request.url.path))
        return Unavailable()  # its page reloads by itself
    number = str(request.scope["state"].setdefault("request_id", secrets.token_hex(6)))
    log.error("request_failed", path=redact_path(request.url.path), number=number, exc_info=error)
    detail = message(
        "The mistake is ours and is written down as {number}. What you hold stays yours. Try again.", number=number
    )
    return AisleError(detail, status=500, code="mistake", title=message("Something broke here"))


def any_error_response(request: AnyRequest, error: Exception) -> AppResponse:
    """Build the response of any exception."""
    return error_response(request, to_aisle_error(request, error))


EXCEPTION_HANDLERS: dict[Any, Any] = {
    AisleError: error_response,
    HTTPException: http_error_response,
    **dict.fromkeys(DATABASE_UNAVAILABLE, any_error_response),
    asyncpg.DataError: any_error_response,
    Exception: any_error_response,
}


class AsyncResponse(Response[Any]):
    """A response that is built by a coroutine: Litestar's exception handlers cannot await, but their responses can."""

    def __init__(self, build: Callable[[], Awaitable[AppResponse]]) -> None:
        super().__init__(None)
        self.build = build

    def to_asgi_response(self, app: Litestar | None, request: AnyRequest, **kwargs: Any) -> Any:
        """Return an ASGI application that builds the response and sends it."""

        async def send_it(scope: Scope, receive: Receive, send: Send) -> None:
            answer = await self.build()
            await answer.to_asgi_response(app, request, **kwargs)(scope, receive, send)

        return send_it
