"""The browser's modules import in one direction: pages import shared modules, and there are no import cycles."""

import re
from collections.abc import Iterator
from pathlib import Path

JS = Path(__file__).parents[2] / "assets" / "js"
IMPORT = re.compile(r'^(?:import|export)\b[^;"]*"(\.{1,2}/[^"]+)"', re.MULTILINE)
PAGES = {"checkout.js", "draw/page.js", "home.js", "list.js", "order.js", "performance.js", "waiting.js"}
WAITING = ["waiting/server", "waiting/place", "waiting/view"]
MAP = ["map/text.js", "map/model", "map/view", "map/selection"]
LAYERS = ["language", "", "draw", *WAITING, *MAP, "list", "pay"]
MODULES = {str(file.relative_to(JS)): file for file in sorted(JS.rglob("*.js"))}


def imports_of(module: str) -> Iterator[str]:
    """Yield the modules that this one imports at run time; types in comments do not count."""
    file = MODULES[module]
    for name in IMPORT.findall(file.read_text()):
        yield str((file.parent / name).resolve().relative_to(JS.resolve()))


def layer_of(module: str) -> int:
    """Return the position in LAYERS; a page comes after all of them."""
    if module in PAGES:
        return len(LAYERS)
    folder = module if module in LAYERS else module.rpartition("/")[0]
    return LAYERS.index(folder)


def every_import() -> list[tuple[str, str]]:
    """Return (module, imported module) of every import."""
    return [(module, name) for module in MODULES for name in imports_of(module)]


def test_a_script_imports_only_layers_below_its_own() -> None:
    known = [(module, name) for module, name in every_import() if name in MODULES]
    assert [f"{module} imports {name}" for module, name in known if layer_of(name) > layer_of(module)] == []


def test_every_imported_script_exists() -> None:
    assert [f"{module} imports {name}" for module, name in every_import() if name not in MODULES] == []


def test_no_script_imports_a_page() -> None:
    assert [f"{module} imports {name}" for module, name in every_import() if name in PAGES] == []


def test_areas_of_scripts_do_not_import_each_other() -> None:
    """The waiting room may import the draw, and the list the map; no other areas import each other."""
    allowed = {("waiting", "draw"), ("list", "map")}
    shared = (*PAGES, *(module for module in MODULES if module.startswith("language/")))
    areas = {module: module.split("/")[0] for module in MODULES if "/" in module and module not in shared}
    crossing = [
        f"{module} imports {name}"
        for module, name in every_import()
        if module in areas and name in areas and (areas[module], areas[name]) not in allowed
        if areas[module] != areas[name]
    ]
    assert crossing == []


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
