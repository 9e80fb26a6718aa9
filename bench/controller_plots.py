"""Draws simulated sales under the waiting room's controller for the docs: `python -m bench.controller_plots`.

The simulations are those of its tests. Each SVG shows the shoppers inside, the target, the limit of admissions, and
the places called."""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from app.waiting_room.control.measurements import BIN_COUNT, PaymentStats
from tests.waiting_room.control.simulation import Servers, Simulation

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM, STRIP = 52, 28, 44, 34, 56
Changes = dict[int, Callable[[Simulation], None]]
STYLE = """
    text { font: 13px system-ui, sans-serif; fill: #40464f }
    .title { font-weight: 600; font-size: 15px; fill: #16191d }
    .grid { stroke: #d9dde3 } .inside { stroke: #0b66c3; stroke-width: 2; fill: none }
    .target { stroke: #40464f; stroke-dasharray: 6 4; fill: none }
    .most { stroke: #b3261e; stroke-dasharray: 2 3; fill: none }
    .called { fill: #0b66c3; fill-opacity: .45 } .span { fill: #b3261e; fill-opacity: .1 } .back { fill: #ffffff }
    .n-inside { fill: #0b66c3 } .n-most { fill: #b3261e }
    @media (prefers-color-scheme: dark) {
        text { fill: #c3cad4 } .title { fill: #f2f4f7 } .grid { stroke: #333a44 } .back { fill: #14171c }
        .inside { stroke: #6db3ff } .called { fill: #6db3ff } .target { stroke: #c3cad4 } .most { stroke: #ff8a80 }
        .span { fill: #ff8a80; fill-opacity: .14 } .n-inside { fill: #6db3ff } .n-most { fill: #ff8a80 }
    }
"""


class Plot(msgspec.Struct):
    """One picture. `spans`: the times of a fault, as start and end in seconds, and its name."""

    name: str
    title: str
    evening: Simulation
    targets: list[int]
    spans: list[tuple[int, int, str]] = []


def opening() -> Plot:
    """Simulate a thousand who wait and a target of four hundred shoppers."""
    return _plot("opening", "The doors open: 3 in 10 never come, 1 in 10 sleeps", Simulation(400), 900, {})


def steps() -> Plot:
    """Simulate a target that is doubled, then halved."""
    changes = {300: lambda e: setattr(e, "target", 400), 600: lambda e: setattr(e, "target", 200)}
    return _plot(
        "steps",
        "Staff raise the target to 400 after 5 minutes, and lower it to 200 after 10",
        Simulation(200),
        1200,
        changes,
    )


def payments() -> Plot:
    """Simulate a minute and a half in which two of three payments fail."""
    changes = {
        400: lambda e: setattr(e, "payments", PaymentStats(paid=10, failed=20)),
        490: lambda e: setattr(e, "payments", PaymentStats(paid=30)),
    }
    plot = _plot("payments", "Payments fail for a minute and a half", Simulation(400), 900, changes)
    plot.spans = [(400, 490, "payments fail")]
    return plot


def away() -> Plot:
    """Simulate a minute without a worker."""
    simulation = Simulation(400, shop_seconds=150)
    plot = _plot("away", "No worker looks for a minute", simulation, 900, {}, away=range(400, 460))
    plot.spans = [(400, 460, "no worker")]
    return plot


def servers() -> Plot:
    """Simulate servers that can bear two thirds of the target, and half of that for two minutes."""
    simulation = Simulation(400, no_shows=0.1, shop_seconds=120)
    simulation.servers = Servers(cost=[0.003] * BIN_COUNT, others=0.1)
    changes = {
        300: lambda e: setattr(e.servers, "others", 0.5),
        480: lambda e: setattr(e.servers, "others", 0.1),
    }
    plot = _plot("servers", "The servers bear two thirds of the target, and for a while less", simulation, 900, changes)
    plot.spans = [(300, 480, "other load")]
    return plot


def _plot(name: str, title: str, evening: Simulation, seconds: int, changes: Changes, away: range = range(0)) -> Plot:
    """Run a simulation for `seconds`. `changes`: what happens at which second. `away`: the seconds without a worker."""
    targets = []
    for second in range(seconds):
        if second in changes:
            changes[second](evening)
        evening.run(1, worker=second not in away)
        targets.append(evening.target)
    return Plot(name, title, evening, targets)


def drawn(plot: Plot) -> str:
    """Draw the picture as SVG."""
    seconds = len(plot.targets)
    top = max(plot.targets) * 1.15
    floor = HEIGHT - BOTTOM - STRIP - 8

    def x(second: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * second / seconds

    def y(shoppers: float) -> float:
        return floor - (floor - TOP) * shoppers / top

    def line(values: Sequence[float], kind: str) -> str:
        points = " ".join(f"{x(n):.0f},{y(value):.1f}" for n, value in enumerate(values) if n % 2 == 0)
        return f'<polyline class="{kind}" points="{points}"/>'

    parts = [
        f'<rect class="back" width="{WIDTH}" height="{HEIGHT}"/>',
        f'<text class="title" x="{LEFT}" y="20">{plot.title}</text>',
    ]
    for start, to, what in plot.spans:
        parts.append(
            f'<rect class="span" x="{x(start):.1f}" y="{TOP}" width="{x(to) - x(start):.1f}" height="{floor - TOP}"/>'
        )
        parts.append(f'<text x="{x(start) + 4:.1f}" y="{floor - 8}">{what}</text>')
    step = 100 if max(plot.targets) > 200 else 50
    for shoppers in range(0, int(top) + 1, step):
        parts.append(
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(shoppers):.1f}" y2="{y(shoppers):.1f}"/>'
        )
        parts.append(f'<text text-anchor="end" x="{LEFT - 8}" y="{y(shoppers) + 4:.1f}">{shoppers}</text>')
    parts += [
        f'<text text-anchor="middle" x="{x(minute * 60):.1f}" y="{HEIGHT - 8}">{minute} min</text>'
        for minute in range(0, seconds // 60 + 1, 3)
    ]
    parts += [line([target * 1.05 for target in plot.targets], "most"), line(plot.targets, "target")]
    parts.append(line(plot.evening.inside, "inside"))
    calls, foot = _by_ten(plot.evening.called), HEIGHT - BOTTOM
    max_calls = max(calls)
    bars = "".join(
        f"M{x(n * 10):.1f} {foot}v{-STRIP * many / max_calls:.1f}H{x(n * 10 + 8):.1f}V{foot}z"
        for n, many in enumerate(calls)
    )
    parts.append(f'<path class="called" d="{bars}"/>')
    parts.append(
        f'<text x="{LEFT}" y="{TOP - 8}"><tspan class="n-inside">inside</tspan> · target (dashed) · '
        f'<tspan class="n-most">the door stops here (dotted)</tspan>'
        f" · below: places called, at most {max_calls} in 10 s</text>"
    )
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{plot.title}">\n'
        f"<style>{STYLE}</style>\n{body}\n</svg>\n"
    )


def _by_ten(called: Sequence[int]) -> list[int]:
    return [sum(called[n : n + 10]) for n in range(0, len(called), 10)]


def main() -> None:
    """Write all pictures into docs/pictures."""
    for plot in (opening(), steps(), payments(), away(), servers()):
        (FOLDER / f"controller-{plot.name}.svg").write_text(drawn(plot))


if __name__ == "__main__":
    main()
