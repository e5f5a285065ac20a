"""This file is about holes: what firm orders take of a budget or a line beyond what there is.

A limit that firm orders overdraw stays at 0, so that the first that is added to it does nothing but
fill the hole. Passing such a limit costs the hole and what is needed on top: a charge that comes
whole or not at all, which a linear program cannot weigh. So a few ways to choose the limits are
tried, and the cheapest is taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from ..arrays import Floats
from ..plan import Plan
from .bench import Bench
from .block import Label, Limit

SMALL = 1e-6
"""MUSD and units up to this size are rounding."""

DEAR = 1000.0
"""What passing a limit with a hole weighs against one without, where holes are to be avoided."""

Costs = Mapping[int, float]
"""By the column of each limit what passing it costs, MUSD per unit."""


def hole(plan: Plan, family: str, index: Label) -> float:
    """What firm orders take beyond a budget (MUSD) or a line (units); 0 of every other row.

    Equation:  max(0, committed[c,t] - equipment_money[c,t]); max(0, booked[s,t] - production[s,t])
    """
    if family == "budget":
        at = plan.countries.index(str(index[0])), plan.at(int(index[1]))
        return max(0.0, float(plan.committed[at] - plan.equipment_money[at]))
    if family == "industry":
        at = plan.systems.index(str(index[0])), plan.at(int(index[1]))
        return max(0.0, float(plan.booked[at] - plan.production[at]))
    return 0.0


def holes_of(plan: Plan, limits: Mapping[int, Limit]) -> dict[int, float]:
    """The holes in some limits, by their columns; those that have none are left out."""
    found = {at: hole(plan, limit.family, limit.index) for at, limit in limits.items()}
    return {at: size for at, size in found.items() if size > SMALL}


def cheapest_opening(
    bench: Bench,
    cost: Costs,
    opened: Collection[int],
    holes: Mapping[int, float],
    at_most: Costs = MappingProxyType({}),
) -> Floats:
    """What is least in cost, the holes of the limits that are passed included; those are told
    without their holes, as the rows of the program have them.

    Args:
        cost: of each limit that costs something. opened: the columns of limits that may be passed.
        holes: in the units of each limit.
    """
    plain = bench.least(cost, opened, at_most)
    holes = {at: size for at, size in holes.items() if at in cost and at in opened}
    used = used_of(plain, holes)
    if not used:
        return plain
    tried, best = {used}, plain
    for weights in weighings(cost, holes, plain):
        chosen = used_of(bench.least(weights, opened, at_most), holes)
        if chosen in tried:
            continue
        tried.add(chosen)
        left = {*opened} - {*holes} | chosen
        best = min(best, bench.least(cost, left, at_most), key=lambda x: total(x, cost, holes))
    return best


def weighings(cost: Costs, holes: Mapping[int, float], plain: Floats) -> Iterator[Costs]:
    """Ways to weigh limits that have holes: so that they are passed only where they must be; and
    as if the hole were spread over what is passed when nobody minds it."""
    yield {**cost, **{at: cost[at] * DEAR for at in holes}}
    most = max(float(plain[at]) for at in holes)
    spread = {
        at: min(DEAR, 1 + size / max(SMALL, float(plain[at]) or most)) for at, size in holes.items()
    }
    yield {**cost, **{at: cost[at] * more for at, more in spread.items()}}


def used_of(found: Floats, holes: Mapping[int, float]) -> frozenset[int]:
    """The limits with a hole that are passed."""
    return frozenset(at for at in holes if found[at] > SMALL)


def total(found: Floats, cost: Costs, holes: Mapping[int, float]) -> float:
    """What the limits that are passed cost with their holes, MUSD."""
    passed = sum(one * max(0.0, float(found[at])) for at, one in cost.items())
    return passed + sum(cost[at] * holes[at] for at in used_of(found, holes))


def filled(plan: Plan, limit: Limit, more: float) -> float:
    """By how much a limit that is passed must grow in the inputs: its hole first."""
    return more + hole(plan, limit.family, limit.index)
