"""This file is about payment: an advance with the order, the rest in equal parts to delivery."""

from __future__ import annotations

from typing import Any

import pyomo.core as pyo

from ..instalments import instalments
from .rows import Index, Model, add_rows


def declare(m: Model) -> None:
    """The variable `payments[c,t]` (MUSD), and the share of a price that is due years later."""
    plan = m.plan
    instalment: dict[tuple[str, int], float] = {}
    due_t: dict[int, list[tuple[str, int]]] = {t: [] for t in plan.years}
    for i, s in enumerate(plan.systems):
        for wait, share in enumerate(instalments(plan.advance[i], plan.lead[i]).tolist()):
            if share > 0:
                instalment[s, wait] = share
                for u in m.order_years[s]:
                    due_t[u + wait].append((s, u))
    m.due_t = pyo.Set(m.t, dimen=2, initialize=due_t)
    m.instalment = pyo.Param(list(instalment), initialize=instalment)
    m.payments = pyo.Var(m.c, m.t, bounds=(0, None))
    m.worth["payments"] = 1.0
    m.spend_terms.append(m.payments)


def constrain(m: Model) -> None:
    add_rows(m, payments_follow_orders, m.c, m.t, defines=m.payments)


def payments_follow_orders(m: Model, c: Index, t: Index) -> Any:
    """What an ally pays in a year is what falls due of its orders.

    Equation:  payments[c,t] = sum over s, u of instalment[s,t-u] * price[s,u] * order[c,s,u]
    For:       every ally and year
    Units:     MUSD
    Dual:      weighted shortfall (stage 1) or MUSD (stage 2) per MUSD that falls due
    """
    due = sum(m.instalment[s, t - u] * m.price[s, u] * m.order[c, s, u] for s, u in m.due_t[t])
    return m.payments[c, t] == due
