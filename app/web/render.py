"""Templates to answers: a whole page, a fragment for HTMX, or JSON for programs."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template

from app.settings import ROOT, settings
from app.web.asset_bundles import module_graph
from app.web.assets import asset
from app.web.parsing import AnyRequest
from app.web.security import allow_stripe, csp_nonce

PRIVATE = {"Cache-Control": "no-store"}
"""For what is one person's, or true only now."""
IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable"}
"""For what never changes at its address."""


def format_time(at: datetime, time_zone: str) -> str:
    """ "19:30", in the venue's own zone."""
    return at.astimezone(ZoneInfo(time_zone)).strftime("%H:%M")


def format_date(at: datetime, time_zone: str) -> str:
    """ "Sat 10 Oct 2026", in the venue's own zone."""
    local = at.astimezone(ZoneInfo(time_zone))
    return f"{local:%a} {local.day} {local:%b %Y}"


def format_date_time(at: datetime, time_zone: str) -> str:
    """ "Sat 10 Oct 2026, 19:30", in the venue's own zone."""
    return f"{format_date(at, time_zone)}, {format_time(at, time_zone)}"


def format_short_time(at: datetime, time_zone: str) -> str:
    """ "19:30" where that is today by the venue's calendar; else with its day."""
    today = format_date(datetime.now(UTC), time_zone) == format_date(at, time_zone)
    return format_time(at, time_zone) if today else format_date_time(at, time_zone)


def format_at_time(at: datetime, time_zone: str) -> str:
    """ "at 19:30", or "on Sat 10 Oct 2026, 19:30" where that is not today by the venue's calendar."""
    said = format_short_time(at, time_zone)
    return f"{'on' if ',' in said else 'at'} {said}"


@pass_context
def _nonce(context: Context) -> str:
    return csp_nonce(context["request"].scope)


@pass_context
def _stripe_js(context: Context) -> str:
    return allow_stripe(context["request"].scope)


def template_environment(**filters: Callable[..., str]) -> Environment:
    """Strict (an unknown name is an error) and always escaping. `filters`: more of them, by name."""
    made = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=settings().aisle_env == "development",
    )
    made.filters.update(
        format_date_time=format_date_time,
        format_date=format_date,
        format_time=format_time,
        format_short_time=format_short_time,
        format_at_time=format_at_time,
        **filters,
    )
    return made


def template_engine(**filters: Callable[..., str]) -> JinjaTemplateEngine:
    """The `environment` of pages: with what only an answer to a request knows."""
    made = template_environment(**filters)
    made.globals.update(
        asset=asset,
        module_graph=module_graph,
        nonce=_nonce,
        stripe_js=_stripe_js,
        stripe_key=settings().stripe_publishable_key,
        writes_mail=bool(settings().aisle_smtp_url),
        now=lambda: datetime.now(UTC),
        environment=settings().aisle_env,
    )
    return JinjaTemplateEngine.from_environment(made)


def wants_fragment(request: AnyRequest) -> bool:
    """True for HTMX, which swaps a piece of the page."""
    return request.headers.get("hx-request") == "true"


def wants_json(request: AnyRequest) -> bool:
    """True for programs: they accept JSON and do not ask for HTML."""
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


def page(name: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any) -> Template:
    """Renders templates/NAME with `context`. A fragment's name begins with an underscore."""
    return Template(name, context=context, status_code=status, headers=dict(headers or {}), media_type="text/html")
