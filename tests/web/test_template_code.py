"""Templates are compiled once for all languages, so nothing of one language may be in the code."""

from pathlib import Path

from jinja2 import nodes

from app.language.template_filters import language_filters
from app.language.translator import markup_translator
from app.settings import ROOT
from app.web.render import template_environment

TEMPLATES = [str(file.relative_to(ROOT / "templates")) for file in Path(ROOT / "templates").rglob("*.*")]


def test_no_constant_is_written_in_a_language_when_a_template_is_compiled() -> None:
    environment, filters = template_environment("en"), language_filters(markup_translator("en"))
    for name in TEMPLATES:
        tree = environment.parse((ROOT / "templates" / name).read_text())
        written = [node for node in tree.find_all(nodes.Filter) if node.name in filters]
        assert not [node for node in written if isinstance(node.node, nodes.Const)], name


def test_a_template_speaks_each_language_although_it_is_compiled_once() -> None:
    english, pseudo = template_environment("en"), template_environment("en-XA")
    assert english.get_template("busy.html").render(reloads=False, seconds=1).count("One moment") == 1
    assert "⟦" in pseudo.get_template("busy.html").render(reloads=False, seconds=1)
    assert english.get_template("busy.html").root_render_func.__code__ is (
        pseudo.get_template("busy.html").root_render_func.__code__
    )


def test_a_text_is_found_without_a_search_for_the_context() -> None:
    environment = template_environment("en")
    assert "context.call" not in environment.compile('{{ gettext("Pay {price}", price=price(5, "EUR")) }}', raw=True)
    assert "context.call" in environment.compile('{{ gettext("Pay {price}", **facts) }}', raw=True)
