"""This file is about what can be ordered: which system in which year, and by whom."""

from __future__ import annotations

import pyomo.core as pyo

from .rows import Model


def declare(m: Model) -> None:
    """Sets of allies, systems and order years, and the variable `order[c,s,t]` (units).

    The variable exists for every ally, so that rules need no exception; where an ally does not
    take part in the capability it is fixed at 0 and leaves the matrix when it is compiled.
    """
    plan = m.plan
    m.order_years = {
        s: [t for t in plan.years if t + lead <= plan.years[-1]]
        for s, lead in zip(plan.systems, plan.lead.tolist(), strict=True)
    }
    price = {
        (s, t): float(plan.price[i, plan.at(t)])
        for i, s in enumerate(plan.systems)
        for t in m.order_years[s]
    }
    m.c = pyo.Set(initialize=plan.countries)
    m.s = pyo.Set(initialize=plan.systems)
    m.t = pyo.Set(initialize=plan.years)
    m.order_st = pyo.Set(dimen=2, initialize=list(price))
    m.lead = pyo.Param(m.s, initialize=dict(zip(plan.systems, plan.lead.tolist(), strict=True)))
    m.effect = pyo.Param(m.s, initialize=dict(zip(plan.systems, plan.effect.tolist(), strict=True)))
    m.price = pyo.Param(m.order_st, initialize=price)
    m.order_cst = pyo.SetOf({(c, s, t): None for c in plan.countries for s, t in price})
    # Members are made when asked for, and templates never ask.
    m.order = pyo.Var(m.order_cst, bounds=(0, None), dense=False)
    m.worth["order"] = [price[st] for _ in plan.countries for st in price]
    m.fixed["order"] = [
        (c, s, t)
        for i, c in enumerate(plan.countries)
        for j, s in enumerate(plan.systems)
        if not plan.takes_part[i, plan.serves[j]]
        for t in m.order_years[s]
    ]
    for index in m.fixed["order"]:
        m.order[index].fix(0)


def constrain(m: Model) -> None:
    """Orders are bounded by the other families only."""
