"""A ticket's code as a QR code, drawn as one SVG path, without inline styles."""

import functools

from markupsafe import Markup

from app.tickets.qr_modules import qr_rows

QUIET_ZONE = 4
"""Width of the blank margin in modules, as scanners expect it."""


@functools.lru_cache(maxsize=1024)
def qr_svg(code: str) -> Markup:
    """Return an inline SVG, dark on light in every theme, as scanners need it. It scales to the box around it."""
    rows = qr_rows(code)
    side = len(rows) + 2 * QUIET_ZONE
    ink = "".join(_row(y, row) for y, row in enumerate(rows))
    return Markup(  # noqa: S704 - nothing but numbers goes in
        f'<svg class="qr-code" viewBox="{-QUIET_ZONE} {-QUIET_ZONE} {side} {side}" shape-rendering="crispEdges" '
        f'aria-hidden="true">'
        f'<rect class="qr-paper" x="{-QUIET_ZONE}" y="{-QUIET_ZONE}" width="{side}" height="{side}" fill="#fff"/>'
        f'<path class="qr-ink" fill="#14100c" d="{ink}"/></svg>'
    )


def _row(y: int, row: str) -> str:
    """Draw the dark runs of one row as rectangles."""
    path, x = "", 0
    for dark in row.split("0"):
        if dark:
            path += f"M{x} {y}h{len(dark)}v1h-{len(dark)}z"
        x += len(dark) + 1
    return path
