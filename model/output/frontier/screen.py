"""This file is about a frontier on the terminal: a line for each point, then what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from textwrap import wrap

from ...moving.curve import Frontier
from ...moving.point import Point
from ..words import in_one_unit, within
from .words import sentences

WIDTH = 98
HEADS = ("missing", "of what is asked", "cost, discounted", "spent a year", "targets met", "short")
WIDTHS = (14, 18, 18, 14, 15, 7)


def frontier_screen(frontier: Frontier, folder: Path) -> str:
    """The whole screen."""
    axis, (first, last) = frontier.dial.axis, frontier.years
    lines = [
        f"{frontier.scenario}, {first}-{last}, over {axis.name} ({axis.parameter}): "
        f"{len(frontier.points)} points.",
        "",
        *table(frontier),
        "",
    ]
    for text in sentences(frontier):
        lines += wrap(text, WIDTH, subsequent_indent="  ")
    gap = max(point.gap for point in frontier.points)
    lines += ["", f"Every point is verified, and proven within {within(gap)} of its optimum."]
    return "\n".join([*lines, f"Written: {folder}/ (frontier.html, frontier.csv)"])


def table(frontier: Frontier) -> Iterator[str]:
    """A line for each point; money in one unit a column."""
    heads = "".join(f"{head:>{wide}}" for head, wide in zip(HEADS, WIDTHS, strict=True))
    yield f"{frontier.dial.axis.head:<20}{heads}"
    everything = [frontier.here, *frontier.points]
    tellers = [
        in_one_unit(point.missing for point in everything),
        in_one_unit(point.cost for point in everything),
        in_one_unit(point.summary["spending_a_year"] for point in everything),
    ]
    for at, point in enumerate(frontier.points):
        mark = "  <- knee" if at == frontier.knee else ""
        value = frontier.dial.short(frontier.values[at])
        here = " as it stands" if point is frontier.here else ""
        yield f"{value + here:<20}{''.join(cells(point, tellers))}{mark}"
    if frontier.here not in frontier.points:
        yield f"{'as it stands':<20}{''.join(cells(frontier.here, tellers))}"
    yield "(missing: at the price of the cheapest equipment, the milestones added up; short: allies"
    yield "that miss a target of their own)"


def cells(point: Point, tellers: Sequence[Callable[[float], str]]) -> Iterator[str]:
    """The figures of a point, each as wide as its column."""
    missing, cost, spent = tellers
    told = (
        missing(point.missing),
        f"{point.missing_share:.1f} %",
        cost(point.cost),
        spent(point.summary["spending_a_year"]),
        f"{point.summary['targets_met']:,} of {point.summary['targets']:,}",
        str(point.summary["allies_short"]),
    )
    yield from (f"{text:>{wide}}" for text, wide in zip(told, WIDTHS, strict=True))
