"""What pages need that are the same for every visitor, once for each language: templates without a request, and the
language of the address, because a cache in front of the server must not depend on anything else."""

import functools

from jinja2 import Environment

from app.language.languages import SOURCE, Language, language
from app.language.negotiation import address_language
from app.web.parsing import AnyRequest
from app.web.render import template_environment


@functools.cache
def public_templates(tag: str) -> Environment:
    """Build the template environment of a language for pages that are the same for every visitor: it has no request."""
    environment = template_environment(tag)
    environment.globals.update(csrf_token=lambda: "")
    return environment


def shared_language(request: AnyRequest, otherwise: str = SOURCE) -> Language:
    """Return the language of a shared page: the one that its address names, else `otherwise`, the organizer's.

    What a browser prefers does not count here: the page's script moves a browser to the address of its own language."""
    return address_language(request.scope) or language(otherwise)


def named_language(request: AnyRequest, separator: str = "&") -> str:
    """Return "&lang=TAG" for the next address if the request's own address names a language; else ""."""
    named = address_language(request.scope)
    return f"{separator}lang={named.tag}" if named else ""
