"""What stands around the seats of a plan: stage, floors, names, decoration.

Names and shapes come out of strangers' files: text is escaped, paths and colours are checked and left out when they
are not what they say."""

import re
from xml.sax.saxutils import escape, quoteattr

from app.venues.plan import Area

PITCH = 20.0
PATH = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9eE+\-.,\s]*")
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})|[a-zA-Z]{3,24}")
CONTROL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def area_svg(a: Area) -> str:
    """One piece of decoration, or nothing when its kind is unknown or its points are none."""
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
    """A word standing at a point; `more` is attributes ready to print."""
    return f'<text class="{kind}"{more} x="{format_number(x)}" y="{format_number(y)}">{escape_text(text)}</text>'


def scale_attribute(k: float) -> str:
    """The attribute that scales a group by `k`, nothing for 1."""
    return "" if abs(k - 1) < 1e-6 else f' transform="scale({k:.5g})"'


def is_path(d: str) -> bool:
    """Whether it holds nothing but path commands and numbers, so that it may stand in an attribute as it is."""
    return PATH.fullmatch(d) is not None


def escape_text(text: str) -> str:
    """Text for between tags, without what XML forbids."""
    return escape(CONTROL.sub("", text))


def quote_attribute(text: str) -> str:
    """Text for an attribute, with its quotes."""
    return quoteattr(CONTROL.sub("", text))


def format_number(value: float) -> str:
    """One decimal at most, no trailing zero, never "-0"."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")
