"""The front page."""

from litestar import get
from litestar.response import Template

from app.events.catalog import performances_on
from app.web.render import page

OWN = {"Cache-Control": "private, no-cache"}
"""The page carries its reader's token: no cache may hand it to the next."""


@get("/")
async def home() -> Template:
    """What is on."""
    return page("home.html", headers=OWN, performances=await performances_on())
