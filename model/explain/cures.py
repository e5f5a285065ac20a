"""This file is about cures: what would let a missed target be met, at least cost.

Each cure keeps the orders of everybody else, and lets no other target be missed by more than in the
plan. A budget or a line that firm orders overdraw costs its hole first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..arrays import Floats
from ..plan import Plan
from .bench import Bench
from .block import Limit
from .explained import MoneyBy, UnitsBy
from .holes import SMALL, cheapest_opening, filled, holes_of
from .lifts import INDUSTRY, MONEY, Lift

FIRST = 1000.0
"""What output weighs against money where both are needed: it is made least, and then money."""

SOONER = 1e-7
"""What a year sooner adds to the weight: of cures that are equal else, the later is told."""


def cure(
    plan: Plan,
    bench: Bench,
    capabilities: Collection[str],
    cured: Mapping[int, float],
    lifts: tuple[Lift, ...],
) -> tuple[MoneyBy | None, UnitsBy | None]:
    """The least additional output, in value, and with it the least additional money that cure.

    Args:
        capabilities: those whose limits the lifts open.
        cured: the column of the target's shortfall, and how low the lifts can bring it.
        lifts: a set of lifts that cures; what is no money and no output of it stays open.

    Returns:
        MUSD by ally and year, and units by system and year, each with what firm orders take
        beyond what there is; None for what is not lifted.
    """
    lines, budgets = (bench.opened({lift} & {*lifts}, capabilities) for lift in (INDUSTRY, MONEY))
    price = dict(zip(plan.systems, plan.base_price.tolist(), strict=True))
    cost = {
        **{at: FIRST * price[str(limit.index[0])] for at, limit in lines.items()},
        **dict.fromkeys(budgets, 1.0),
    }
    weighed = {at: one * sooner(plan, bench.limits[at]) for at, one in cost.items()}
    opened, holes = bench.opened(lifts, capabilities), holes_of(plan, lines | budgets)
    found = cheapest_opening(bench, weighed, opened, holes, cured)
    return (
        passed(plan, found, budgets) if MONEY in lifts else None,
        passed(plan, found, lines) if INDUSTRY in lifts else None,
    )


def sooner(plan: Plan, limit: Limit) -> float:
    """The factor that lets the later of two equal cures weigh less."""
    return 1 + SOONER * (plan.years[-1] - int(limit.index[-1]))


def passed(plan: Plan, found: Floats, limits: Mapping[int, Limit]) -> dict[tuple[str, int], float]:
    """By how much limits must grow to be passed, holes filled, by code and year."""
    return {
        (str(limit.index[0]), int(limit.index[1])): filled(plan, limit, float(found[at]))
        for at, limit in limits.items()
        if found[at] > SMALL
    }
