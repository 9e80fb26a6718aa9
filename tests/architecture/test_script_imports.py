"""The browser's modules import in one direction: from shared modules to pages, and never in a circle."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

JS = Path(__file__).parents[2] / "assets" / "js"
IMPORT = re.compile(r'^(?:import|export)\b[^;"]*"(\.{1,2}/[^"]+)"', re.MULTILINE)
PAGES = {"checkout.js", "draw/page.js", "home.js", "list.js", "order.js", "performance.js", "waiting.js"}
LAYERS = ["", "draw", "waiting/server", "waiting/place", "waiting/view", "map/text.js", "map/model", "map/view",
          "map/selection", "list", "pay"]  # fmt: skip
MODULES = {str(file.relative_to(JS)): file for file in sorted(JS.rglob("*.js"))}


def imports_of(module: str) -> Iterator[str]:
    """The modules that this one imports at run time; types in comments do not count."""
    file = MODULES[module]
    for name in IMPORT.findall(file.read_text()):
        yield str((file.parent / name).resolve().relative_to(JS.resolve()))


def layer_of(module: str) -> int:
    """The place in LAYERS; a page is above all of them."""
    if module in PAGES:
        return len(LAYERS)
    folder = module if module in LAYERS else module.rpartition("/")[0]
    return LAYERS.index(folder)


@pytest.mark.parametrize("module", MODULES)
def test_a_script_imports_only_layers_below_its_own(module: str) -> None:
    imported = list(imports_of(module))
    assert [name for name in imported if name not in MODULES] == []
    assert [name for name in imported if layer_of(name) > layer_of(module)] == []
    assert [name for name in imported if name in PAGES] == []


def test_areas_of_scripts_do_not_import_each_other() -> None:
    """The waiting room may use the draw, and the list the map; nothing else crosses."""
    allowed = {("waiting", "draw"), ("list", "map")}
    areas = {module: module.split("/")[0] for module in MODULES if "/" in module and module not in PAGES}
    crossing = {
        (areas[module], areas[name]) for module in areas for name in imports_of(module) if name in areas
    }  # fmt: skip
    assert {pair for pair in crossing if pair[0] != pair[1]} <= allowed


def test_no_scripts_import_in_a_circle() -> None:
    finished: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " imports ".join((*path, module))
        if module not in finished:
            for name in imports_of(module):
                visit(name, (*path, module))
            finished.add(module)

    for module in MODULES:
        visit(module, ())
