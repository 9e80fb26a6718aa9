"""The addresses of a page in other languages: links for visitors, and for search engines its alternates."""

import re
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from jinja2 import pass_context
from jinja2.runtime import Context

from app.language.languages import Language, languages
from app.language.negotiation import COOKIE, address_language
from app.settings import settings
from app.web.parsing import AnyRequest
from app.web.sessions import YEAR_SECONDS, make_cookie, set_cookie

NAMES_LANGUAGE = re.compile(r"lang(=|$)")


class Alternates(NamedTuple):
    """The absolute addresses of a page: its own, "" where it cannot say; the one without a language; and (tag, address)
    of each language."""

    canonical: str
    default: str
    languages: list[tuple[str, str]]


@pass_context
def language_links(context: Context) -> list[tuple[Language, str]]:
    """List the languages with the address of this page in each, relative to its own. Empty if there is only one.

    Every other parameter of the address is kept; where one depends on the language, the context has
    `query_in_language`, a function that returns the query for another language. A page that is the same for all
    visitors has no request: its context has its path and query, without ?lang=, as `address`. The answer to a form is
    no page with an address: its links lead to the page that sent the form."""
    current = context["language"]
    choices = {**languages(), current.tag: current}
    if len(choices) == 1:
        return []
    path, query = _relative_address(context)
    translate = context.get("query_in_language") or (lambda query, _: query)
    return [(choice, f"{path}?{with_language(translate(query, choice), choice.tag)}") for choice in choices.values()]


@pass_context
def page_alternates(context: Context) -> Alternates | None:
    """Return the addresses of a public page in each language; None for a refusal and for an answer to a form."""
    request = context.get("request")
    if request and (request.method != "GET" or request.scope["state"].get("refused")):
        return None
    address = quote(request.scope["path"]) if request else context.get("address")
    if not address:
        return None
    url = settings().aisle_site_url.rstrip("/") + address
    path, _, query = url.partition("?")
    by_tag = {tag: f"{path}?{with_language(query, tag)}" for tag in languages()}
    named = address_language(request.scope) if request else None
    canonical = by_tag.get(named.tag, url) if named else url if request else ""
    return Alternates(canonical, url, list(by_tag.items()) if len(by_tag) > 1 else [])


def with_language(query: str, tag: str) -> str:
    """Return the query with ?lang= of this tag, which replaces another one."""
    return "&".join([*(part for part in query.split("&") if part and not NAMES_LANGUAGE.match(part)), f"lang={tag}"])


def keep_language(request: AnyRequest) -> None:
    """Let the browser keep the language that this address names, so that its next pages are in it too."""
    named = address_language(request.scope)
    if named and request.cookies.get(COOKIE) != named.tag:
        set_cookie(request, make_cookie(COOKIE, named.tag, YEAR_SECONDS, script_may_read=True))


def _relative_address(context: Context) -> tuple[str, str]:
    """Return the path, "" for that of the page itself, and the query."""
    request: Any = context.get("request")
    if request is None:
        return "", context.get("address", "").partition("?")[2]
    if request.method == "GET":
        return "", request.scope["query_string"].decode("latin-1")
    try:
        sender = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return "/", ""
    return "/" + sender.path.lstrip("/"), sender.query
