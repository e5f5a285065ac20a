"""This file is about concentration: how much of what is pooled one ally may provide."""

from __future__ import annotations

from typing import Any

import pyomo.core as pyo

from .rows import Index, Model, add_rows


def declare(m: Model) -> None:
    """Allies and pooled capabilities for which a limit holds, at the deadline."""
    plan = m.plan
    pairs = [
        (c, k, int(plan.deadline[j]))
        for j, k in enumerate(plan.capabilities)
        if plan.pooled[j] > 0 and plan.max_share < 1
        for i, c in enumerate(plan.countries)
        if plan.takes_part[i, j]
    ]
    m.concentration_ckt = pyo.Set(dimen=3, initialize=pairs)
    m.max_share = pyo.Param(initialize=plan.max_share)


def constrain(m: Model) -> None:
    add_rows(m, concentration, m.concentration_ckt)


def concentration(m: Model, c: Index, k: Index, t: Index) -> Any:
    """One ally provides no more than its share of what allies buy of a pooled capability.

    Equation:  bought[c,k,t] <= max_share * sum over allies of bought[ally,k,t]
    For:       every ally that takes part in k, k with pooled above 0, t = deadline[k]
    Units:     units of the capability
    Dual:      weighted shortfall (stage 1) or MUSD (stage 2) per unit bought
    """
    together = sum(m.bought[ally, k, t] for ally in m.allies_k[k])
    return m.bought[c, k, t] - m.max_share * together <= 0
