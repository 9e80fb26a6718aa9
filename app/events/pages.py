"""The front page."""

from litestar import get
from litestar.response import Template

from app.events.catalog import upcoming_performances
from app.language.languages import SOURCE
from app.language.negotiation import request_language
from app.web.parsing import AnyRequest
from app.web.render import page

PRIVATE_NO_CACHE = {"Cache-Control": "private, no-cache"}
"""The page contains a token of this visitor, so no shared cache may store it."""


@get("/")
async def home(request: AnyRequest) -> Template:
    """List the upcoming performances, in the organizer's language where the visitor prefers none and there is one."""
    performances = await upcoming_performances()
    own = {performance.language for performance in performances}
    tag = request_language(request, otherwise=own.pop() if len(own) == 1 else SOURCE).tag
    shown = [performance.in_language(tag) for performance in performances]
    return page("home.html", headers=PRIVATE_NO_CACHE, performances=shown)
