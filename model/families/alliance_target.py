"""This file is about alliance targets: what allies must hold together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.core as pyo

from .rows import Index, Model, add_rows


def declare(m: Model) -> None:
    """The variable `pool_shortfall[k,m]` (capability units) and what all allies owe together."""
    plan = m.plan
    owed, allies_k, short_allies_kt = {}, {}, {}
    for j, k in enumerate(plan.capabilities):
        taking_part = np.flatnonzero(plan.takes_part[:, j])
        if plan.pooled[j] <= 0 or not len(taking_part):
            continue
        allies_k[k] = [plan.countries[i] for i in taking_part]
        for t in plan.milestones[j]:
            y = plan.at(t)
            together = (plan.target[:, j, y] - plan.given[:, j, y])[taking_part].sum()
            owed[k, t] = float(together)
            short_allies_kt[k, t] = [c for c in allies_k[k] if (c, k, t) in m.short_ckt]
    m.pool_owed = pyo.Param(list(owed), initialize=owed)
    m.pool_kt = pyo.Set(dimen=2, initialize=list(owed))
    m.allies_k = pyo.Set(list(allies_k), initialize=allies_k)
    m.short_allies_kt = pyo.Set(list(short_allies_kt), initialize=short_allies_kt)
    value = dict(zip(plan.capabilities, plan.value.tolist(), strict=True))
    m.pool_shortfall = pyo.Var(m.pool_kt, bounds=(0, None))
    m.worth["pool_shortfall"] = [value[k] for k, _ in owed]


def constrain(m: Model) -> None:
    add_rows(m, alliance_target, m.pool_kt)


def alliance_target(m: Model, k: Index, t: Index) -> Any:
    """Allies together hold the sum of their targets; what one lacks counts once.

    Equation:  sum over c of (held[c,k,m] + shortfall[c,k,m]) + pool_shortfall[k,m]
               >= sum over c of target[c,k,m]
    For:       every capability with pooled above 0, every milestone
    Units:     units of the capability
    Dual:      weighted shortfall (stage 1) or MUSD (stage 2) per unit of target
    """
    held = sum(sum(term[c, k, t] for term in m.held_terms) for c in m.allies_k[k])
    short = sum(m.shortfall[c, k, t] for c in m.short_allies_kt[k, t])
    return held + short + m.pool_shortfall[k, t] >= m.pool_owed[k, t]
