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
from app.web.asset_bundles import modules_of
from app.web.assets import asset
from app.web.parsing import AnyRequest
from app.web.security import let_pay, nonce_of

PRIVATE = {"Cache-Control": "no-store"}
"""For what is one person's, or true only now."""
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
"""For what never changes at its address."""


def clock(at: datetime, time_zone: str) -> str:
    """ "19:30", in the venue's own zone."""
    return at.astimezone(ZoneInfo(time_zone)).strftime("%H:%M")


def day(at: datetime, time_zone: str) -> str:
    """ "Sat 10 Oct 2026", in the venue's own zone."""
    local = at.astimezone(ZoneInfo(time_zone))
    return f"{local:%a} {local.day} {local:%b %Y}"


def when(at: datetime, time_zone: str) -> str:
    """ "Sat 10 Oct 2026, 19:30", in the venue's own zone."""
    return f"{day(at, time_zone)}, {clock(at, time_zone)}"


def near(at: datetime, time_zone: str) -> str:
    """ "19:30" where that is today by the venue's calendar; else with its day."""
    today = day(datetime.now(UTC), time_zone) == day(at, time_zone)
    return clock(at, time_zone) if today else when(at, time_zone)


def at_near(at: datetime, time_zone: str) -> str:
    """ "at 19:30", or "on Sat 10 Oct 2026, 19:30" where that is not today by the venue's calendar."""
    said = near(at, time_zone)
    return f"{'on' if ',' in said else 'at'} {said}"


@pass_context
def _nonce(context: Context) -> str:
    return nonce_of(context["request"].scope)


@pass_context
def _stripe_js(context: Context) -> str:
    return let_pay(context["request"].scope)


def environment(**filters: Callable[..., str]) -> Environment:
    """Strict (an unknown name is an error) and always escaping. `filters`: more of them, by name."""
    made = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=settings().aisle_env == "development",
    )
    made.filters.update(when=when, day=day, clock=clock, near=near, at_near=at_near, **filters)
    return made


def template_engine(**filters: Callable[..., str]) -> JinjaTemplateEngine:
    """The `environment` of pages: with what only an answer to a request knows."""
    made = environment(**filters)
    made.globals.update(
        asset=asset,
        modules_of=modules_of,
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
