"""This file is about budgets: what each ally may spend in a year."""

from __future__ import annotations

from typing import Any

import pyomo.core as pyo

from .rows import Index, Model, add_rows


def declare(m: Model) -> None:
    """What is left of the equipment money once firm orders are paid."""
    plan = m.plan
    cap = {
        (c, t): float(plan.cap[i, plan.at(t)])
        for i, c in enumerate(plan.countries)
        for t in plan.years
    }
    m.cap = pyo.Param(list(cap), initialize=cap)


def constrain(m: Model) -> None:
    add_rows(m, budget, m.c, m.t)


def budget(m: Model, c: Index, t: Index) -> Any:
    """An ally spends no more in a year than its cap.

    Equation:  payments[c,t] + running[c,t] <= cap[c,t]
    For:       every ally and year
    Units:     MUSD
    Dual:      weighted shortfall (stage 1) or MUSD (stage 2) per MUSD of cap
    """
    return sum(term[c, t] for term in m.spend_terms) <= m.cap[c, t]
