"""This file is about the objectives of the stages, in the order in which they are minimised."""

from __future__ import annotations

from typing import Any

import pyomo.core as pyo

from .families.rows import Model


def declare(m: Model) -> None:
    """Weights of the objectives, from the Plan."""
    plan = m.plan
    discount = {t: float(plan.discount[plan.at(t)]) for t in plan.years}
    m.discount = pyo.Param(m.t, initialize=discount)
    m.base_price = pyo.Param(
        m.s, initialize=dict(zip(plan.systems, plan.base_price.tolist(), strict=True))
    )


def state(m: Model) -> None:
    """Add one objective a stage; the solver takes them one after the other."""
    m.least_shortfall = pyo.Objective(rule=least_shortfall)
    m.least_cost = pyo.Objective(rule=least_cost)
    m.steadiest = pyo.Objective(rule=steadiest)


def least_shortfall(m: Model) -> Any:
    """Stage 1: as little of the targets as possible is missed.

    Equation:  sum of priority[k] * value[k] * (shortfall[c,k,m] + pool_shortfall[k,m])
    For:       all allies, capabilities, milestones
    Units:     MUSD
    """
    own = sum(m.shortfall_weight[k] * m.shortfall[c, k, t] for c, k, t in m.short_ckt)
    return own + sum(m.shortfall_weight[k] * m.pool_shortfall[k, t] for k, t in m.pool_kt)


def least_cost(m: Model) -> Any:
    """Stage 2: of those plans the cheapest.

    Equation:  sum over t of (1 + discount_rate)^-(t - first_year) * (payments + running)
    For:       all allies and years
    Units:     MUSD, discounted to the first year
    """
    return sum(m.discount[t] * sum(term[c, t] for term in m.spend_terms) for c in m.c for t in m.t)


def steadiest(m: Model) -> Any:
    """Stage 3: of those plans the one with the steadiest lines.

    Equation:  sum over s, t of price[s] * |delivered[s,t] - delivered[s,t-1]|
    For:       all systems, all years but the first
    Units:     MUSD at base-year prices
    """
    return sum(m.base_price[s] * m.change[s, t] for s, t in m.steady_st)
