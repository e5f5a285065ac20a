"""This file is about industry: what a line can deliver in a year, shared by all buyers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.core as pyo

from .rows import Index, Model, add_rows


def declare(m: Model) -> None:
    """Lines with a limit in the years an order can arrive in, and their buyers."""
    plan = m.plan
    open_production = {
        (s, u + int(plan.lead[i])): float(plan.open_production[i, plan.at(u) + plan.lead[i]])
        for i, s in enumerate(plan.systems)
        for u in m.order_years[s]
        if np.isfinite(plan.production[i]).all()
    }
    bought_by = plan.takes_part[:, plan.serves] & ~plan.us[:, None]
    buyers_s = {
        s: [plan.countries[j] for j in np.flatnonzero(bought_by[:, i])]
        for i, s in enumerate(plan.systems)
    }
    m.buyers_s = pyo.Set(m.s, initialize=buyers_s)
    m.lines_st = pyo.Set(dimen=2, initialize=list(open_production))
    m.open_production = pyo.Param(m.lines_st, initialize=open_production)


def constrain(m: Model) -> None:
    add_rows(m, industry, m.lines_st)


def industry(m: Model, s: Index, t: Index) -> Any:
    """All buyers together take no more than the line can still deliver.

    Equation:  sum over c with us = 0 of delivered[c,s,t]
               <= max(0, production[s,t] - booked[s,t])
    For:       every system with rows in production.csv, every year an order can arrive in
    Units:     units of s delivered in year t
    Dual:      weighted shortfall (stage 1) or MUSD (stage 2) per unit of production
    """
    return sum(m.order[c, s, t - m.lead[s]] for c in m.buyers_s[s]) <= m.open_production[s, t]
