"""Finds asset files (our own in assets/, vendored ones in node_modules/) and computes the digest in their address."""

import functools
import hashlib
from pathlib import Path

from app.language.languages import COMPILED, check_catalogues
from app.settings import ROOT

NODE_MODULES = ROOT / "node_modules"
ARCHIVO = "@fontsource-variable/archivo/files"
VENDORED = {
    "htmx.js": NODE_MODULES / "htmx.org/dist/htmx.min.js",
    **{f"archivo/{file.name}": file for file in (NODE_MODULES / ARCHIVO).glob("*.woff2")},
}


@functools.cache
def assets_digest() -> str:
    """Return twelve hex digits of a SHA-256 over the names and bytes of all assets.

    One digest for all, because modules import each other by relative paths."""
    seen = hashlib.sha256()
    ours = sorted(file for file in (ROOT / "assets").rglob("*") if file.is_file())
    for file in [*ours, *VENDORED.values(), *message_files().values()]:
        seen.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return seen.hexdigest()[:12]


def check_assets() -> None:
    """Raise FileNotFoundError, in one line for the operator, if an asset is missing that every page needs."""
    check_catalogues()
    fonts = [name for name in VENDORED if name.startswith("archivo/")]
    for file in (ROOT / "assets/css/main.css", *VENDORED.values(), *([] if fonts else [NODE_MODULES / ARCHIVO])):
        if not file.exists():
            raise FileNotFoundError(f"{file} is missing: npm ci --omit=dev --ignore-scripts installs what is vendored.")


def asset(path: str) -> str:
    """Return the address of an asset such as "css/main.css", "js/home.js" or "vendor/htmx.js"."""
    return f"/assets/{assets_digest()}/{path}"


def message_files() -> dict[str, Path]:
    """Return the compiled catalogues of scripts, by the tag of their language."""
    return {file.stem: file for file in sorted(COMPILED.glob("*.js"))}


def asset_file(path: str) -> Path | None:
    """Return the file of an asset's path; None if there is none, or if it is outside assets/ and not in VENDORED."""
    if path.startswith("messages/"):
        return message_files().get(path.removeprefix("messages/").removesuffix(".js"))
    if path.startswith("vendor/"):
        return VENDORED.get(path.removeprefix("vendor/"))
    try:
        file = (ROOT / "assets" / path).resolve()
        return file if file.is_relative_to((ROOT / "assets").resolve()) and file.is_file() else None
    except (OSError, ValueError):  # too long for a file name, or with a character that no file name may have
        return None
