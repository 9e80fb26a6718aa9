"""The hooks that docs/testing.md promises are in the templates and scripts; e2e finds them in the pages."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.test_imports import ROOT
from tests.promised_hooks import Hook, promised_hooks

SEATING = ("templates/seating", "templates/_macros")
SOURCES = {
    "Every page": ("templates/base.html", "templates/_theme_switch.html", "templates/home.html"),
    "Home": ("templates/home.html",),
    "Map": ("templates/performance.html", "assets/js/map"),
    "List": ("templates/list.html", *SEATING),
    "Sale that has not begun": ("templates/seating/_sale.html",),
    "Basket": SEATING,
    "Checkout, free": ("templates/checkout.html", *SEATING),
    "Checkout, with payment": ("templates/checkout.html", "templates/checkout", "app/dev/fake_stripe/assets"),
    "Order, with tickets": ("templates/order.html", "templates/checkout"),
    "Order, not paid yet": ("templates/order.html", "templates/checkout"),
    "Waiting room": ("templates/waiting_room", "assets/js/waiting"),
}


def source(section: str) -> str:
    """Return the text of the section's templates and scripts."""
    files: list[str] = []
    for path in SOURCES[section]:
        inner = sorted((ROOT / path).rglob("*.*")) if (ROOT / path).is_dir() else [ROOT / path]
        files += [file.read_text() for file in inner if file.suffix in (".html", ".js")]
    return "\n".join(files)


def missing_parts(hook: Hook, text: str) -> Iterator[str]:
    """Yield each part of the hook that the source does not have."""
    for attribute in re.findall(r"\[data-([a-z-]+)", hook.selector):
        in_script = "".join(part.title() if place else part for place, part in enumerate(attribute.split("-")))
        if f"data-{attribute}" not in text and f"dataset.{in_script}" not in text and f"{attribute}:" not in text:
            yield f"{hook.find_by}: data-{attribute}"
    for part in (hook.name or "").split("*"):
        if part.strip() and part.strip(" :,.") not in text:
            yield f"{hook.find_by}: {part}"


@pytest.mark.parametrize("section", promised_hooks())
def test_what_the_docs_promise_is_in_the_templates_and_scripts(section: str) -> None:
    text, hooks = source(section), promised_hooks()[section]
    assert hooks
    assert [part for hook in hooks for part in missing_parts(hook, text)] == []
