"""This file is about what no money can buy in time: known before anything is solved."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..arrays import Floats
from ..plan import Plan


def in_use(plan: Plan, capability: int, year: int) -> Iterator[tuple[int, int]]:
    """The orders for a capability, as (system, year of the order), that serve in a year."""
    for j in plan.systems_of[capability].tolist():
        lead, end = int(plan.lead[j]), int(plan.lead[j] + plan.life[j])
        for t in plan.years:
            if t + plan.usable[j] <= year < t + end and t + lead <= plan.years[-1]:
                yield j, t


def unavoidable(plan: Plan, country: int, capability: int, year: int) -> float:
    """What is missing of a target whatever the money, units of the capability.

    The whole output of every line for the ally alone, or for the pool, is not enough then; what
    allies may lack of their own targets counts there and not with the pool.

    Args:
        country: -1 for the pool.
    """
    y = plan.at(year)
    members = np.flatnonzero(plan.takes_part[:, capability]).tolist()
    if country < 0:
        owed = float((plan.target - plan.given)[members, capability, y].sum())
        owed -= sum(max(0.0, owed_by(plan, i, capability, year)) for i in members)
    else:
        members, owed = [country], owed_by(plan, country, capability, year)
    outside = bool(plan.us[members].any())
    output = np.full_like(plan.open_production, np.inf) if outside else plan.open_production
    return max(0.0, owed - made(plan, output, capability, year))


def owed_by(plan: Plan, country: int, capability: int, year: int) -> float:
    """What an ally must add to what it has, to meet its own target; below 0 where it has more."""
    y = plan.at(year)
    own = float((1 - plan.pooled[capability]) * plan.target[country, capability, y])
    asked = max(own, stock_needed(plan, country, capability, year))
    return asked - float(plan.given[country, capability, y])


def made(plan: Plan, output: Floats, capability: int, year: int) -> float:
    """What lines can deliver that is in use in a year, units of the capability."""
    return sum(
        float(plan.effect[j] * output[j, plan.at(t) + int(plan.lead[j])])
        for j, t in in_use(plan, capability, year)
    )


def stock_needed(plan: Plan, country: int, capability: int, year: int) -> float:
    """What the platforms that an ally has without new orders would use up of a munition."""
    if year < plan.deadline[capability]:
        return 0.0
    y = plan.at(year)
    return sum(
        float(plan.days[capability] * rate * plan.given[country, platform, y])
        for (munition, platform), rate in plan.use.items()
        if munition == capability
    )
