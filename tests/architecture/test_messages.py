"""Everything that people read is in the catalogues (docs/translating.md), and numbers and dates are written by them."""

import ast
import fnmatch
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.python_texts import SPEAKERS, error_classes, python_texts
from tests.architecture.template_texts import template_texts

ROOT = Path(__file__).parents[2]
TEMPLATES = [file for end in ("html", "txt") for file in sorted((ROOT / "templates").rglob(f"*.{end}"))]
MODULES = {file: ast.parse(file.read_text()) for folder in ("app", "workers") for file in (ROOT / folder).rglob("*.py")}
TERMINALS = (
    "app/cli.py",
    "app/*command*.py",
    "workers/consumers/*command*.py",
    "app/waiting_room/staff/*",
    "app/waiting_room/draw/verify.py",
    "app/checkout/settlement/staff_fixes.py",
    "app/checkout/settlement/needs_attention.py",
    "app/checkout/refunds/by_hand.py",
    "app/checkout/*_report_text.py",
    "app/sales/report.py",
    "app/history/text.py",
    "app/tickets/unreadable_text.py",
    "app/web/connections/refusals.py",
)
"""Reports and commands of staff, and answers to what is no HTTP: in English. What errors say is translated."""
EXEMPT = ("app/dev/*", "templates/dev/*", "app/language/*", "app/venues/pretix/*")
"""What is for development; the translators; what is wrong in the JSON of a seating plan, for the terminal."""
SCRIPTS = sorted((ROOT / "assets/js").rglob("*.js"))
ENGLISH_ONLY = {
    re.compile(r"\{%-?\s*(trans|blocktrans)\b"): TEMPLATES,
    re.compile(r"\{:,|%,d|strftime"): [*TEMPLATES, *MODULES],
    re.compile(r"%-?[aAbBp]\b[ ,:%]"): [*TEMPLATES, *MODULES],
    re.compile(r"toLocale\w*\(\s*[\"']|Intl\.\w+\(\s*[\"']"): SCRIPTS,
}
"""What writes numbers, dates or sentences in English whatever the language is."""


def is_one_of(file: Path, patterns: tuple[str, ...]) -> bool:
    """Return whether a pattern matches the path of the file."""
    return any(fnmatch.fnmatch(str(file.relative_to(ROOT)), pattern) for pattern in patterns)


def texts_of_templates() -> Iterator[str]:
    """Yield "path:line: text" for each text in a template that is in no catalogue."""
    for file in (each for each in TEMPLATES if not is_one_of(each, EXEMPT)):
        for text in template_texts(file.read_text(), html=file.suffix == ".html"):
            yield f"{file.relative_to(ROOT)}:{text}"


def texts_of_python() -> Iterator[str]:
    """Yield "path:line: text" for each text in the Python that speaks to people and is in no catalogue."""
    speakers = SPEAKERS | error_classes([*MODULES.values()])
    for file in (each for each in MODULES if not is_one_of(each, EXEMPT)):
        for text in python_texts(MODULES[file], speakers, sentences=not is_one_of(file, TERMINALS)):
            yield f"{file.relative_to(ROOT)}:{text}"


def english_formats() -> Iterator[str]:
    """Yield "path:line: line" for each number or date that is written in English in every language."""
    for pattern, files in ENGLISH_ONLY.items():
        for file in files:
            for number, line in enumerate(file.read_text().splitlines(), 1):
                if pattern.search(line) and not is_one_of(file, (*EXEMPT, *TERMINALS)):
                    yield f"{file.relative_to(ROOT)}:{number}: {line.strip()}"


PLANTED = {
    "<p>Nothing was changed.</p>": "Nothing was changed.",
    '<a aria-label="Close">×</a>': "Close",
    '<input type="submit" value="Take them">': "Take them",
    '<meta name="description" content="What is on">': "What is on",
    "{% if n == 1 %}is{% else %}are{% endif %}": "is",
    "<p>{{ n }} {{ 'seats' if n > 1 else 'seat' }}</p>": "seats",
    "<p>{{ gettext('Good') ~ ' evening' }}</p>": " evening",
    "{% set title = 'Seats are left' %}": "Seats are left",
    "{{ notice('bad', 'Sold out') }}": "Sold out",
    "<p>{{ gettext('{what} is over.', what='This sale') }}</p>": "This sale",
}
GOOD = """{% block page %}listing{% endblock %}{% set attrs %} hidden data-from="{{ at }}"{% endset %}
<p class="{{ 'note' if n else 'soft' }}" aria-label="{{ gettext('Close') }}"{{ attrs }}>{{ 'arrow'|icon }} · 19:30
{{ ngettext('{count} seat', '{count} seats', n) }} {{ price(n) }}
<code>aisle demo</code><script>let on = 1</script></p>"""


@pytest.mark.parametrize("source", PLANTED)
def test_a_text_in_a_template_is_found(source: str) -> None:
    assert PLANTED[source] in [text.split(": ", 1)[1] for text in template_texts(f"\n{source}")]
    assert [text for text in template_texts(f"\n{source}") if not text.startswith("2: ")] == []


def test_markup_and_translated_texts_are_not_found() -> None:
    assert [*template_texts(GOOD)] == []


@pytest.mark.parametrize(
    "source",
    [
        "raise SeatsTaken('Somebody was quicker')",
        "raise SeatsTaken(message('{who} was quicker', who='another fan'))",
        "class SeatsTaken(AisleError):\n    title = 'Taken'",
        "answer = f'Only {n} seats are left.'",
        "raise AisleError(message(f'Only {n} are left.'))",
    ],
)
def test_a_text_in_python_is_found(source: str) -> None:
    assert len([*python_texts(ast.parse(source), {"AisleError", "SeatsTaken"})]) >= 1


def test_what_is_for_developers_or_translated_is_not_found() -> None:
    source = (
        "raise SeatsTaken(message('Only {n} are left.', n=str(n)), code='seats_taken')\nlog.info('A seat is lost.')"
    )
    assert [*python_texts(ast.parse(source), {"SeatsTaken"})] == []


def test_every_text_of_a_template_is_in_the_catalogues() -> None:
    assert [*texts_of_templates()] == []


def test_what_python_says_to_people_is_in_the_catalogues() -> None:
    assert [*texts_of_python()] == []


def test_numbers_and_dates_are_written_in_the_language_of_the_reader() -> None:
    assert [*english_formats()] == []
