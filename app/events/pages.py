"""Serves the front page."""

from litestar import get
from litestar.response import Template

from app.events.catalog import upcoming_performances
from app.web.render import page

PRIVATE_NO_CACHE = {"Cache-Control": "private, no-cache"}
"""The page carries its reader's token: no cache may hand it to the next."""


@get("/")
async def home() -> Template:
    """List the upcoming performances."""
    return page("home.html", headers=PRIVATE_NO_CACHE, performances=await upcoming_performances())
