"""This file is about the short texts of `optimize check` and `optimize new`."""

from __future__ import annotations

from pathlib import Path

from ..errors import InputError, Problem
from ..plan import Plan
from ..scenario import Scenario


def what_would_be_solved(scenario: Scenario, plan: Plan) -> str:
    """What a good scenario asks, in a few lines."""
    taking_part = int(plan.takes_part.any(axis=1).sum())
    deadlines = sorted({int(year) for year in plan.deadline})
    rows = [
        f"{scenario.name}: every cell is good.",
        f"  {taking_part} of {len(plan.countries)} allies take part in "
        f"{len(plan.capabilities)} capabilities, served by {len(plan.systems)} systems",
        f"  {plan.years[0]}-{plan.years[-1]}, deadline {spoken_years(deadlines)}"
        + (f", interim year {scenario.interim_year}" if scenario.interim_year else ""),
        f"  budgets leave {plan.cap[:, plan.at(plan.years[0]) :].sum() / 1000:,.0f} bn USD "
        f"in {len(plan.years)} years",
        f"  read: {', '.join(path.name for path in scenario.sources)}",
    ]
    return "\n".join(rows)


def spoken_years(years: list[int]) -> str:
    """One year, or the first and the last."""
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"


def write_new(file: Path, text: str) -> None:
    """Write a new file, and never over an old one.

    Raises:
        InputError: the file exists or cannot be written.
    """
    wanted = "the name of a new file"
    try:
        with file.open("x", encoding="utf-8", newline="") as new:
            new.write(text)
    except FileExistsError as error:
        found = "a file that exists already"
        raise InputError([Problem(file, None, "", found, wanted, told=True)]) from error
    except OSError as error:
        found = f"no way to write there ({error.strerror})"
        raise InputError([Problem(file, None, "", found, wanted, told=True)]) from error
