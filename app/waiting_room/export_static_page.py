"""Export of the waiting room's page as files for a CDN: the server then answers only joins and admissions.

The addresses are those of the server, so the page does not change: the CDN serves the files of the folder, chooses the
page's language by `lang` in the address (docs/waiting-room.md), and passes every other request on. The page's token for
the live status is valid for at least twelve hours. An older page loads a newer one, or polls /now, which the CDN may
cache for a second."""

import re
from pathlib import Path

from app.errors import NotFound
from app.language.languages import language, languages
from app.language.messages import message
from app.waiting_room.pages import page_data, rendered_page, theme_css
from app.web.asset_bundles import inline_css_imports, module_graph
from app.web.assets import asset_file, assets_digest

ASSET_URL = re.compile(r"/assets/[0-9a-f]+/([\w./-]+)")
CSS_URL = re.compile(r'url\("([\w./-]+)"\)')
ENTRY_MODULES = ("js/waiting.js",)
"""Entry modules of the page. Their imports are exported too, also those that the page does not preload."""


async def export_page(room: int, folder: Path) -> list[Path]:
    """Write the page of `room` with everything it loads into `folder`; return the files, the page first: index.html
    in the organizer's language, and for each language TAG index.TAG.html, which belongs to the addresses with lang=TAG.

    Other files in the folder stay, because it may serve several rooms. Raises NotFound if there is no such room."""
    default = language((await page_data(room)).language).tag
    # a file cannot depend on ?to=, which the page's script reads
    pages = {tag: await rendered_page((room, 0, tag, f"&lang={tag}")) for tag in languages()}
    index = await rendered_page((room, 0, default, ""))
    room_folder = folder / "waiting-rooms" / str(room)
    files = {room_folder / "index.html": index, room_folder / "colours.css": await theme_css(room)}
    files |= {room_folder / f"index.{tag}.html": page for tag, page in pages.items()}
    paths = {path for page in pages.values() for path in _asset_paths(page.decode())}
    files |= {folder / "assets" / assets_digest() / path: _read_asset(path) for path in sorted(paths)}
    for file, content in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return list(files)


def _asset_paths(page: str) -> list[str]:
    """Return every asset that the page, its style sheets or its modules load."""
    paths = [
        *ASSET_URL.findall(page),
        *ENTRY_MODULES,
        *(module for entry in ENTRY_MODULES for module in module_graph(entry)),
    ]
    sheets = [path for path in paths if path.endswith(".css")]
    for sheet in sheets:
        urls = CSS_URL.findall(_read_asset(sheet).decode())
        paths += [f"{sheet.rpartition('/')[0]}/{url}" for url in urls]
    return sorted({_normalize(path) for path in paths})


def _normalize(path: str) -> str:
    """Remove ".." from a path: "css/../vendor/x.woff2" becomes "vendor/x.woff2"."""
    return re.sub(r"[\w-]+/\.\./", "", path)


def _read_asset(path: str) -> bytes:
    file = asset_file(path)
    if file is None:
        raise NotFound(message("The page asks for {path}, which is not there.", path=path))
    return inline_css_imports(file).encode() if file.suffix == ".css" else file.read_bytes()
