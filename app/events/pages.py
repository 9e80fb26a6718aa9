"""The front page."""

from litestar import get
from litestar.response import Template

from app.events.catalog import upcoming_performances
from app.web.render import page

PRIVATE_NO_CACHE = {"Cache-Control": "private, no-cache"}
"""The page contains a token of this visitor, so no shared cache may store it."""


@get("/")
async def home() -> Template:
    """List the upcoming performances."""
    return page("home.html", headers=PRIVATE_NO_CACHE, performances=await upcoming_performances())
