"""This file is about holding: what new orders add to a capability in the years that count."""

from __future__ import annotations

from typing import Any

import pyomo.core as pyo

from ..plan import Plan
from .rows import Index, Model, add_rows


def counted_years(plan: Plan) -> dict[str, list[int]]:
    """The years in which what is held of k matters: its milestones and, where k is a platform
    of a munition that must be stockpiled, that munition's milestones from its deadline on."""
    years = {k: set(plan.milestones[i]) for i, k in enumerate(plan.capabilities)}
    for munition, platform in plan.use:
        if plan.days[munition] > 0:
            late = [t for t in plan.milestones[munition] if t >= plan.deadline[munition]]
            years[plan.capabilities[platform]].update(late)
    return {k: sorted(counted) for k, counted in years.items()}


def declare(m: Model) -> None:
    """The variable `bought[c,k,t]` (effective units usable and alive), carried over the years."""
    plan = m.plan
    m.counted_years = counted_years(plan)
    gained: dict[tuple[str, int], list[tuple[str, int]]] = {}
    lost: dict[tuple[str, int], list[tuple[str, int]]] = {}
    before_kt: dict[tuple[str, int], list[int]] = {}
    for i, k in enumerate(plan.capabilities):
        checks = m.counted_years[k]
        for earlier, t in zip([None, *checks], checks, strict=False):
            before_kt[k, t] = [] if earlier is None else [earlier]
            now, then = (alive(m, i, year) for year in (t, earlier))
            gained[k, t] = sorted(now - then)
            lost[k, t] = sorted(then - now)
    m.gained_kt = pyo.Set(list(gained), dimen=2, initialize=gained)
    m.lost_kt = pyo.Set(list(lost), dimen=2, initialize=lost)
    m.check_before_kt = pyo.Set(list(before_kt), initialize=before_kt)
    m.held_ckt = pyo.Set(
        initialize=[
            (c, k, t)
            for i, c in enumerate(plan.countries)
            for j, k in enumerate(plan.capabilities)
            if plan.takes_part[i, j]
            for t in m.counted_years[k]
        ]
    )
    m.bought = pyo.Var(m.held_ckt, bounds=(0, None))
    value = dict(zip(plan.capabilities, plan.value.tolist(), strict=True))
    m.worth["bought"] = [value[k] for _, k, _ in m.held_ckt]
    m.held_terms.append(m.bought)


def alive(m: Model, capability: int, year: int | None) -> set[tuple[str, int]]:
    """Orders (system, year) for a capability that are usable and still alive in `year`."""
    if year is None:
        return set()
    plan = m.plan
    return {
        (plan.systems[j], u)
        for j in plan.systems_of[capability]
        for u in m.order_years[plan.systems[j]]
        if u + plan.usable[j] <= year < u + plan.lead[j] + plan.life[j]
    }


def constrain(m: Model) -> None:
    add_rows(m, holding_follows_orders, m.held_ckt, defines=m.bought)


def holding_follows_orders(m: Model, c: Index, k: Index, t: Index) -> Any:
    """What is bought and usable is what was at the check before, plus gains, less retirements.

    Equation:  bought[c,k,t] = sum over s in k of effect[s] * fleet[c,s,t], written as a carry
               from one counted year to the next
    For:       every ally that takes part in k, every year in which what is held of k counts
    Units:     units of the capability
    Dual:      weighted shortfall (stage 1) or MUSD (stage 2) per unit held
    """
    before = sum(m.bought[c, k, u] for u in m.check_before_kt[k, t])
    gained = sum(m.effect[s] * m.order[c, s, u] for s, u in m.gained_kt[k, t])
    lost = sum(m.effect[s] * m.order[c, s, u] for s, u in m.lost_kt[k, t])
    return m.bought[c, k, t] == before + gained - lost
