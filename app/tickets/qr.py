"""A ticket's code as a picture. segno finds the modules; we draw them as one path, without inline styles."""

import functools

import segno
from markupsafe import Markup

QUIET_ZONE = 4
"""Modules of paper around the code; scanners may rely on it."""


MASK_PATTERN = 0
"""Of the eight patterns that may be laid over a code. Trying all of them for the evenest takes five times as long; and
our codes are as even as chance under each, being mostly a signature."""


def qr_code(code: str) -> segno.QRCode:
    """The smallest code that mends 15 % damage or more."""
    return segno.make_qr(code, error="m", boost_error=True, mask=MASK_PATTERN)


@functools.lru_cache(maxsize=1024)
def qr_svg(code: str) -> Markup:
    """An inline SVG, ink on paper whatever the theme: scanners need it. It scales to the box around it."""
    modules = list(qr_code(code).matrix)
    side = len(modules) + 2 * QUIET_ZONE
    ink = "".join(_row(y, row) for y, row in enumerate(modules))
    return Markup(  # noqa: S704 - nothing but numbers goes in
        f'<svg class="qr-code" viewBox="{-QUIET_ZONE} {-QUIET_ZONE} {side} {side}" shape-rendering="crispEdges" '
        f'aria-hidden="true">'
        f'<rect class="qr-paper" x="{-QUIET_ZONE}" y="{-QUIET_ZONE}" width="{side}" height="{side}" fill="#fff"/>'
        f'<path class="qr-ink" fill="#14100c" d="{ink}"/></svg>'
    )


def _row(y: int, row: bytearray) -> str:
    """The dark runs of one row as rectangles."""
    drawn, x = "", 0
    for dark in bytes(row).split(b"\0"):
        if dark:
            drawn += f"M{x} {y}h{len(dark)}v1h-{len(dark)}z"
        x += len(dark) + 1
    return drawn
