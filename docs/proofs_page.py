"""This file is about figures of proofs in pages that are written by hand, from the records of the
benchmarks: each stands between `<!-- figure: NAME -->` and `<!-- end -->`."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, Decimal
from typing import Any

from speed_page import ROOT, record, rows, table

# isort: split
from bases import HEAD, cells  # of benchmarks/, which the page of speed lets Python find

DOCS = ROOT / "docs"
PAGES = ("solving.md", "trust.md")
FIGURE = re.compile(r"(<!-- figure: (\w+) -->).*?(<!-- end -->)", re.DOTALL)
STAGES = {
    "least_shortfall": "the least shortfall",
    "least_cost": "the least cost",
    "steadiest": "the steadiest lines",
    "tie_break": "the one plan among equals",
}


def pages() -> dict[str, str]:
    """The pages by hand, with their figures as the records have them."""
    texts = {name: (DOCS / name).read_text(encoding="utf-8") for name in PAGES}
    return {name: FIGURE.sub(stated, text) for name, text in texts.items()}


def stated(found: re.Match[str]) -> str:
    """A figure between its marks."""
    return f"{found[1]}{FIGURES[found[2]]()}{found[3]}"


def above(value: float) -> str:
    """A small number to one digit, rounded up."""
    if value == 0:
        return "0"
    exact = Decimal(repr(value))  # floats would round 5e-16 up to 6e-16
    return f"{exact.quantize(Decimal((0, (1,), exact.adjusted())), ROUND_CEILING):.0e}"


def proven() -> list[dict[str, Any]]:
    """What was proven, of every shipped scenario and each of its four stages.

    Raises:
        ValueError: the record lacks one.
    """
    found = rows("bases")
    whole = {row["scenario"] for row in found if row["checked"] == len(row["gaps"]) == 4}
    if lacking := {path.stem for path in (ROOT / "scenarios").glob("*.csv")} - whole:
        raise ValueError(f"bases.json has no whole proof of {', '.join(sorted(lacking))}")
    return found


def gaps() -> str:
    """How near each optimum is proven to be, at worst."""
    least = {stage: max(row["gaps"][stage] for row in proven()) for stage in STAGES}
    told = [f"{above(gap)} of {STAGES[stage]}" for stage, gap in least.items()]
    return f"within {', '.join(told[:-1])} and {told[-1]}, over the {scenarios()} (relative)"


def scenarios() -> str:
    """How many were looked at."""
    return f"{len(proven())} shipped scenarios"


def moves() -> str:
    """By how much limits and costs move, at most."""
    most = max(max(row["limit"], row["cost"]) for row in proven())
    return f"{above(most)} or less over the {scenarios()}"


def seconds() -> str:
    """How long the bases take to prove."""
    took = sorted(row["seconds"] for row in proven())
    return (
        f"{took[0]:.0f} to {took[-1]:.0f} processor seconds for the four stages of a scenario, "
        f"{baseline()['seconds']:.0f} for the baseline"
    )


def checker() -> str:
    """How long the checker takes for the bases of the baseline."""
    return f"{baseline()['checker']:.0f} processor seconds for the bases of the baseline"


def baseline() -> dict[str, Any]:
    """The row of the baseline."""
    return next(row for row in proven() if row["scenario"] == "baseline")


def moved() -> str:
    """How many limits move in the baseline at its last vertex, and how far."""
    return (
        f"{baseline()['limits'][-1]} of the basic columns and of the rows that are not tight leave "
        f"a limit at the last vertex, by {above(baseline()['limit'])} at most"
    )


def held() -> str:
    """How exactly the rows hold."""
    return f"{above(max(row['primal'] for row in proven()))} or less"


def bound() -> str:
    """How long the bound takes, of the baseline."""
    steps = next(row["steps"] for row in rows("phases") if row["size"] == "1x")
    return f"{steps['proof']['wall']:.1f} s more for the baseline, as duals are weighed meanwhile"


def bases() -> str:
    """The bases of each scenario."""
    made = record("bases")
    when = f"The seconds are those of {made['date']}; the load before was {made['load']}."
    return f"\n\n{table(list(HEAD), list(map(cells, proven())))}\n\n{when}\n\n"


FIGURES = {
    figure.__name__: figure for figure in (gaps, moves, seconds, checker, moved, held, bound, bases)
}
"""What may stand between marks, by name."""
