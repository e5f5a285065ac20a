"""This file is about curves: lines over logarithmic axes, as an SVG without a script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from math import ceil, floor, log10

Lines = Mapping[str, list[tuple[float, float]]]
"""Points of each line by its name."""

WIDTH, HEIGHT, LEFT, TOP, GAP = 360, 260, 60, 40, 60
COLOURS = ("#1f5fa8", "#c2571a", "#3a7d44", "#7a4fa0")
STYLE = (
    "<style>text{font:12px 'DejaVu Sans',Helvetica,Arial,sans-serif;fill:#333}"
    ".grid{stroke:#ddd}.line{fill:none;stroke-width:2}</style>"
)


def curves_svg(panels: Mapping[str, Lines], across: str) -> str:
    """Panels side by side, each with its lines over the same kind of axis.

    Args:
        panels: the lines of each panel by its heading; all numbers above 0.
        across: what the horizontal axes count.
    """
    width = LEFT + len(panels) * (WIDTH + GAP)
    height = TOP + HEIGHT + 55
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{escape("; ".join(panels))}">',
        STYLE,
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for number, (heading, lines) in enumerate(panels.items()):
        drawn += panel(heading, lines, LEFT + number * (WIDTH + GAP), across)
    return "\n".join([*drawn, "</svg>", ""])


def panel(heading: str, lines: Lines, left: float, across: str) -> Iterator[str]:
    """One panel: heading, axes with their ticks, lines and their names."""
    points = [point for line in lines.values() for point in line]
    xs, ys = (ticks([point[axis] for point in points]) for axis in (0, 1))

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            left + WIDTH * share(x, xs[0], xs[-1]),
            TOP + HEIGHT * (1 - share(y, ys[0], ys[-1])),
        )

    yield f'<text x="{left}" y="{TOP - 14}" style="font-weight:bold">{escape(heading)}</text>'
    for x in xs:
        at = place(x, ys[0])[0]
        yield f'<path class="grid" d="M{at:.1f} {TOP}V{TOP + HEIGHT}"/>'
        yield f'<text x="{at:.1f}" y="{TOP + HEIGHT + 16}" text-anchor="middle">{x:g}</text>'
    for y in ys:
        at = place(xs[0], y)[1]
        yield f'<path class="grid" d="M{left} {at:.1f}H{left + WIDTH}"/>'
        yield f'<text x="{left - 6}" y="{at + 4:.1f}" text-anchor="end">{y:,g}</text>'
    middle = left + WIDTH / 2
    yield f'<text x="{middle}" y="{TOP + HEIGHT + 36}" text-anchor="middle">{escape(across)}</text>'
    for number, (name, line) in enumerate(lines.items()):
        colour, placed = COLOURS[number], [place(x, y) for x, y in sorted(line)]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in placed)
        yield f'<path class="line" stroke="{colour}" d="M{path}"/>'
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in placed)
        at = TOP + 16 * (number + 1)
        yield f'<text x="{left + 10}" y="{at}" style="fill:{colour}">{escape(name)}</text>'


def ticks(values: list[float]) -> list[float]:
    """1, 2 and 5 times powers of ten, from the last below all values to the first above them."""
    least, most = min(values), max(values)
    steps = [
        digit * 10.0**power
        for power in range(floor(log10(least)), ceil(log10(most)) + 1)
        for digit in (1, 2, 5)
    ]
    first = max(step for step in steps if step <= least)
    last = min(step for step in steps if step >= most and step > first)
    return [step for step in steps if first <= step <= last]


def share(value: float, first: float, last: float) -> float:
    """How far a value lies between two others, on a logarithmic axis."""
    return (log10(value) - log10(first)) / (log10(last) - log10(first))
