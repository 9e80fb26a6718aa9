"""Rendering of templates as responses: a page, or a fragment for HTMX."""

import functools
import html
from collections.abc import Callable, Mapping, MutableMapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template
from litestar.types import Empty
from litestar.utils.scope.state import ScopeState
from markupsafe import Markup

from app.settings import ROOT, settings
from app.web.asset_bundles import module_tags
from app.web.assets import asset
from app.web.parsing import AnyRequest
from app.web.security import allow_stripe, csp_nonce
from realtime.clock import current_time

PRIVATE = {"Cache-Control": "no-store"}
"""Headers of responses that belong to one person or may change at any moment."""
IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable"}
"""Headers of responses that never change at their address."""


def format_time(at: datetime, time_zone: str) -> str:
    """Format the time in this zone: "19:30"."""
    return at.astimezone(ZoneInfo(time_zone)).strftime("%H:%M")


def format_date(at: datetime, time_zone: str) -> str:
    """Format the date in this zone: "Sat 10 Oct 2026"."""
    local = at.astimezone(ZoneInfo(time_zone))
    return f"{local:%a} {local.day} {local:%b %Y}"


def format_date_time(at: datetime, time_zone: str) -> str:
    """Format date and time in this zone: "Sat 10 Oct 2026, 19:30"."""
    return f"{format_date(at, time_zone)}, {format_time(at, time_zone)}"


def format_short_time(at: datetime, time_zone: str) -> str:
    """Format the time in this zone, without the date if that is today there: "19:30", "Sat 10 Oct 2026, 19:30"."""
    today = format_date(current_time(), time_zone) == format_date(at, time_zone)
    return format_time(at, time_zone) if today else format_date_time(at, time_zone)


def format_at_time(at: datetime, time_zone: str) -> str:
    """Format as `format_short_time` with a preposition: "at 19:30", "on Sat 10 Oct 2026, 19:30"."""
    text = format_short_time(at, time_zone)
    return f"{'on' if ',' in text else 'at'} {text}"


def icon(name: str, size: str = "") -> Markup:
    """Draw an icon of templates/_icons.html. `size`: "" or "small".

    A filter and no macro: of a constant name, Jinja draws it once, when it compiles the template."""
    return Markup('<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>').format(f"icon {size}".rstrip(), name)


def price_writer(format_money: Callable[..., str]) -> Callable[[int, str], Markup]:
    """Return the function that writes an amount of money in a page: (minor units, currency) to an element."""

    @functools.lru_cache(4096)
    def price(minor: int, currency: str) -> Markup:
        text = format_money(minor, currency)
        return Markup('<span class="money">{}</span>').format(text.capitalize() if minor == 0 else text)

    return price


@pass_context
def _nonce(context: Context) -> str:
    return csp_nonce(context["request"].scope)


@pass_context
def _stripe_js(context: Context) -> str:
    return allow_stripe(context["request"].scope)


class SharedGlobals(Environment):
    """An environment whose templates all have its globals and no others.

    Jinja would compare each template's globals with these at every import of macros, a third of the time of a page."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of this environment. `d`: those of one template, which must be empty."""
        assert not d, "give them to the environment"
        return self.globals


def template_environment(**filters: Callable[..., str]) -> Environment:
    """Build the Jinja environment: unknown names are errors, output is escaped. `filters`: further filters by name."""
    environment = SharedGlobals(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=settings().aisle_env == "development",
    )
    environment.filters.update(
        format_date_time=format_date_time,
        format_date=format_date,
        format_time=format_time,
        format_short_time=format_short_time,
        format_at_time=format_at_time,
        icon=icon,
        asset=asset,
        module_tags=module_tags,
        **filters,
    )
    if "money" in filters:
        environment.globals["price"] = price_writer(filters["money"])
    return environment


def template_engine(**filters: Callable[..., str]) -> JinjaTemplateEngine:
    """Build the template engine of pages: the environment, with the globals that need a request or the settings."""
    environment = template_environment(**filters)
    environment.globals.update(
        asset=asset,
        nonce=_nonce,
        stripe_js=_stripe_js,
        stripe_key=settings().stripe_publishable_key,
        writes_mail=bool(settings().aisle_smtp_url),
        now=current_time,
        environment=settings().aisle_env,
    )
    return JinjaTemplateEngine.from_environment(environment)


def render_fragment(request: AnyRequest, name: str, **context: Any) -> bytes:
    """Render templates/`name` at once, with the same context as in a response of `page`."""
    token = ScopeState.from_scope(request.scope).csrf_token
    field = f'<input type="hidden" name="_csrf_token" value="{"" if token is Empty else html.escape(token)}" />'
    template = request.app.template_engine.get_template(name)  # type: ignore[union-attr]
    text: str = template.render(context, request=request, csrf_input=field)
    return text.encode()


def wants_fragment(request: AnyRequest) -> bool:
    """Return whether HTMX sent the request; it swaps a fragment into the page."""
    return request.headers.get("hx-request") == "true"


def wants_json(request: AnyRequest) -> bool:
    """Return whether a program sent the request: it accepts JSON and not HTML."""
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


def page(name: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any) -> Template:
    """Render templates/`name` with `context`. The names of fragments begin with an underscore."""
    return Template(name, context=context, status_code=status, headers=dict(headers or {}), media_type="text/html")
