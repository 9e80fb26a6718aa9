"""SVG elements around the seats of a plan: decoration, texts, attributes.

Names and shapes come from uploaded files and are not trusted: text is escaped; invalid paths and colours are left
out."""

import re
from xml.sax.saxutils import escape, quoteattr

from app.venues.plan import Area

PITCH = 20.0
PATH = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9eE+\-.,\s]*")
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})|[a-zA-Z]{3,24}")
CONTROL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def area_svg(a: Area) -> str:
    """Draw one piece of decoration; "" when its kind is unknown or its points are invalid."""
    paint = ' class="area"' + _colour("fill", a.fill) + _colour("stroke", a.stroke)
    if a.turn:
        paint += (
            f' transform="rotate({format_number(a.turn)} {format_number(a.x or a.cx)} {format_number(a.y or a.cy)})"'
        )
    match a.kind:
        case "rect":
            corner = a.rx or None
            return f"<rect{_numbers(x=a.x, y=a.y, width=a.width, height=a.height, rx=corner)}{paint}/>"
        case "circle":
            return f"<circle{_numbers(cx=a.cx, cy=a.cy, r=a.r)}{paint}/>"
        case "ellipse":
            return f"<ellipse{_numbers(cx=a.cx, cy=a.cy, rx=a.rx, ry=a.ry)}{paint}/>"
        case "polygon":
            return f'<polygon points="{a.points}"{paint}/>' if is_path(a.points) else ""
        case "text":
            size = f' font-size="{format_number(a.size or 16)}" text-anchor="middle"'
            return f"<text{_numbers(x=a.x, y=a.y)}{size}{paint}>{escape_text(a.text)}</text>"
    return ""


def _colour(key: str, value: str) -> str:
    return f' {key}="{value}"' if COLOUR.fullmatch(value) else ""


def _numbers(**values: float | None) -> str:
    return "".join(f' {key}="{format_number(value)}"' for key, value in values.items() if value is not None)


def text_at(kind: str, text: str, x: float, y: float, more: str = "") -> str:
    """Draw a text at a point; `kind`: its CSS class; `more`: further attributes, already escaped."""
    return f'<text class="{kind}"{more} x="{format_number(x)}" y="{format_number(y)}">{escape_text(text)}</text>'


def scale_attribute(k: float) -> str:
    """Return the attribute that scales a group by `k`, "" for 1."""
    return "" if abs(k - 1) < 1e-6 else f' transform="scale({k:.5g})"'


def is_path(d: str) -> bool:
    """Return whether `d` contains only path commands and numbers, so that it is safe in an attribute."""
    return PATH.fullmatch(d) is not None


def escape_text(text: str) -> str:
    """Escape text for the content of an element, without the characters that XML forbids."""
    return escape(CONTROL.sub("", text))


def quote_attribute(text: str) -> str:
    """Escape and quote text for an attribute, without the characters that XML forbids."""
    return quoteattr(CONTROL.sub("", text))


def format_number(value: float) -> str:
    """Format with at most one decimal, without a trailing zero and never as "-0"."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")
