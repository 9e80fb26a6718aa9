"""Imports inside an area have one direction: each layer imports only itself and the layers before it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.test_imports import ROOT, imported

REST = "the area's other modules"
"""The last layer of an area: its pages, forms, commands and the other modules directly in its folder."""
ROOM_RULES = ["errors", "draw", "rooms", "admission", "control", "staff", "access", "requests"]
ROOM_TEXTS = ["shared_pages", "wait_estimate", "status_text"]
ROOM_PAGES = ["fast_path", "api", "pages", "draw_pages", "no_script_page", "export_static_page"]
PLAN_CHECKS = ["plan", "geometry", "seat_names", "section_validation", "plan_validation"]
STRIPE_BASE = ["settings", "dispute", "objects", "asgi", "disconnect", "cards", "errors", "jsonl_file", "failure_modes"]
LAYERS: dict[str, list[str]] = {
    "app/seating": ["errors", "plan", "rules", "holds", "seat_list", "best", REST],
    "app/waiting_room": [*ROOM_RULES, *ROOM_TEXTS, *ROOM_PAGES, REST],
    "app/checkout": ["errors", "orders", "refunds", "settlement", REST],
    "app/venues": [*PLAN_CHECKS, "plans", "venues", "builtin", "pretix", REST],
    "app/dev/fake_stripe": [*STRIPE_BASE, "idempotency", "store", "webhooks", "state", "api", REST],
    "workers": ["wakeups", "work_loop", "relay", "consumers", REST],
}


def layer_of(area: str, module: str) -> str:
    """Return the layer of a module of the area: its first folder or its own name if the list has it, else REST."""
    name = module.removeprefix(area.replace("/", ".")).lstrip(".").split(".")[0]
    return name if name in LAYERS[area] else REST


def imports_of_later_layers(area: str) -> Iterator[str]:
    """Describe each import of a later layer in this area."""
    package, order = area.replace("/", ".") + ".", LAYERS[area]
    for file in sorted((ROOT / area).rglob("*.py")):
        own = layer_of(area, ".".join(file.relative_to(ROOT).with_suffix("").parts))
        for module in sorted({name for name in imported(file) if name.startswith(package)}):
            if order.index(layer_of(area, module)) > order.index(own):
                yield f"{file.relative_to(ROOT)} ({own}) imports {module}"


def test_a_layer_imports_only_the_layers_before_it() -> None:
    assert [wrong for area in LAYERS for wrong in imports_of_later_layers(area)] == []


def test_every_layer_exists() -> None:
    layers = [ROOT / area / layer for area, layers in LAYERS.items() for layer in layers if layer != REST]
    assert [str(layer) for layer in layers if not layer.is_dir() and not layer.with_suffix(".py").is_file()] == []


PRODUCTION = [
    file
    for folder in ("app", "db", "realtime", "workers")
    for file in sorted((ROOT / folder).rglob("*.py"))
    if "app/dev/" not in str(file.relative_to(ROOT))
]


def test_production_imports_nothing_of_the_development_tools() -> None:
    """Imports inside functions are allowed: app.main imports the mail catcher's pages in a development process only."""
    importers = []
    for file in PRODUCTION:
        for node in ast.parse(file.read_text()).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            importers += [str(file.relative_to(ROOT)) for name in names if f"{name}.".startswith("app.dev.")]
    assert importers == []


def test_no_folder_holds_more_files_than_one_can_read() -> None:
    most = 20
    folders = [
        ROOT / folder for folder in ("app", "db", "realtime", "workers", "assets", "templates", "tests", "e2e", "bench")
    ]
    every = [inner for folder in folders for inner in (folder, *folder.rglob("*")) if inner.is_dir()]
    endings = {".py", ".js", ".css", ".html", ".sql"}
    counts = {
        str(folder.relative_to(ROOT)): sum(
            file.suffix in endings and file.name != "__init__.py" for file in folder.iterdir()
        )
        for folder in every
    }
    assert {folder: count for folder, count in counts.items() if count > most} == {}


def test_an_import_of_ours_needs_no_other_name() -> None:
    """A name that needs `as` is a wrong name."""
    renamed = []
    for folder in ("app", "db", "realtime", "workers", "tests", "e2e", "bench"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                own = isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in OURS
                if own and any(alias.asname for alias in node.names):  # type: ignore[union-attr]
                    renamed.append(f"{file.relative_to(ROOT)}:{node.lineno}")
    assert renamed == []


OURS = {"app", "db", "realtime", "workers", "tests", "e2e", "bench"}


def test_a_class_name_means_one_thing() -> None:
    """A class name exists only once in production code; tables may have the name of what their rows describe."""
    places: dict[str, list[str]] = {}
    for file in (file for file in PRODUCTION if file.parent != ROOT / "db" / "tables"):
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(f"{Path(file).relative_to(ROOT)}")
    assert {name: where for name, where in places.items() if len(where) > 1} == {}
