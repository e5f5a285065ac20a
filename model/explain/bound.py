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

    The whole output of every line for the ally alone, or for the pool, is not enough then.

    Args:
        country: -1 for the pool.
    """
    y = plan.at(year)
    members = plan.takes_part[:, capability]
    if country < 0:
        owed = float((plan.target - plan.given)[members, capability, y].sum())
        outside = bool((members & plan.us).any())
    else:
        own = (1 - plan.pooled[capability]) * plan.target[country, capability, y]
        asked = max(float(own), stock_needed(plan, country, capability, year))
        owed = asked - float(plan.given[country, capability, y])
        outside = bool(plan.us[country])
    output = np.full_like(plan.open_production, np.inf) if outside else plan.open_production
    return max(0.0, owed - made(plan, output, capability, year))


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
