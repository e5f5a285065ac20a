"""This file is about the mix: how much of a capability one system may provide."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.core as pyo

from .rows import Index, Model, add_rows


def declare(m: Model) -> None:
    """The variable `ordered[c,s]` (effective units) where a limit needs it."""
    plan = m.plan
    limited = [k for k, served in enumerate(plan.systems_of) if (plan.max_mix[served] < 1).any()]
    rivals_s, weight, ordered_cs, mix_cs = {}, {}, [], []
    for k in limited:
        served = plan.systems_of[k]
        allies = [plan.countries[i] for i in np.flatnonzero(plan.takes_part[:, k])]
        for j in served:
            s = plan.systems[j]
            ordered_cs += [(c, s) for c in allies]
            if plan.max_mix[j] < 1:
                mix_cs += [(c, s) for c in allies]
                rivals_s[s] = [plan.systems[r] for r in served]
                for r in served:
                    weight[s, plan.systems[r]] = float((r == j) - plan.max_mix[j])
    m.order_years_s = pyo.Set(m.s, initialize=m.order_years)
    m.ordered_cs = pyo.Set(dimen=2, initialize=ordered_cs)
    m.mix_cs = pyo.Set(dimen=2, initialize=mix_cs)
    m.rivals_s = pyo.Set(list(rivals_s), initialize=rivals_s)
    m.mix_weight = pyo.Param(list(weight), initialize=weight)
    unit = dict(zip(plan.systems, (plan.base_price / plan.effect).tolist(), strict=True))
    m.ordered = pyo.Var(m.ordered_cs, bounds=(0, None))
    m.worth["ordered"] = [unit[s] for _, s in ordered_cs]


def constrain(m: Model) -> None:
    add_rows(m, ordered_follows_orders, m.ordered_cs, defines=m.ordered)
    add_rows(m, mix, m.mix_cs)


def ordered_follows_orders(m: Model, c: Index, s: Index) -> Any:
    """What an ally orders of a system over the horizon, in effective units.

    Equation:  ordered[c,s] = effect[s] * sum over t of order[c,s,t]
    For:       every ally, every system of a capability in which one has max_mix below 100 %
    Units:     units of the capability
    Dual:      weighted shortfall (stage 1) or MUSD (stage 2) per effective unit
    """
    return m.ordered[c, s] == sum(m.effect[s] * m.order[c, s, t] for t in m.order_years_s[s])


def mix(m: Model, c: Index, s: Index) -> Any:
    """A system provides no more than its share of what an ally orders for a capability.

    Equation:  ordered[c,s] <= max_mix[s] * sum over r in k(s) of ordered[c,r]
    For:       every ally that takes part, every system with max_mix below 100 %
    Units:     units of the capability
    Dual:      weighted shortfall (stage 1) or MUSD (stage 2) per effective unit
    """
    return sum(m.mix_weight[s, r] * m.ordered[c, r] for r in m.rivals_s[s]) <= 0
