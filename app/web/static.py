"""Serves the assets under an address that changes with their content."""

import mimetypes

from litestar import Response, Router, get
from litestar.params import FromPath
from litestar.response import File

from app.errors import NotFound
from app.web.assets import asset_file, assets_digest
from app.web.render import FOR_EVER
from app.web.together import whole_sheet

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")


@get("/{digest:str}/{path:path}", opt={"public": True}, sync_to_thread=False)
def one_asset(digest: FromPath[str], path: FromPath[str]) -> File | Response[str]:
    """The file, kept for ever under its own digest; under an old one still served, but not kept."""
    file = asset_file(str(path).lstrip("/"))
    if file is None:
        raise NotFound()
    headers = FOR_EVER if digest == assets_digest() else {"Cache-Control": "no-cache"}
    if file.suffix == ".css":
        return Response(whole_sheet(file), media_type="text/css", headers=headers)
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return File(file, media_type=kind, headers=headers, content_disposition_type="inline")


static = Router("/assets", route_handlers=[one_asset])
