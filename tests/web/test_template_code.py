"""Templates are compiled once for all languages, so nothing of one language may be in the code."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError, nodes
from markupsafe import Markup

from app.language.messages import message
from app.language.template_filters import language_filters
from app.language.translator import markup_translator
from app.settings import ROOT
from app.web.render import template_environment
from app.web.template_code import DIRECT

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


@pytest.mark.parametrize(
    ("value", "page", "text"),
    [
        ("<b>", "&lt;b&gt;", "<b>"),
        (Markup("<b>"), "<b>", "<b>"),
        (message("{name} is 100 % sold.", name="<b>"), "&lt;b&gt; is 100 % sold.", "<b> is 100 % sold."),
        (7, "7", "7"),
        (None, "None", "None"),
        (["<b>"], "[&#39;&lt;b&gt;&#39;]", "['<b>']"),
    ],
    ids=["str", "Markup", "Message", "int", "None", "list"],
)
def test_a_value_is_written_once_and_escaped_in_pages(value: object, page: str, text: str) -> None:
    source = "<p>{{ value }}</p>{% set kept %}{{ value }}{% endset %}{{ kept }}"
    for html, written in ((True, page), (False, text)):
        template = template_environment("en", html=html).from_string(source)
        assert template.render(value=value) == f"<p>{written}</p>{written}"
        assert ("escape(environment" in template.environment.compile(source, raw=True)) is False


@pytest.mark.parametrize("scope", ["true", "false", "scope"])
def test_no_template_can_make_a_page_write_what_is_not_escaped(scope: str) -> None:
    source = f"{{% autoescape {scope} %}}{{{{ value }}}}{{% endautoescape %}}"
    for chosen in (True, False):
        page = template_environment("en").from_string(source).render(value="<s>", scope=chosen)
        assert "<s>" not in page


def test_a_text_escapes_where_its_template_says_so() -> None:
    template = template_environment("en", html=False).from_string("{% autoescape true %}{{ value }}{% endautoescape %}")
    assert template.render(value="<s>") == "&lt;s&gt;"


def test_no_template_gives_another_meaning_to_what_is_called_directly() -> None:
    environment = template_environment("en")
    for file in TEMPLATES:
        tree = environment.parse((ROOT / "templates" / file).read_text())
        own = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
        own |= {node.name for node in tree.find_all(nodes.Macro)}
        for imported in tree.find_all(nodes.FromImport):
            own |= {name[-1] if isinstance(name, tuple) else name for name in imported.names}
        assert not own & DIRECT, file


def test_an_unknown_name_is_an_error() -> None:
    for html in (True, False):
        with pytest.raises(UndefinedError, match="'value' is undefined"):
            template_environment("en", html=html).from_string("{{ value }}").render()
