"""A ticket's code as a QR code: zxing-cpp computes the modules, which are drawn as one SVG path, without inline
styles."""

import functools

import zxingcpp
from markupsafe import Markup

QUIET_ZONE = 4
"""Width of the blank margin in modules, as scanners expect it."""
DARK, LIGHT = b"\x00", b"\xff"


def qr_rows(code: str) -> list[bytes]:
    """Return the rows of modules, a byte each (DARK or LIGHT), of the smallest code that corrects 15 % damage."""
    image = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(add_quiet_zones=False)
    pixels, side = memoryview(image).tobytes(), image.shape[1]  # type: ignore[arg-type]
    return [pixels[start : start + side] for start in range(0, len(pixels), side)]


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


def _row(y: int, row: bytes) -> str:
    """Draw the dark runs of one row as rectangles."""
    path, x = "", 0
    for dark in row.split(LIGHT):
        if dark:
            path += f"M{x} {y}h{len(dark)}v1h-{len(dark)}z"
        x += len(dark) + 1
    return path
