"""One direction of imports: workers → app → db; inside app an area imports only areas before it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = {"workers": {"workers", "app", "db"}, "app": {"app", "db"}, "db": {"db"}, "realtime": {"realtime"}}
"""Package → the packages that it may import; from realtime, app and workers import the modules of OF_REALTIME too."""
BUYING = [
    "accounts",
    "venues",
    "sales",
    "events",
    "search",
    "waiting_room",
    "seating",
    "payments",
    "mail",
    "tickets",
    "history",
    "checkout",
]
AREAS = [*BUYING, "door", "waitlist", "reports", "journal"]
OF_REALTIME = {
    f"realtime.{name}"
    for name in ("protocol", "watch_tokens", "bus", "environment", "exposure", "keys", "proxies", "logs", "clock")
}
ONE_FILE_EACH = {
    "stripe": "app/payments/stripe.py",
    "aiosmtplib": "app/mail/smtp.py",
    "meilisearch": "app/search/meili.py",
    "zxingcpp": "app/tickets/qr.py",
    "typst": "app/tickets/pdf.py",
    "icalendar": "app/tickets/calendar.py",
    "pyarrow": "app/journal/parquet.py",
}
FILES = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]


@cache
def imported(file: Path) -> tuple[str, ...]:
    """Return the full name of every module that a file imports."""
    return tuple(_imported(ast.parse(file.read_text())))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def own_imports() -> Iterator[tuple[str, str]]:
    """Yield (file, imported module of ours) for every import of our packages."""
    for file in FILES:
        for module in imported(file):
            if module.split(".")[0] in PACKAGES:
                yield str(file.relative_to(ROOT)), module


def allowed(file: str, module: str) -> bool:
    """Tell whether the file may import the module of ours."""
    package, top = file.split("/")[0], module.split(".")[0]
    if top == "realtime" and package in ("app", "workers"):
        return any(module == seam or module.startswith(seam + ".") for seam in OF_REALTIME) or module == "realtime"
    return top in PACKAGES[package]


def area_of(module: str) -> str:
    """Return the area of a module of app, named with dots; "" for one outside the areas."""
    parts = module.split(".")
    return parts[1] if parts[0] == "app" and len(parts) > 1 and parts[1] in AREAS else ""


def test_imports_walk_one_way() -> None:
    assert [f"{file} imports {module}" for file, module in own_imports() if not allowed(file, module)] == []


def test_an_area_imports_only_areas_before_it() -> None:
    wrong = []
    for file, module in own_imports():
        own, other = area_of(file.replace("/", ".")), area_of(module)
        if own and other and AREAS.index(other) > AREAS.index(own):
            wrong.append(f"{file} imports {module}")
    assert wrong == []


def test_web_imports_no_area() -> None:
    web = [(file, module) for file, module in own_imports() if file.startswith("app/web/")]
    assert [f"{file} imports {module}" for file, module in web if area_of(module)] == []


def test_every_area_is_in_the_list() -> None:
    folders = {folder.name for folder in (ROOT / "app").iterdir() if (folder / "__init__.py").exists()}
    assert folders - {"web", "dev", "language"} - set(AREAS) == set()


def test_a_third_party_has_one_file() -> None:
    users = {(module.split(".")[0], str(file.relative_to(ROOT))) for file in FILES for module in imported(file)}
    wrong = [f"{file} imports {package}" for package, file in sorted(users) if ONE_FILE_EACH.get(package, file) != file]
    assert wrong == []


def test_only_db_opens_transactions() -> None:
    words = (".transaction()", "BEGIN;")
    users = {str(f.relative_to(ROOT)) for f in FILES if any(word in f.read_text() for word in words)}
    assert users - {"db/transaction.py", "workers/relay/relay.py"} == set()
