"""This file is about steadiness: lines that deliver evenly from one year to the next."""

from __future__ import annotations

from typing import Any

import pyomo.core as pyo

from .rows import Index, Model, add_rows


def declare(m: Model) -> None:
    """The variables `delivered[s,t]` (units, all allies) and `change[s,t]` (units)."""
    plan = m.plan
    arrivals = [
        (s, u + lead)
        for s, lead in zip(plan.systems, plan.lead.tolist(), strict=True)
        for u in m.order_years[s]
    ]
    known = set(arrivals)
    before_st = {(s, t): [t - 1] if (s, t - 1) in known else [] for s, t in arrivals}
    m.arrival_st = pyo.Set(dimen=2, initialize=arrivals)
    m.steady_st = pyo.Set(dimen=2, initialize=[(s, t) for s, t in arrivals if t > plan.years[0]])
    m.arrival_before_st = pyo.Set(m.arrival_st, initialize=before_st)
    unit = dict(zip(plan.systems, plan.base_price.tolist(), strict=True))
    m.delivered = pyo.Var(m.arrival_st, bounds=(0, None))
    m.change = pyo.Var(m.steady_st, bounds=(0, None))
    m.worth["delivered"] = [unit[s] for s, _ in m.arrival_st]
    m.worth["change"] = [unit[s] for s, _ in m.steady_st]


def constrain(m: Model) -> None:
    add_rows(m, deliveries_follow_orders, m.arrival_st)
    add_rows(m, change_covers_rise, m.steady_st)
    add_rows(m, change_covers_fall, m.steady_st)


def deliveries_follow_orders(m: Model, s: Index, t: Index) -> Any:
    """What a line delivers in a year, to all allies.

    Equation:  delivered[s,t] = sum over c of order[c,s,t - lead[s]]
    For:       every system, every year an order can arrive in
    Units:     units of s
    Dual:      MUSD of unsteadiness per unit delivered (stage 3)
    """
    return m.delivered[s, t] == sum(m.order[c, s, t - m.lead[s]] for c in m.c)


def change_covers_rise(m: Model, s: Index, t: Index) -> Any:
    """The change of a line is at least its rise over the year before.

    Equation:  delivered[s,t] - delivered[s,t-1] <= change[s,t]
    For:       every system, every year but the horizon's first in which an order can arrive;
               nothing is delivered before such a year
    Units:     units of s
    Dual:      MUSD of unsteadiness per unit (stage 3)
    """
    before = sum(m.delivered[s, u] for u in m.arrival_before_st[s, t])
    return m.delivered[s, t] - before <= m.change[s, t]


def change_covers_fall(m: Model, s: Index, t: Index) -> Any:
    """The change of a line is at least its fall from the year before.

    Equation:  delivered[s,t-1] - delivered[s,t] <= change[s,t]
    For:       every system, every year but the horizon's first in which an order can arrive
    Units:     units of s
    Dual:      MUSD of unsteadiness per unit (stage 3)
    """
    before = sum(m.delivered[s, u] for u in m.arrival_before_st[s, t])
    return before - m.delivered[s, t] <= m.change[s, t]
