"""One direction of imports: workers → app → db; inside app an area imports only areas before it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
AREAS = ["accounts", "venues", "events", "search", "waiting_room", "seating", "payments", "mail", "tickets", "checkout",
         "door", "waitlist", "reports"]  # fmt: skip
OF_REALTIME = {"realtime.protocol", "realtime.watch_tokens", "realtime.bus", "realtime.environment", "realtime.logs"}
ONE_FILE_EACH = {
    "stripe": "app/payments/stripe.py", "aiosmtplib": "app/mail/smtp.py", "meilisearch": "app/search/meili.py",
    "segno": "app/tickets/qr.py", "typst": "app/tickets/pdf.py", "icalendar": "app/tickets/calendar.py",
}  # fmt: skip
FILES = [file for folder in ("app", "db", "realtime", "workers") for file in sorted((ROOT / folder).rglob("*.py"))]


def imported(file: Path) -> Iterator[str]:
    """Every module a file imports, by its full name."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def allowed(file: str, module: str) -> bool:
    """Whether the file may import the module of ours."""
    room, top = file.split("/")[0], module.split(".")[0]
    if top == "realtime" and room in ("app", "workers"):
        return any(module == seam or module.startswith(seam + ".") for seam in OF_REALTIME) or module == "realtime"
    before = {"workers": {"workers", "app", "db"}, "app": {"app", "db"}, "db": {"db"}, "realtime": {"realtime"}}
    return top in before[room]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_imports_walk_one_way(file: Path) -> None:
    name = str(file.relative_to(ROOT))
    ours = [module for module in imported(file) if module.split(".")[0] in ("app", "db", "realtime", "workers")]
    assert [module for module in ours if not allowed(name, module)] == []
    area = name.split("/")[1] if name.startswith("app/") else ""
    if area in AREAS:
        later = {f"app.{other}" for other in AREAS[AREAS.index(area) + 1 :]}
        assert [module for module in ours if ".".join(module.split(".")[:2]) in later] == []
    if area == "web":
        assert [module for module in ours if module.split(".")[1:2] and module.split(".")[1] in AREAS] == []


def test_every_area_is_in_the_list() -> None:
    folders = {folder.name for folder in (ROOT / "app").iterdir() if (folder / "__init__.py").exists()}
    assert folders - {"web", "dev"} <= set(AREAS)


@pytest.mark.parametrize(("package", "seam"), ONE_FILE_EACH.items())
def test_a_third_party_has_one_file(package: str, seam: str) -> None:
    users = {str(f.relative_to(ROOT)) for f in FILES if any(m.split(".")[0] == package for m in imported(f))}
    assert users <= {seam}


def test_only_db_opens_transactions() -> None:
    words = (".transaction()", "BEGIN;")
    users = {str(f.relative_to(ROOT)) for f in FILES if any(word in f.read_text() for word in words)}
    assert users <= {"db/transaction.py", "workers/relay/relay.py"}
