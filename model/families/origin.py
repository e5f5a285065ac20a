"""This file is about origin: how much of its orders an ally places with favoured makers."""

from __future__ import annotations

from typing import Any

import pyomo.core as pyo

from .rows import Index, Model, add_rows


def declare(m: Model) -> None:
    """Allies with a floor, and what each MUSD ordered of a system adds above it."""
    plan = m.plan
    floors = {c: plan.origin_floor[i] for i, c in enumerate(plan.countries)}
    bound = [c for c, floor in floors.items() if floor > 0]
    weight = {
        (c, s): float(plan.favoured[j] - floors[c])
        for c in bound
        for j, s in enumerate(plan.systems)
    }
    m.origin_c = pyo.Set(initialize=bound)
    m.origin_weight = pyo.Param(list(weight), initialize=weight)


def constrain(m: Model) -> None:
    add_rows(m, origin, m.origin_c)


def origin(m: Model, c: Index) -> Any:
    """Favoured makers get at least their share of the price of all an ally orders.

    Equation:  sum over favoured s, t of price[s,t] * order[c,s,t]
               >= origin_floor[c] * sum over s, t of price[s,t] * order[c,s,t]
    For:       every ally with an origin floor
    Units:     MUSD, undiscounted, without upkeep
    Dual:      weighted shortfall (stage 1) or MUSD (stage 2) per MUSD of the floor
    """
    return sum(m.origin_weight[c, s] * m.price[s, t] * m.order[c, s, t] for s, t in m.order_st) >= 0
