"""A ticket's code as a QR code. segno computes the modules; they are drawn as one SVG path, without inline styles."""

import functools

import segno
from markupsafe import Markup

QUIET_ZONE = 4
"""Width of the blank margin in modules, as scanners expect it."""


MASK_PATTERN = 0
"""One of the eight mask patterns. Choosing the best of them takes five times as long, and gains nothing: our codes are
mostly a signature, so random under each."""


def qr_code(code: str) -> segno.QRCode:
    """Return the smallest code that corrects 15 % damage or more."""
    return segno.make_qr(code, error="m", boost_error=True, mask=MASK_PATTERN)


@functools.lru_cache(maxsize=1024)
def qr_svg(code: str) -> Markup:
    """Return an inline SVG, dark on light in every theme, as scanners need it. It scales to the box around it."""
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
    """Draw the dark runs of one row as rectangles."""
    path, x = "", 0
    for dark in bytes(row).split(b"\0"):
        if dark:
            path += f"M{x} {y}h{len(dark)}v1h-{len(dark)}z"
        x += len(dark) + 1
    return path
