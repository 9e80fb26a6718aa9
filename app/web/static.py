"""The endpoint of assets. Their address changes with their content."""

import mimetypes
from pathlib import Path
from typing import Any

from litestar import Response, Router, get
from litestar.params import FromPath

from app.errors import NotFound
from app.web.asset_bundles import inline_css_imports
from app.web.assets import asset_file, assets_digest
from app.web.compression import COMPRESSED, compressed_response
from app.web.parsing import AnyRequest
from app.web.render import IMMUTABLE

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")


TEXT_SUFFIXES = (".css", ".js", ".svg")


@get("/{digest:str}/{path:path}", opt=COMPRESSED, sync_to_thread=False)
def one_asset(request: AnyRequest, digest: FromPath[str], path: FromPath[str]) -> Response[Any]:
    """Send an asset: as immutable under the current digest, as no-cache under an old one."""
    file = asset_file(str(path).lstrip("/"))
    if file is None:
        raise NotFound()
    headers = IMMUTABLE if digest == assets_digest() else {"Cache-Control": "no-cache"}
    kind, body = mimetypes.guess_type(file.name)[0] or "application/octet-stream", _body(file)
    if file.suffix in TEXT_SUFFIXES:
        return compressed_response(request, body, kind, headers)
    return Response(body, media_type=kind, headers=headers)


def _body(file: Path) -> bytes:
    return inline_css_imports(file).encode() if file.suffix == ".css" else file.read_bytes()


static = Router("/assets", route_handlers=[one_asset])
