"""This file is about stockpiles: days of supply for the platforms an ally holds."""

from __future__ import annotations

from typing import Any

import pyomo.core as pyo

from .national_target import is_stockpiled
from .rows import Index, Model, add_rows


def declare(m: Model) -> None:
    """Platforms of each munition, and the part of the need that no order can change."""
    plan = m.plan
    need, platforms_ck, use = {}, {}, {}
    for j, k in enumerate(plan.capabilities):
        platforms = {p: rate for (munition, p), rate in plan.use.items() if munition == j}
        years = [t for t in plan.milestones[j] if is_stockpiled(plan, j, t)]
        use.update({(k, plan.capabilities[p]): plan.days[j] * r for p, r in platforms.items()})
        for i, c in enumerate(plan.countries):
            if not plan.takes_part[i, j]:
                continue
            for t in years:
                y = plan.at(t)
                given = sum(plan.days[j] * r * plan.given[i, p, y] for p, r in platforms.items())
                need[c, k, t] = float(given - plan.given[i, j, y])
            platforms_ck[c, k] = [plan.capabilities[p] for p in platforms if plan.takes_part[i, p]]
    m.stockpile_ckt = pyo.Set(dimen=3, initialize=list(need))
    m.stockpile_need = pyo.Param(list(need), initialize=need)
    m.supply_rate = pyo.Param(list(use), initialize=use)
    m.platforms_ck = pyo.Set(list(platforms_ck), initialize=platforms_ck)


def constrain(m: Model) -> None:
    add_rows(m, stockpile, m.stockpile_ckt)


def stockpile(m: Model, c: Index, k: Index, t: Index) -> Any:
    """An ally holds the days of supply that its platforms would use, or leaves a shortfall.

    Equation:  held[c,k,m] + shortfall[c,k,m] >= days[k] * sum over p of use_per_day[k,p]
               * held[c,p,m]
    For:       every ally that takes part in k, k with `stockpile_days` and rows in munition_use,
               milestones from the deadline on; `pooled` does not apply; platforms count even
               where the ally does not take part in them
    Units:     units of the munition
    Dual:      weighted shortfall (stage 1) or MUSD (stage 2) per unit of munition asked
    """
    held = sum(term[c, k, t] for term in m.held_terms)
    new_platforms = sum(m.supply_rate[k, p] * m.bought[c, p, t] for p in m.platforms_ck[c, k])
    return held + m.shortfall[c, k, t] - new_platforms >= m.stockpile_need[c, k, t]
