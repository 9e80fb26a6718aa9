"""Rendering of templates as responses: a page, or a fragment for HTMX."""

import html
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from litestar import Litestar
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template
from litestar.response.base import ASGIResponse
from litestar.types import Empty
from litestar.utils.scope.state import ScopeState
from markupsafe import Markup, escape

from app.language.languages import SOURCE, known_languages
from app.language.messages import Message
from app.language.negotiation import request_language
from app.language.template_filters import language_filters, price_writer
from app.language.translator import MarkupTranslator, Translator, markup_translator, translator
from app.settings import ROOT, settings
from app.web.asset_bundles import module_tags
from app.web.assets import asset
from app.web.language_links import keep_language, language_links, page_alternates
from app.web.parsing import AnyRequest
from app.web.security import allow_stripe, csp_nonce
from app.web.template_code import QuickCode, SharedCode
from realtime.clock import current_time

_code = {html: SharedCode() for html in (True, False)}  # whether output is escaped is part of the code
Filters = Mapping[str, Callable[..., str]]
PRIVATE = {"Cache-Control": "no-store"}
"""Headers of responses that belong to one person or may change at any moment."""
IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable"}
"""Headers of responses that never change at their address."""


def icon(name: str, size: str = "") -> Markup:
    """Draw an icon of templates/_icons.html. `size`: "" or "small".

    A filter and no macro: of a constant name, Jinja draws it once, when it compiles the template."""
    return Markup('<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>').format(f"icon {size}".rstrip(), name)


@pass_context
def _nonce(context: Context) -> str:
    return csp_nonce(context["request"].scope)


@pass_context
def _stripe_js(context: Context) -> str:
    return allow_stripe(context["request"].scope)


class SharedGlobals(Environment):
    """An environment whose templates all have its globals and no others.

    Jinja would compare each template's globals with these at every import of macros, a third of the time of a page."""

    code_generator_class = QuickCode

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of this environment. `d`: those of one template, which must be empty."""
        assert not d, "give them to the environment"
        return self.globals


def _text_writer(written: Translator) -> Callable[[Any], Any]:
    """Return the function that writes a value into a text."""
    return lambda value: written.say(value) if isinstance(value, Message) else value


def _html_writer(written: MarkupTranslator) -> Callable[[Any], str]:
    """Return the function that writes a value into a page: escaped unless it is Markup, whatever the template says."""

    def write(value: Any) -> str:
        if type(value) is Markup:
            return value
        return written.say(value) if isinstance(value, Message) else escape(value)

    return write


def template_environment(tag: str, filters: Filters | None = None, *, html: bool = True) -> Environment:
    """Build the Jinja environment of a language: unknown names are errors, output is escaped in HTML, and a message
    is written in the language. `filters`: further filters by name."""
    written = markup_translator(tag) if html else translator(tag)
    environment = SharedGlobals(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=html,
        bytecode_cache=_code[html],
        undefined=StrictUndefined,
        finalize=_html_writer(written) if isinstance(written, MarkupTranslator) else _text_writer(written),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=settings().aisle_env == "development",
    )
    environment.filters.update(language_filters(written), icon=icon, asset=asset, module_tags=module_tags)
    environment.filters.update(filters or {})
    environment.globals.update(
        gettext=written.gettext,
        ngettext=written.ngettext,
        pgettext=written.pgettext,
        sentences=written.sentences,
        price=price_writer(written),
        language=written.language,
        asset=asset,
        now=current_time,
        known_tags=" ".join(known_languages()),
        language_links=language_links,
        page_alternates=page_alternates,
    )
    return environment


class LanguageTemplates(JinjaTemplateEngine):
    """The template engine of pages: an environment for each language, with the globals that need a request.

    The name of a template begins with the tag of its language: "de:home.html"."""

    def __init__(self, filters: Filters) -> None:
        self._filters, self._engines = filters, dict[str, JinjaTemplateEngine]()
        super().__init__(engine_instance=self._environment(SOURCE))

    def get_template(self, template_name: str) -> Any:
        """Return a template in the language that its name begins with."""
        tag, _, name = template_name.rpartition(":")
        if tag not in self._engines:
            self._engines[tag] = JinjaTemplateEngine(engine_instance=self._environment(tag))
        return self._engines[tag].get_template(name)

    def _environment(self, tag: str) -> Environment:
        environment = template_environment(tag, self._filters)
        environment.globals.update(
            nonce=_nonce,
            stripe_js=_stripe_js,
            stripe_key=settings().stripe_publishable_key,
            writes_mail=bool(settings().aisle_smtp_url),
            environment=settings().aisle_env,
        )
        return environment


class Page(Template):
    """A response with a template in the language of the request."""

    def to_asgi_response(self, app: Litestar | None, request: AnyRequest, **kwargs: Any) -> ASGIResponse:
        """Return an ASGI application that sends the page."""
        tag = request_language(request).tag
        keep_language(request)
        request.scope["state"]["refused"] = (self.status_code or 200) >= 400
        self.template_name, self.headers = f"{tag}:{self.template_name}", {**self.headers, "Content-Language": tag}
        return super().to_asgi_response(app, request, **kwargs)


def render_fragment(request: AnyRequest, name: str, **context: Any) -> bytes:
    """Render templates/`name` at once, with the same context as in a response of `page`."""
    token = ScopeState.from_scope(request.scope).csrf_token
    field = f'<input type="hidden" name="_csrf_token" value="{"" if token is Empty else html.escape(token)}" />'
    engine: LanguageTemplates = request.app.template_engine  # type: ignore[assignment]
    template = engine.get_template(f"{request_language(request).tag}:{name}")
    text: str = template.render(context, request=request, csrf_input=field)
    return text.encode()


def wants_fragment(request: AnyRequest) -> bool:
    """Return whether HTMX sent the request; it swaps a fragment into the page."""
    return request.headers.get("hx-request") == "true"


def wants_json(request: AnyRequest) -> bool:
    """Return whether a program sent the request: it accepts JSON and not HTML."""
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


def page(name: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any) -> Page:
    """Render templates/`name` with `context`. The names of fragments begin with an underscore."""
    return Page(name, context=context, status_code=status, headers=dict(headers or {}), media_type="text/html")
