"""Finds asset files, ours in assets/ and vendored in node_modules/, and the digest of them all in their address."""

import functools
import hashlib
from pathlib import Path

from app.settings import ROOT

NODE_MODULES = ROOT / "node_modules"
VENDORED = {
    "htmx.js": NODE_MODULES / "htmx.org/dist/htmx.min.js",
    **{f"archivo/{file.name}": file for file in (NODE_MODULES / "@fontsource-variable/archivo/files").glob("*.woff2")},
}


@functools.cache
def assets_digest() -> str:
    """Return twelve characters of a digest over names and bytes of all assets. Relative imports stay inside it."""
    seen = hashlib.sha256()
    ours = sorted(file for file in (ROOT / "assets").rglob("*") if file.is_file())
    for file in [*ours, *VENDORED.values()]:
        seen.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return seen.hexdigest()[:12]


def asset(path: str) -> str:
    """Return the address of an asset: "css/main.css", "js/home.js", "vendor/htmx.js"."""
    return f"/assets/{assets_digest()}/{path}"


def asset_file(path: str) -> Path | None:
    """Return the file behind an asset's path, or None. Never anything outside assets/ and the named vendored files."""
    if path.startswith("vendor/"):
        return VENDORED.get(path.removeprefix("vendor/"))
    try:
        file = (ROOT / "assets" / path).resolve()
        return file if file.is_relative_to((ROOT / "assets").resolve()) and file.is_file() else None
    except (OSError, ValueError):  # too long for a name, or with a sign in it that no name has
        return None
