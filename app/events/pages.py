"""The front page."""

from litestar import get
from litestar.response import Template

from app.events.listing import performances_on
from app.web.render import page


@get("/")
async def home() -> Template:
    """What is on."""
    return page("home.html", performances=await performances_on())
