"""This file is about what `optimize check` says of a scenario in which every cell is good."""

from __future__ import annotations

from ..errors import printable
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
        f"  budgets leave {spendable(plan) / 1000:,.0f} bn USD in {len(plan.years)} years after "
        f"firm orders{' (the United States aside)' if plan.us.any() else ''}",
        f"  read: {', '.join(printable(path.name) for path in scenario.sources)}",
    ]
    return "\n".join(rows)


def spendable(plan: Plan) -> float:
    """What the budgets of the allies that take part leave, without the United States, MUSD."""
    allies = plan.takes_part.any(axis=1) & ~plan.us
    return float(plan.cap[allies, plan.at(plan.years[0]) :].sum())


def spoken_years(years: list[int]) -> str:
    """One year, or the first and the last."""
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"
