"""The drawing of a plan version: one static SVG without seats, statuses and prices.

Everything is scaled so that seats are 20 units apart, the pitch for which the style sheet is made. The seats of each
section are a file of their own, see seat_chunks.py."""

from collections.abc import Iterator, Sequence

import msgspec

from app.seating.plan.convex_hull import box_middle, section_path
from app.seating.plan.seat_symbols import SYMBOLS
from app.seating.plan.seats import PlanSeats, get_plan_seats
from app.seating.plan.sections import Section, get_sections
from app.seating.plan.svg_elements import (
    PITCH,
    area_svg,
    escape_text,
    format_number,
    is_path,
    quote_attribute,
    scale_attribute,
    text_at,
)
from app.venues.plan import Drawing, SectionName, Stage
from app.web.cache import ImmutableCache
from db import pool

SVG_VERSION = 2
"""Part of the address of drawings and seats. Raise it when either changes, so that browsers fetch the new files."""
MAX_SEATS_FOR_FULL_MAP = 1500
"""A plan with more seats is shown as sections first; a smaller one shows all its seats at once."""


def drawing_address(plan_id: int, digest: str) -> str:
    """Return the address of the drawing of a plan version; its content never changes."""
    return f"/plans/{plan_id}/{digest}-{SVG_VERSION}.svg"


async def get_drawing(plan_id: int, digest: str) -> str:
    """Return the SVG of this plan version, or "" when no plan has this id and digest. Drawn once per process."""
    return await cached_drawings((plan_id, digest))


async def _read(key: tuple[int, str]) -> str:
    kept = await pool.fetch_value("SELECT drawing FROM seating_plan WHERE id = $1 AND digest = $2", *key)
    if kept is None:
        return ""
    return draw_svg(await get_plan_seats(key[0]), await get_sections(key[0]), msgspec.json.decode(kept, type=Drawing))


cached_drawings = ImmutableCache(_read, 16)


def pitch_scale(around: Drawing) -> float:
    """Return the factor from the plan's lengths to those of the drawing."""
    return PITCH / around.pitch if around.pitch > 0 else 1.0


def draw_svg(seats: PlanSeats, sections: Sequence[Section], around: Drawing) -> str:
    """Return the whole SVG. It has no ids except those of the seat shapes and of the names' arcs."""
    k = pitch_scale(around)
    box = " ".join(format_number(v * k) for v in (around.x, around.y, around.width, around.height))
    focal = " ".join(format_number(v * k) for v in around.focal)
    facts = f'data-focal="{focal}" data-seats="{len(seats)}"'
    letters = around.rows if len(seats) <= MAX_SEATS_FOR_FULL_MAP else ()
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="house-plan" viewBox="{box}" {facts}>',
            f"<defs>{SYMBOLS}{''.join(_arcs(around.names, k))}</defs>",
            f'<g class="floor"{scale_attribute(k)}>',
            *(f'<path class="tier" d="{f.d}"/>' for f in around.floors if is_path(f.d)),
            *(area_svg(a) for a in around.areas),
            '</g><g class="sections">',
            *(_section(section, seats, k) for section in sections),
            "</g>",
            _stage(around.stage, k),
            '<g class="row-letters" aria-hidden="true">',
            *(text_at("row-letter", r.text, r.x * k, r.y * k) for r in letters),
            '</g><g class="seats"></g><g class="section-names" aria-hidden="true">',
            *_names(around.names, k),
            *_unnamed(sections, seats, {name.text for name in around.names}, k),
            "</g></svg>",
        )
    )


def _section(section: Section, seats: PlanSeats, k: float) -> str:
    """Draw a section as a shape. `data-spans`: its seat numbers, "0-612" from the first to the one after the last."""
    given = section.outline.d and is_path(section.outline.d)
    spots = [] if given else [(seat.x * k, seat.y * k) for seat in section.members(seats)]
    x, y = _middle(section, seats, k)
    facts = [
        f'data-n="{section.number}" data-name={quote_attribute(section.name)} data-kind="{section.kind}"',
        f"data-floor={quote_attribute(section.floor)}" if section.floor else "",
        f'data-spans="{" ".join(f"{start}-{to}" for start, to in section.seat_ranges)}"',
        f'data-x="{format_number(x)}" data-y="{format_number(y)}"',
        f'data-area="{section.first_seat}"' if section.kind == "standing" else "",
        _access(section, seats),
        scale_attribute(k).strip() if given else "",
    ]
    return f'<path class="section" {" ".join(filter(None, facts))} d="{section_path(section.outline.d, spots)}"/>'


def _access(section: Section, seats: PlanSeats) -> str:
    """Return the attribute with the numbers of its wheelchair spaces, which the map counts when only those are wanted;
    "" without any."""
    found = " ".join(str(seat.idx) for seat in section.members(seats) if seat.wheelchair)
    return f'data-access="{found}"' if found else ""


def _middle(section: Section, seats: PlanSeats, k: float) -> tuple[float, float]:
    outline = section.outline
    x, y = (
        (outline.x, outline.y)
        if outline.x or outline.y or outline.d
        else box_middle([(s.x, s.y) for s in section.members(seats)])
    )
    return x * k, y * k


def _unnamed(sections: Sequence[Section], seats: PlanSeats, drawn: set[str], k: float) -> Iterator[str]:
    """Yield the names of sections that the plan does not draw itself, each in the middle of its section."""
    for section in sections:
        if section.name not in drawn:
            x, y = _middle(section, seats, k)
            yield text_at(
                "section-name part-name", section.name, x, y, f' data-n="{section.number}" data-kind="{section.kind}"'
            )


def _stage(stage: Stage | None, k: float) -> str:
    if stage is None:
        return ""
    boards = f'<path class="boards" d="{stage.d}"{scale_attribute(k)}/>' if stage.d and is_path(stage.d) else ""
    return f'<g class="stage">{boards}{text_at("stage-word", stage.text, stage.x * k, stage.y * k)}</g>'


def _arcs(names: Sequence[SectionName], k: float) -> Iterator[str]:
    for i, name in enumerate(names):
        if name.d and is_path(name.d):
            yield f'<path id="arc-{i}" d="{name.d}"{scale_attribute(k)}/>'


def _names(names: Sequence[SectionName], k: float) -> Iterator[str]:
    for i, name in enumerate(names):
        if name.d and is_path(name.d):
            along = f'<textPath href="#arc-{i}" startOffset="50%">{escape_text(name.text)}</textPath>'
            yield f'<text class="section-name" data-s={quote_attribute(name.text)}>{along}</text>'
        else:
            yield text_at("section-name", name.text, name.x * k, name.y * k, f" data-s={quote_attribute(name.text)}")
