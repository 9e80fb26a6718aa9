"""The content of a mail: recipient, subject, text and HTML, rendered from one set of facts."""

import functools
import re
from typing import Any

import msgspec
from jinja2 import Environment

from app.mail.outbox import MailKind
from app.web.render import template_environment

LINK_LIKE = re.compile(r"[/:@\\]|\.\w")


class MailContent(msgspec.Struct, frozen=True):
    """The recipient, the subject and the body; `text` and `html` have the same content."""

    name: str
    address: str
    subject: str
    text: str
    html: str


class MailOutdated(Exception):
    """The content of the mail would no longer be true; the message says why, in one line for staff."""


@functools.cache
def _environments() -> tuple[Environment, Environment]:
    return template_environment("en", html=False), template_environment("en")


def first_name(name: str) -> str:
    """Return the first name for the greeting; "there" for one that a mail program would show as a link: fans type any
    name."""
    first = (name.split() or [""])[0]
    return first if first and not LINK_LIKE.search(first) else "there"


def render_mail(kind: MailKind, name: str, address: str, subject: str, **facts: Any) -> MailContent:
    """Render templates/mail/KIND.txt and KIND.html with these facts."""
    facts |= {"subject": subject, "first": first_name(name)}
    text, html = (
        templates.get_template(f"mail/{kind}.{ending}").render(facts)
        for templates, ending in zip(_environments(), ("txt", "html"), strict=True)
    )
    return MailContent(name, address, subject, text.strip() + "\n", html)
