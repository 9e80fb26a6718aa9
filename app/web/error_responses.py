"""One place that turns what went wrong into an answer: page, fragment or JSON."""

import asyncio
import secrets
from typing import Any

import asyncpg
from litestar import Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.response import Template

from app.errors import AisleError, BadInput, NotFound, Unavailable
from app.logs import log
from app.web.middleware import hush_path
from app.web.parsing import AnyRequest
from app.web.render import PRIVATE, page, wants_fragment, wants_json

AppResponse = Template | Response[Any]

IN_WORDS = {
    403: ("forbidden", "This form is out of date", "Nothing was changed. Load the page again, then send it once more."),
    405: ("method_not_allowed", "Not in this way", "This address does not take that."),
    413: ("too_large", "That is too much", "More was sent than any form of this house holds."),
}
AWAY = (
    OSError,
    asyncio.TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
)
"""What a database that is away, starting or full raises."""


def for_programs(no: AisleError) -> dict[str, Any]:
    """The refusal as programs are told it."""
    facts = {name: fact for name, fact in no.facts.items() if name != "actions"}
    return {"error": no.code, "says": no.message, **facts}


def head_of(no: AisleError) -> dict[str, str]:
    """The headers of a refusal: nobody keeps it, and a 429 and a 503 say when to come back."""
    again = {"Retry-After": str(no.facts.get("seconds", 3))} if no.status in (429, 503) else {}
    return {**PRIVATE, **again}


def refuse(request: AnyRequest, no: AisleError) -> AppResponse:
    """The refusal in the shape the caller asked for."""
    headers = head_of(no)
    if wants_json(request):
        return Response(for_programs(no), status_code=no.status, headers=headers)
    name = "_error.html" if wants_fragment(request) else "error.html"
    actions = no.facts.get("actions", [("What is on", "/")])
    shown = {"code": no.code, "title": no.title, "says": no.message, "actions": actions}
    return page(name, status=no.status, headers=headers, number=no.status, **shown)


def refuse_http(request: AnyRequest, problem: HTTPException) -> AppResponse:
    """Litestar's own refusals (no route, no CSRF token, unreadable input) in the house's words."""
    if problem.status_code == 404:
        return refuse(request, NotFound())
    if isinstance(problem, ValidationException) or problem.status_code == 400:
        return refuse(request, BadInput("Something in the address or the form is not of the kind it should be."))
    if problem.status_code in IN_WORDS:
        code, title, says = IN_WORDS[problem.status_code]
        return refuse(request, AisleError(says, status=problem.status_code, code=code, title=title))
    return refuse(request, AisleError(status=problem.status_code))


def in_words(request: AnyRequest, problem: Exception) -> AisleError:
    """What went wrong, as a refusal. What is our own mistake is logged whole, and told with the request's id."""
    if isinstance(problem, AisleError):
        return problem
    if isinstance(problem, asyncpg.DataError):  # a number no column can hold: nothing in the house is called that
        return NotFound()
    if isinstance(problem, AWAY):
        log.warning("database_away", problem=type(problem).__name__, path=hush_path(request.url.path))
        return Unavailable()  # and the page tries again by itself
    number = str(request.scope["state"].setdefault("request_id", secrets.token_hex(6)))
    log.error("request_failed", path=hush_path(request.url.path), number=number, exc_info=problem)
    says = f"The mistake is ours and is written down as {number}. What you hold stays yours. Try again."
    return AisleError(says, status=500, code="mistake", title="Something broke here")


def refuse_any(request: AnyRequest, problem: Exception) -> AppResponse:
    """Whatever it was, in words."""
    return refuse(request, in_words(request, problem))


REFUSALS: dict[Any, Any] = {
    AisleError: refuse,
    HTTPException: refuse_http,
    **dict.fromkeys(AWAY, refuse_any),
    asyncpg.DataError: refuse_any,
    Exception: refuse_any,
}
