"""Resolves CSS imports and lists imported modules, so that browsers need no extra round trips, without a build step."""

import functools
import re
from pathlib import Path

from markupsafe import Markup

from app.settings import ROOT
from app.web.assets import asset

CSS_IMPORT = re.compile(r'@import url\("([\w/-]+\.css)"\);\n')
JS_IMPORT = re.compile(r'^(?:import|export)\b[^;]*?"(\./[\w./-]+\.js|\.\./[\w./-]+\.js)"', re.MULTILINE)


@functools.cache
def inline_css_imports(file: Path) -> str:
    """Return a style sheet with its imports inlined. Each url() in them must be relative to this sheet's folder."""
    return CSS_IMPORT.sub(lambda found: inline_css_imports(file.parent / found[1]), file.read_text())


@functools.cache
def module_graph(entry: str) -> tuple[str, ...]:
    """List the modules that assets/`entry` imports, directly or indirectly: each once, without the entry itself."""
    assets = (ROOT / "assets").resolve()
    found: dict[Path, None] = {}
    waiting = [assets / entry]
    while waiting:
        file = waiting.pop()
        near = [(file.parent / name).resolve() for name in JS_IMPORT.findall(file.read_text())]
        fresh = [module for module in dict.fromkeys(near) if module not in found]
        found.update(dict.fromkeys(fresh))
        waiting += fresh
    found.pop(assets / entry, None)
    return tuple(str(module.relative_to(assets)) for module in found)


@functools.cache
def module_tags(entry: str) -> Markup:
    """Write the elements that load the script assets/`entry`, with preloads for the modules that it imports."""
    preloads = [f'<link rel="modulepreload" href="{asset(module)}">\n' for module in module_graph(entry)]
    return Markup("".join(preloads) + f'<script type="module" src="{asset(entry)}"></script>')  # noqa: S704 - our files
