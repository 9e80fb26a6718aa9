"""The waiting room's page as files for a CDN: those who wait cost the house nothing but their joins and admissions.

The same addresses as here, so nothing in the page changes: a CDN serves what lies in the folder and hands all else on
to the house. The page's pass for the live line is good for twelve hours at least; an older page looks for a newer one,
and goes on by asking /now, which the CDN may keep for a second."""

import re
from pathlib import Path

from app.errors import NotFound
from app.waiting_room.pages import rendered_page, theme_css
from app.web.asset_bundles import inline_css_imports, module_graph
from app.web.assets import asset_file, assets_digest

ASSET_URL = re.compile(r"/assets/[0-9a-f]+/([\w./-]+)")
CSS_URL = re.compile(r'url\("([\w./-]+)"\)')
ENTRY_MODULES = ("js/waiting.js",)
"""Modules of the page; what they import comes along, whether or not the page asks for it ahead of time."""


async def export_page(room: int, folder: Path) -> list[Path]:
    """Writes the page of `room` with everything it needs into `folder`; returns the files, the page first.

    Raises NotFound: no such room. What else lies in the folder stays: it may serve several rooms."""
    page = await rendered_page((room, 0))  # a file knows of no ?to=: the script does
    here = folder / "waiting-rooms" / str(room)
    files = {here / "index.html": page, here / "colours.css": await theme_css(room)}
    files |= {folder / "assets" / assets_digest() / path: _body(path) for path in _needed(page.decode())}
    for file, body in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    return list(files)


def _needed(page: str) -> list[str]:
    """Every asset the page asks for, or its style sheets, or its modules."""
    named = [
        *ASSET_URL.findall(page),
        *ENTRY_MODULES,
        *(module for entry in ENTRY_MODULES for module in module_graph(entry)),
    ]
    sheets = [path for path in named if path.endswith(".css")]
    within = [f"{sheet.rpartition('/')[0]}/{url}" for sheet in sheets for url in CSS_URL.findall(_body(sheet).decode())]
    return sorted({_straight(path) for path in named + within})


def _straight(path: str) -> str:
    """ "css/../vendor/x.woff2" is "vendor/x.woff2"."""
    return re.sub(r"[\w-]+/\.\./", "", path)


def _body(path: str) -> bytes:
    file = asset_file(path)
    if file is None:
        raise NotFound(f"The page asks for {path}, which is not there.")
    return inline_css_imports(file).encode() if file.suffix == ".css" else file.read_bytes()
