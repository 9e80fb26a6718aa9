"""Configuration of the documentation site. `make docs` builds it; every warning is an error."""

import html
import shutil
import tomllib
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / "var" / "docs-tools"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

project = "Aisle"
release = PROJECT["version"]
html_title = "Aisle"
language = "en"
extensions = ["myst_parser"]
root_doc = "README"
include_patterns = ["*.md", "docs/*.md", "docs/adr/*.md"]
exclude_patterns = ["docs/site", *(entry.name for entry in ROOT.iterdir() if entry.is_dir() and entry.name != "docs")]
nitpicky = True

myst_heading_anchors = 4
"""Headings down to this level can be linked to, by the same names as on GitHub."""
myst_fence_as_directive = ["mermaid"]

html_theme = "furo"
html_static_path = ["static", str(TOOLS / "node_modules" / "@mermaid-js" / "tiny" / "dist")]
html_css_files = ["site.css"]
html_favicon = str(ROOT / "assets" / "art" / "mark.svg")
html_theme_options = {"top_of_page_buttons": []}
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False

CONTENTS = """

```{{toctree}}
:caption: {caption}
:hidden:
:glob:

{pages}
```
"""
USE = ["docs/organizing", "docs/waiting-room", "docs/draw", "docs/operating"]
DEVELOP = ["CONTRIBUTING", "docs/architecture", "docs/style", "docs/testing"]
OTHERS = sorted({f"docs/{file.stem}" for file in (ROOT / "docs").glob("*.md")} - {*USE, *DEVELOP})
CHAPTERS = {
    "Use": USE,
    "Develop": DEVELOP + OTHERS,
    "Decisions": ["docs/adr/README", "docs/adr/0*"],
    "Project": ["CHANGELOG", "SECURITY"],
}
"""Chapter of the menu → its pages. A page that is in none of them is a warning, so the build fails."""


class Mermaid(Directive):
    """A ```mermaid block: the browser draws it."""

    has_content = True
    option_spec: ClassVar[dict[str, object]] = {}

    def run(self) -> list[nodes.Node]:
        """Return the block as it is written, for diagrams.js."""
        source = html.escape("\n".join(self.content))
        return [nodes.raw("", f'<pre class="mermaid">{source}</pre>', format="html", classes=["mermaid"])]


def add_menu(_: Sphinx, page: str, source: list[str]) -> None:
    """Append the menu to the first page: a code host would show it as a block of code."""
    if page == root_doc:
        source[0] += "".join(
            CONTENTS.format(caption=caption, pages="\n".join(pages)) for caption, pages in CHAPTERS.items()
        )


def add_diagram_scripts(app: Sphinx, _page: str, _template: str, _context: object, doctree: nodes.document) -> None:
    """Load the scripts on a page that has diagrams."""
    if doctree and any("mermaid" in node["classes"] for node in doctree.findall(nodes.raw)):
        app.add_js_file("mermaid.tiny.js")
        app.add_js_file("diagrams.js")  # no module: browsers load those only over HTTP


def write_index(app: Sphinx, error: Exception | None) -> None:
    """Copy the first page to index.html, where web servers look for it."""
    if error is None:
        shutil.copy(Path(app.outdir) / f"{root_doc}.html", Path(app.outdir) / "index.html")


def setup(app: Sphinx) -> None:
    """Register the directive and the hooks."""
    app.add_directive("mermaid", Mermaid)
    app.connect("source-read", add_menu)
    app.connect("html-page-context", add_diagram_scripts)
    app.connect("build-finished", write_index)
