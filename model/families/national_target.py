"""This file is about national targets: what each ally must hold of its own."""

from __future__ import annotations

from typing import Any

import pyomo.core as pyo

from ..plan import Plan
from .rows import Index, Model, add_rows


def declare(m: Model) -> None:
    """The variable `shortfall[c,k,m]` (capability units), where a national or a stockpile row
    can leave one."""
    plan = m.plan
    owed, short = {}, []
    for i, c in enumerate(plan.countries):
        for j, k in enumerate(plan.capabilities):
            if not plan.takes_part[i, j]:
                continue
            for t in plan.milestones[j]:
                y = plan.at(t)
                if plan.pooled[j] < 1:
                    national = (1 - plan.pooled[j]) * plan.target[i, j, y]
                    owed[c, k, t] = float(national - plan.given[i, j, y])
                if plan.pooled[j] < 1 or is_stockpiled(plan, j, t):
                    short.append((c, k, t))
    m.owed = pyo.Param(list(owed), initialize=owed)
    m.national_ckt = pyo.Set(dimen=3, initialize=list(owed))
    m.short_ckt = pyo.Set(dimen=3, initialize=short)
    value = dict(zip(plan.capabilities, plan.value.tolist(), strict=True))
    weight = dict(zip(plan.capabilities, (plan.priority * plan.value).tolist(), strict=True))
    m.shortfall_weight = pyo.Param(list(weight), initialize=weight)
    m.shortfall = pyo.Var(m.short_ckt, bounds=(0, None))
    m.worth["shortfall"] = [value[k] for _, k, _ in short]


def is_stockpiled(plan: Plan, capability: int, year: int) -> bool:
    """Whether a capability must hold days of supply for its platforms in that year."""
    used = any(munition == capability for munition, _ in plan.use)
    return used and plan.days[capability] > 0 and year >= plan.deadline[capability]


def constrain(m: Model) -> None:
    add_rows(m, national_target, m.national_ckt)


def national_target(m: Model, c: Index, k: Index, t: Index) -> Any:
    """An ally holds its own part of the target, or leaves a shortfall.

    Equation:  held[c,k,m] + shortfall[c,k,m] >= (1 - pooled[k]) * target[c,k,m]
    For:       every ally that takes part in k, every milestone, k pooled below 100 %
    Units:     units of the capability
    Dual:      weighted shortfall (stage 1) or MUSD (stage 2) per unit of target
    """
    held = sum(term[c, k, t] for term in m.held_terms)
    return held + m.shortfall[c, k, t] >= m.owed[c, k, t]
