"""The content of a mail: recipient, subject, text and HTML, rendered from one set of facts in one language."""

import functools
import re
from collections.abc import Callable
from typing import Any

import msgspec
from jinja2 import Environment

from app.language.messages import Message
from app.language.translator import translator
from app.mail.outbox import MailKind
from app.mail.text_layout import align, mark_lines, wrap
from app.web.render import template_environment

LINK_LIKE = re.compile(r"[/:@\\\d]|\.\w")
MAX_GREETED_NAME = 50


class MailContent(msgspec.Struct, frozen=True):
    """The recipient, the subject and the body; `text` and `html` have the same content. `language`: its tag."""

    name: str
    address: str
    subject: str
    text: str
    html: str
    language: str = "en"


class MailOutdated(Exception):
    """The content of the mail would no longer be true; the message says why, in one line for staff."""


@functools.cache
def _environments(tag: str) -> tuple[Environment, Environment]:
    writer = translator(tag)

    def say(text: Message | str) -> str:
        return writer.say(text) if isinstance(text, Message) else text

    layout: dict[str, Callable[..., str]] = {
        "wrapped": lambda text: wrap(say(text)),
        "aligned": lambda label, amount: align(say(label), amount),
    }
    return template_environment(tag, layout, html=False), template_environment(tag)


def greeted_name(name: str) -> str:
    """Return the name for a greeting, as it was typed: which part of it is the first name depends on the country.

    "" for one that a mail program would show as a link, that has figures or is long: fans type any name, and any
    address, so that a mail must not carry a text of theirs."""
    typed = " ".join(name.split())
    return "" if LINK_LIKE.search(typed) or len(typed) > MAX_GREETED_NAME else typed


def render_mail(kind: MailKind, tag: str, name: str, address: str, subject: Message, **facts: Any) -> MailContent:
    """Render templates/mail/KIND.txt and KIND.html with these facts, in the language of this tag."""
    writer = translator(tag)
    facts |= {"subject": writer.say(subject)}
    text, html = (
        templates.get_template(f"mail/{kind}.{ending}").render(facts)
        for templates, ending in zip(_environments(tag), ("txt", "html"), strict=True)
    )
    text = text.strip() + "\n"
    if writer.language.direction == "rtl":
        text = mark_lines(text)
    return MailContent(name, address, facts["subject"], text, html, writer.language.tag)
