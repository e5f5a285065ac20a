"""This file is about upkeep: what usable new equipment costs to run, year by year."""

from __future__ import annotations

from typing import Any

import pyomo.core as pyo

from .rows import Index, Model, add_rows


def declare(m: Model) -> None:
    """The variable `running[c,t]` (MUSD), carried from year to year."""
    plan = m.plan
    starts_t: dict[int, list[tuple[str, int]]] = {t: [] for t in plan.years}
    ends_t: dict[int, list[tuple[str, int]]] = {t: [] for t in plan.years}
    for s, lead, usable, life in zip(
        plan.systems, plan.lead.tolist(), plan.usable.tolist(), plan.life.tolist(), strict=True
    ):
        for u in m.order_years[s]:
            if u + usable <= plan.years[-1] and usable < lead + life:
                starts_t[u + usable].append((s, u))
                if u + lead + life <= plan.years[-1]:
                    ends_t[u + lead + life].append((s, u))
    m.starts_t = pyo.Set(m.t, dimen=2, initialize=starts_t)
    m.ends_t = pyo.Set(m.t, dimen=2, initialize=ends_t)
    m.upkeep = pyo.Param(m.s, initialize=dict(zip(plan.systems, plan.upkeep.tolist(), strict=True)))
    m.year_before_t = pyo.Set(
        m.t, initialize={t: [t - 1] if t > plan.years[0] else [] for t in plan.years}
    )
    m.running = pyo.Var(m.c, m.t, bounds=(0, None))
    m.worth["running"] = 1.0
    m.spend_terms.append(m.running)


def constrain(m: Model) -> None:
    add_rows(m, upkeep_follows_use, m.c, m.t, defines=m.running)


def upkeep_follows_use(m: Model, c: Index, t: Index) -> Any:
    """Upkeep is last year's, plus that of what becomes usable, less that of what retires.

    Equation:  running[c,t] = sum over s of om_share[s] * unit_cost[s] * (1 - joint_saving[s])
               * fleet[c,s,t], written as a carry from t-1 to t
    For:       every ally and year
    Units:     MUSD
    Dual:      weighted shortfall (stage 1) or MUSD (stage 2) per MUSD of upkeep
    """
    before = sum(m.running[c, u] for u in m.year_before_t[t])
    starting = sum(m.upkeep[s] * m.order[c, s, u] for s, u in m.starts_t[t])
    ending = sum(m.upkeep[s] * m.order[c, s, u] for s, u in m.ends_t[t])
    return m.running[c, t] == before + starting - ending
