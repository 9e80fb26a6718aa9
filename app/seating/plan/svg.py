"""The drawing of a plan version: one static SVG without its seats, its statuses and its prices.

Everything is scaled so that seats stand 20 units apart, the pitch all sizes in the style sheet are made for. Seats
come by the part, see fragments.py."""

from collections.abc import Iterator, Sequence

import msgspec

from app.seating.plan.convex_hull import middle, outline
from app.seating.plan.seat_symbols import SHAPES
from app.seating.plan.seats import Picture, picture_of
from app.seating.plan.sections import Part, parts_of
from app.seating.plan.svg_elements import PITCH, area_svg, attribute, is_path, number, plain, scale, text_at
from app.venues.plan import Drawing, Name, Stage
from app.web.forever import Forever
from db import pool

STYLE = 2
"""Part of the address of drawings and seats: raise it when either is made differently, so that nobody keeps the old."""
SMALL = 1500
"""Up to so many seats a house is shown seat by seat at once; of a larger one first its parts."""


def drawing_address(plan_id: int, digest: str) -> str:
    """Where browsers find the drawing of a plan version; it never changes there."""
    return f"/plans/{plan_id}/{digest}-{STYLE}.svg"


async def drawing(plan_id: int, digest: str) -> str:
    """The SVG of this plan version, or "" when no plan has this id and digest. Drawn once per process."""
    return await all_drawings((plan_id, digest))


async def _read(key: tuple[int, str]) -> str:
    kept = await pool.fetch_value("SELECT drawing FROM seating_plan WHERE id = $1 AND digest = $2", *key)
    if kept is None:
        return ""
    return draw(await picture_of(key[0]), await parts_of(key[0]), msgspec.json.decode(kept, type=Drawing))


all_drawings = Forever(_read, 16)


def pitch_scale(around: Drawing) -> float:
    """By what to multiply the plan's lengths."""
    return PITCH / around.pitch if around.pitch > 0 else 1.0


def draw(seats: Picture, parts: Sequence[Part], around: Drawing) -> str:
    """The whole SVG. No ids but those of the seat shapes and of the names' arcs."""
    k = pitch_scale(around)
    box = " ".join(number(v * k) for v in (around.x, around.y, around.width, around.height))
    facts = f'data-focal="{number(around.focal[0] * k)} {number(around.focal[1] * k)}" data-seats="{len(seats)}"'
    letters = around.rows if len(seats) <= SMALL else ()
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="house-plan" viewBox="{box}" {facts}>',
            f"<defs>{SHAPES}{''.join(_arcs(around.names, k))}</defs>",
            f'<g class="floor"{scale(k)}>',
            *(f'<path class="tier" d="{f.d}"/>' for f in around.floors if is_path(f.d)),
            *(area_svg(a) for a in around.areas),
            '</g><g class="sections">',
            *(_section(part, seats, k) for part in parts),
            "</g>",
            _stage(around.stage, k),
            '<g class="row-letters" aria-hidden="true">',
            *(text_at("row-letter", r.text, r.x * k, r.y * k) for r in letters),
            '</g><g class="seats"></g><g class="section-names" aria-hidden="true">',
            *_names(around.names, k),
            *_unnamed(parts, seats, {name.text for name in around.names}, k),
            "</g></svg>",
        )
    )


def _section(part: Part, seats: Picture, k: float) -> str:
    """One part as a shape. `data-spans`: its numbers, "0-612" from the first to the one after the last."""
    given = part.outline.d and is_path(part.outline.d)
    spots = [] if given else [(seat.x * k, seat.y * k) for seat in part.members(seats)]
    x, y = _middle(part, seats, k)
    facts = [
        f'data-n="{part.n}" data-name={attribute(part.name)} data-kind="{part.kind}"',
        f"data-floor={attribute(part.floor)}" if part.floor else "",
        f'data-spans="{" ".join(f"{start}-{to}" for start, to in part.spans)}"',
        f'data-x="{number(x)}" data-y="{number(y)}"',
        f'data-area="{part.first}"' if part.kind == "standing" else "",
        _access(part, seats),
        scale(k).strip() if given else "",
    ]
    return f'<path class="section" {" ".join(filter(None, facts))} d="{outline(part.outline.d, spots)}"/>'


def _access(part: Part, seats: Picture) -> str:
    """Which of its numbers are wheelchair spaces: what is counted of it when only those are wanted."""
    found = " ".join(str(seat.idx) for seat in part.members(seats) if seat.wheelchair)
    return f'data-access="{found}"' if found else ""


def _middle(part: Part, seats: Picture, k: float) -> tuple[float, float]:
    said = part.outline
    x, y = (said.x, said.y) if said.x or said.y or said.d else middle([(s.x, s.y) for s in part.members(seats)])
    return x * k, y * k


def _unnamed(parts: Sequence[Part], seats: Picture, said: set[str], k: float) -> Iterator[str]:
    """The names of parts that the plan does not draw itself, in their middle."""
    for part in parts:
        if part.name not in said:
            x, y = _middle(part, seats, k)
            yield text_at("section-name part-name", part.name, x, y, f' data-n="{part.n}" data-kind="{part.kind}"')


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
