"""This file is about alternatives on the terminal: a line for each, in at most a dozen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ...nearby.alternative import Alternative
from ...nearby.favours import favoured_name
from ...stages import COST
from ..words import billions, in_one_unit

WIDTHS = (12, 14, 17, 11, 14)


def alternatives_screen(found: Sequence[Alternative], within: float, folder: Path) -> str:
    """The whole screen.

    Args:
        within: per cent.
    """
    here, others = found[0], sum(one.gains for one in found[1:])
    plan, least = here.answer.plan, here.answer.solution.stage(COST).least
    plans = f"{others} other plan{'s' * (others != 1)}"
    lines = [
        f"{plan.name}: {plans} with no more missing, at most {within:g} % dearer than the "
        f"cheapest ({billions(least)}).",
        *table(found),
        f"Each is verified. Written: {folder}/ (alternatives_summary.csv, alternatives.csv)",
    ]
    return "\n".join(lines)


def table(found: Sequence[Alternative]) -> Iterator[str]:
    """A line for each alternative; money in one unit a column."""
    named = f"{favoured_name(found[0].answer)} share"
    names = max(len(one.name) for one in found) + 2
    heads = ("costs more", named, "above GDP share", "mean year", "moved")
    widths = [max(wide, len(head) + 2) for wide, head in zip(WIDTHS, heads, strict=True)]
    yield " " * names + "".join(f"{head:>{wide}}" for head, wide in zip(heads, widths, strict=True))
    above = in_one_unit(one.above_share for one in found)
    moved = in_one_unit(one.moved for one in found)
    for one in found:
        if not one.gains:
            yield f"{one.name:<{names}}  nothing to gain: the plan is as good"
            continue
        told = (
            f"{max(0.0, 100 * one.over):.2f} %",
            f"{100 * one.favoured_share:.1f} %",
            above(one.above_share),
            "-" if one.mean_year is None else f"{one.mean_year:.1f}",
            moved(one.moved),
        )
        cells = "".join(f"{text:>{wide}}" for text, wide in zip(told, widths, strict=True))
        yield f"{one.name:<{names}}{cells}"
