"""The drawing of a plan version: one static SVG, without statuses and without prices.

Everything is scaled so that seats stand 20 units apart, the pitch all sizes in the style sheet are made for."""

from collections.abc import Iterator, Sequence

import msgspec

from app.seating.seat_shapes import SHAPES
from app.seating.surroundings import PITCH, area_svg, attribute, is_path, number, plain, scale, text_at
from app.venues.plan import Drawing, Name, PlanSeat, Stage
from app.web.forever import Forever
from db.pool import fetch, fetch_row

STYLE = 1
"""Part of a drawing's address: raise it when `draw` draws differently, so that nobody keeps the old one."""


def drawing_address(plan_id: int, digest: str) -> str:
    """Where browsers find the drawing of a plan version; it never changes there."""
    return f"/plans/{plan_id}/{digest}-{STYLE}.svg"


async def drawing(plan_id: int, digest: str) -> str:
    """The SVG of this plan version, or "" when no plan has this id and digest. Drawn once per process."""
    return await all_drawings((plan_id, digest))


async def _read(key: tuple[int, str]) -> str:
    plan = await fetch_row("SELECT drawing FROM seating_plan WHERE id = $1 AND digest = $2", *key)
    if plan is None:
        return ""
    rows = await fetch(
        """SELECT idx, guid, section, "row", label, x, y, level, turn,
                  wheelchair, companion, restricted, aisle, right_idx
           FROM plan_seat WHERE plan = $1 ORDER BY idx""",
        key[0],
    )
    return draw([PlanSeat(**row) for row in rows], msgspec.json.decode(plan["drawing"], type=Drawing))


all_drawings = Forever(_read, 16)


def draw(seats: Sequence[PlanSeat], around: Drawing) -> str:
    """The whole SVG. Three elements a seat; no ids but those of the seat shapes and of the names' arcs."""
    k = PITCH / around.pitch if around.pitch > 0 else 1.0
    box = " ".join(number(v * k) for v in (around.x, around.y, around.width, around.height))
    focal = f"{number(around.focal[0] * k)} {number(around.focal[1] * k)}"
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="house-plan rex" viewBox="{box}" data-focal="{focal}">',
            f"<defs>{SHAPES}{''.join(_arcs(around.names, k))}</defs>",
            f'<g class="floor"{scale(k)}>',
            *(f'<path class="tier" d="{f.d}"/>' for f in around.floors if is_path(f.d)),
            *(area_svg(a) for a in around.areas),
            "</g>",
            _stage(around.stage, k),
            '<g class="row-letters" aria-hidden="true">',
            *(text_at("row-letter", r.text, r.x * k, r.y * k) for r in around.rows),
            '</g><g class="section-names" aria-hidden="true">',
            *_names(around.names, k),
            '</g><g class="seats">',
            *(_seat(s, k) for s in seats),
            "</g></svg>",
        )
    )


def _seat(s: PlanSeat, k: float) -> str:
    flags = "".join(
        letter for letter, on in zip("wcra", (s.wheelchair, s.companion, s.restricted, s.aisle), strict=True) if on
    )
    facts = f" data-s={attribute(s.section)} data-r={attribute(s.row)} data-n={attribute(s.label)}"
    if flags:
        facts += f' data-f="{flags}"'
    if s.right_idx != s.idx + 1:  # the usual neighbour needs no saying
        facts += f' data-right="{"" if s.right_idx is None else s.right_idx}"'
    shape = "wheelchair" if s.wheelchair else "restricted" if s.restricted else "open"
    turn = f' transform="rotate({number(s.turn)})"' if round(s.turn, 1) else ""
    squeeze = ' textLength="13" lengthAdjust="spacingAndGlyphs"' if len(s.label) > 3 else ""
    return (
        f'<g class="seat" data-i="{s.idx}"{facts} transform="translate({number(s.x * k)} {number(s.y * k)})">'
        f'<use href="#seat-{shape}"{turn}/><text class="number" y="2.5"{squeeze}>{plain(s.label)}</text></g>'
    )


def _stage(stage: Stage | None, k: float) -> str:
    if stage is None:
        return ""
    boards = f'<path class="boards" d="{stage.d}"{scale(k)}/>' if stage.d and is_path(stage.d) else ""
    return f'<g class="stage">{boards}{text_at("stage-word", stage.text, stage.x * k, stage.y * k)}</g>'


def _arcs(names: Sequence[Name], k: float) -> Iterator[str]:
    for i, name in enumerate(names):
        if name.d and is_path(name.d):
            yield f'<path id="arc-{i}" d="{name.d}"{scale(k)}/>'


def _names(names: Sequence[Name], k: float) -> Iterator[str]:
    for i, name in enumerate(names):
        if name.d and is_path(name.d):
            along = f'<textPath href="#arc-{i}" startOffset="50%">{plain(name.text)}</textPath>'
            yield f'<text class="section-name" data-s={attribute(name.text)}>{along}</text>'
        else:
            yield text_at("section-name", name.text, name.x * k, name.y * k, f" data-s={attribute(name.text)}")
