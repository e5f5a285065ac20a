"""This file is about the program stated row by row in plain Python, as PuLP and others want it.

The dictionaries and loops are what a modeller writes; each peer only says how it makes a variable
and a row. Families and equations are those of docs/mathematics.md, in the same order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from math import inf
from types import SimpleNamespace
from typing import Any

from model.families.holding import counted_years
from model.families.national_target import is_stockpiled
from model.instalments import instalments
from model.plan import Plan

Term = tuple[float, Any]
Row = tuple[float, list[Term], float]
"""Lower bound, terms, upper bound."""


def stated(plan: Plan, variable: Callable[[str, tuple], Any], row: Callable[[Row], None]) -> Any:
    """State the program; returns its variables by name and index, and the objectives' terms.

    Args:
        variable: makes a variable that is at least 0 of a name and an index.
        row: adds a row.
    """
    x = variables(plan, variable)
    for family in (
        payment, upkeep, holding, national_target, stockpile, alliance_target, budget, industry,
        mix, concentration, origin,
    ):  # fmt: skip
        for found in family(plan, x):
            row(found)
    weight = dict(zip(plan.capabilities, (plan.priority * plan.value).tolist(), strict=True))
    x.least_shortfall = [(weight[k], v) for (_, k, _), v in x.shortfall.items()]
    x.least_shortfall += [(weight[k], v) for (k, _), v in x.pool_shortfall.items()]
    discount = {t: float(plan.discount[plan.at(t)]) for t in plan.years}
    x.least_cost = [(discount[t], v[c, t]) for v in (x.payments, x.running) for c, t in v]
    return x


def variables(plan: Plan, variable: Callable[[str, tuple], Any]) -> Any:
    """Every variable, in dictionaries by name and index, and what the rows look up."""
    x = SimpleNamespace(allies=allies_by_capability(plan), systems=served_by(plan))
    x.years = {
        s: [t for t in plan.years if t + lead <= plan.years[-1]]
        for s, lead in zip(plan.systems, plan.lead.tolist(), strict=True)
    }
    x.counted = counted_years(plan)
    capability = dict(zip(plan.systems, (plan.capabilities[k] for k in plan.serves), strict=True))
    ct = [(c, t) for c in plan.countries for t in plan.years]
    indices = {
        "order": [
            (c, s, t) for s in plan.systems for c in x.allies[capability[s]] for t in x.years[s]
        ],
        "payments": ct,
        "running": ct,
        "bought": [(c, k, t) for k in plan.capabilities for c in x.allies[k] for t in x.counted[k]],
        "shortfall": [
            (c, k, t)
            for j, k in enumerate(plan.capabilities)
            for t in plan.milestones[j]
            if plan.pooled[j] < 1 or is_stockpiled(plan, j, t)
            for c in x.allies[k]
        ],
        "pool_shortfall": [
            (k, t)
            for j, k in enumerate(plan.capabilities)
            if plan.pooled[j] > 0 and x.allies[k]
            for t in plan.milestones[j]
        ],
        "ordered": [
            (c, s)
            for served in plan.systems_of
            if (plan.max_mix[served] < 1).any()
            for s in (plan.systems[j] for j in served)
            for c in x.allies[capability[s]]
        ],
    }
    for name, keys in indices.items():
        setattr(x, name, {key: variable(name, key) for key in keys})
    return x


def allies_by_capability(plan: Plan) -> dict[str, list[str]]:
    """The allies that take part in each capability."""
    return {
        k: [c for i, c in enumerate(plan.countries) if plan.takes_part[i, j]]
        for j, k in enumerate(plan.capabilities)
    }


def served_by(plan: Plan) -> dict[str, dict[str, int]]:
    """The systems that serve each capability, with their positions."""
    return {
        k: {plan.systems[s]: int(s) for s in plan.systems_of[j]}
        for j, k in enumerate(plan.capabilities)
    }


def payment(plan: Plan, x: Any) -> Iterator[Row]:
    due = defaultdict(list)
    for i, s in enumerate(plan.systems):
        shares = instalments(plan.advance[i], plan.lead[i]).tolist()
        for u in x.years[s]:
            price = float(plan.price[i, plan.at(u)])
            for wait, share in enumerate(shares):
                if share > 0:
                    due[u + wait].append((s, u, share * price))
    for (c, t), payments in x.payments.items():
        falls_due = [(-a, x.order[c, s, u]) for s, u, a in due[t] if (c, s, u) in x.order]
        yield 0, [(1.0, payments), *falls_due], 0


def upkeep(plan: Plan, x: Any) -> Iterator[Row]:
    changes = defaultdict(list)
    for i, s in enumerate(plan.systems):
        begin, end = int(plan.usable[i]), int(plan.lead[i] + plan.life[i])
        for u in x.years[s] if begin < end and plan.upkeep[i] else ():
            changes[u + begin].append((s, u, -float(plan.upkeep[i])))
            changes[u + end].append((s, u, float(plan.upkeep[i])))
    for (c, t), running in x.running.items():
        before = [(-1.0, x.running[c, t - 1])] if t > plan.years[0] else []
        fleet = [(a, x.order[c, s, u]) for s, u, a in changes[t] if (c, s, u) in x.order]
        yield 0, [(1.0, running), *before, *fleet], 0


def holding(plan: Plan, x: Any) -> Iterator[Row]:
    for k, served in x.systems.items():
        held: set = set()
        earlier = None
        for t in x.counted[k]:
            alive = {
                (s, u, float(plan.effect[j]))
                for s, j in served.items()
                for u in x.years[s]
                if u + plan.usable[j] <= t < u + plan.lead[j] + plan.life[j]
            }
            for c in x.allies[k]:
                before = [(-1.0, x.bought[c, k, earlier])] if earlier else []
                gained = [(-a, x.order[c, s, u]) for s, u, a in alive - held]
                lost = [(a, x.order[c, s, u]) for s, u, a in held - alive]
                yield 0, [(1.0, x.bought[c, k, t]), *before, *gained, *lost], 0
            held, earlier = alive, t


def national_target(plan: Plan, x: Any) -> Iterator[Row]:
    position = {c: i for i, c in enumerate(plan.countries)}
    for j, k in enumerate(plan.capabilities):
        for c in x.allies[k] if plan.pooled[j] < 1 else ():
            for t in plan.milestones[j]:
                i, y = position[c], plan.at(t)
                owed = (1 - plan.pooled[j]) * plan.target[i, j, y] - plan.given[i, j, y]
                yield float(owed), [(1.0, x.bought[c, k, t]), (1.0, x.shortfall[c, k, t])], inf


def stockpile(plan: Plan, x: Any) -> Iterator[Row]:
    position = {c: i for i, c in enumerate(plan.countries)}
    for j, k in enumerate(plan.capabilities):
        platforms = {p: rate * plan.days[j] for (munition, p), rate in plan.use.items()
                     if munition == j}  # fmt: skip
        for t in plan.milestones[j]:
            for c in x.allies[k] if is_stockpiled(plan, j, t) else ():
                i, y = position[c], plan.at(t)
                given = sum(a * plan.given[i, p, y] for p, a in platforms.items())
                used = [
                    (-float(a), x.bought[c, plan.capabilities[p], t])
                    for p, a in platforms.items()
                    if plan.takes_part[i, p]
                ]
                held = [(1.0, x.bought[c, k, t]), (1.0, x.shortfall[c, k, t])]
                yield float(given - plan.given[i, j, y]), held + used, inf


def alliance_target(plan: Plan, x: Any) -> Iterator[Row]:
    for (k, t), pool in x.pool_shortfall.items():
        j, y = plan.capabilities.index(k), plan.at(t)
        held = [(1.0, x.bought[c, k, t]) for c in x.allies[k]]
        short = [(1.0, x.shortfall[c, k, t]) for c in x.allies[k] if (c, k, t) in x.shortfall]
        owed = (plan.target - plan.given)[plan.takes_part[:, j], j, y].sum()
        yield float(owed), [*held, *short, (1.0, pool)], inf


def budget(plan: Plan, x: Any) -> Iterator[Row]:
    for i, c in enumerate(plan.countries):
        for t in plan.years:
            spent = [(1.0, x.payments[c, t]), (1.0, x.running[c, t])]
            yield -inf, spent, float(plan.cap[i, plan.at(t)])


def industry(plan: Plan, x: Any) -> Iterator[Row]:
    us = {c for c, flag in zip(plan.countries, plan.us, strict=True) if flag}
    for k, served in x.systems.items():
        for s, j in served.items():
            if plan.production[j].max() == inf:
                continue
            for u in x.years[s]:
                taken = [(1.0, x.order[c, s, u]) for c in x.allies[k] if c not in us]
                yield -inf, taken, float(plan.open_production[j, plan.at(u) + plan.lead[j]])


def mix(plan: Plan, x: Any) -> Iterator[Row]:
    effect = dict(zip(plan.systems, plan.effect.tolist(), strict=True))
    for (c, s), ordered in x.ordered.items():
        yield 0, [(1.0, ordered), *((-effect[s], x.order[c, s, t]) for t in x.years[s])], 0
    for k, served in x.systems.items():
        for s, j in served.items():
            most = float(plan.max_mix[j])
            for c in x.allies[k] if most < 1 else ():
                yield -inf, [((r == s) - most, x.ordered[c, r]) for r in served], 0


def concentration(plan: Plan, x: Any) -> Iterator[Row]:
    for j, k in enumerate(plan.capabilities):
        if plan.pooled[j] > 0 and plan.max_share < 1:
            t = int(plan.deadline[j])
            for c in x.allies[k]:
                shares = [((a == c) - plan.max_share, x.bought[a, k, t]) for a in x.allies[k]]
                yield -inf, shares, 0


def origin(plan: Plan, x: Any) -> Iterator[Row]:
    floor = dict(zip(plan.countries, plan.origin_floor.tolist(), strict=True))
    position = {s: j for j, s in enumerate(plan.systems)}
    priced = defaultdict(list)
    for (c, s, t), order in x.order.items():
        if floor[c] > 0:
            weight = float(plan.favoured[position[s]]) - floor[c]
            priced[c].append((weight * float(plan.price[position[s], plan.at(t)]), order))
    for terms in priced.values():
        yield 0, terms, inf
