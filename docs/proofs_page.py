"""This file is about figures of proofs in pages that are written by hand, from the records of the
benchmarks: each stands between `<!-- figure: NAME -->` and `<!-- end -->`."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

from speed_page import record, rows, table

DOCS = Path(__file__).resolve().parent
PAGES = ("solving.md", "trust.md")
FIGURE = re.compile(r"(<!-- figure: (\w+) -->).*?(<!-- end -->)", re.DOTALL)
STAGES = {
    "least_shortfall": "the least shortfall",
    "least_cost": "the least cost",
    "steadiest": "the steadiest lines",
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
    power = math.floor(math.log10(value))
    digit = math.ceil(value / 10.0**power)
    return f"{digit}e{power}" if digit < 10 else f"1e{power + 1}"


def gaps() -> str:
    """How near each optimum is proven to be, at worst."""
    least = {stage: max(row["gaps"][stage] for row in rows("bases")) for stage in STAGES}
    told = [f"{above(gap)} of {STAGES[stage]}" for stage, gap in least.items()]
    return f"within {', '.join(told[:-1])} and {told[-1]}, over the {scenarios()} (relative)"


def scenarios() -> str:
    """How many were looked at."""
    return f"{len(rows('bases'))} shipped scenarios"


def moves() -> str:
    """By how much limits and costs move, at most."""
    most = max(max(row["limit"], row["cost"]) for row in rows("bases"))
    return f"{above(most)} or less over the {scenarios()}"


def seconds() -> str:
    """How long the bases take to prove."""
    took = sorted(row["seconds"] for row in rows("bases"))
    return (
        f"{took[0]:.0f} to {took[-1]:.0f} processor seconds for the four stages of a scenario, "
        f"{baseline()['seconds']:.0f} for the baseline"
    )


def checker() -> str:
    """How long the checker takes for the bases of the baseline."""
    return f"{baseline()['checker']:.0f} processor seconds for the bases of the baseline"


def baseline() -> dict[str, Any]:
    """The row of the baseline."""
    return next(row for row in rows("bases") if row["scenario"] == "baseline")


def moved() -> str:
    """How many limits move in the baseline at its last vertex."""
    return f"{baseline()['limits'][-1]} of the basic columns"


def held() -> str:
    """How exactly the rows hold."""
    return f"{above(max(row['primal'] for row in rows('bases')))} or less"


def bound() -> str:
    """How long the bound takes, of the baseline."""
    steps = next(row["steps"] for row in rows("phases") if row["size"] == "1x")
    return f"{steps['proof']['wall']:.1f} s more for the baseline, as duals are weighed meanwhile"


def bases() -> str:
    """The bases of each scenario."""
    heads = [
        "scenario", "limits moved, by stage", "largest", "costs moved, by stage", "largest",
        "seconds", "seconds of the checker",
    ]  # fmt: skip
    lines = [
        [row["scenario"], listed(row["limits"]), f"{row['limit']:.1e}", listed(row["costs"]),
         f"{row['cost']:.1e}", f"{row['seconds']:.1f}", f"{row['checker']:.1f}"]
        for row in rows("bases")
    ]  # fmt: skip
    day = f"The seconds are those of {record('bases')['date']}, on a machine that was not idle."
    return f"\n\n{table(heads, lines)}\n\n{day}\n\n"


def listed(counts: list[int]) -> str:
    """Counts, stage by stage."""
    return ", ".join(f"{count:,}" for count in counts)


FIGURES = {
    figure.__name__: figure for figure in (gaps, moves, seconds, checker, moved, held, bound, bases)
}
"""What may stand between marks, by name."""
