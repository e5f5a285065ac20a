"""This file is about the outcome: what the orders of a solution mean, year by year.

It is worked out from the orders alone, by the definitions of model.md, not read from the rows of
the linear program; so what is reported can be held against what was solved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .arrays import Floats
from .certify import LIMIT
from .errors import VerificationError
from .instalments import instalments
from .plan import Plan
from .stages import Solution


@dataclass(frozen=True)
class Outcome:
    """Arrays over C allies, S systems, K capabilities, Y years from the base year on.

    Attributes:
        ordered, delivered, fleet: units, (C, S, Y); fleet is usable and alive.
        payments: MUSD falling due, (C, S, Y). running: MUSD of upkeep, (C, Y).
        bought, held: capability units, (C, K, Y); held has what was given.
        shortfall: capability units, (C, K, Y). pool_shortfall: (K, Y).
    """

    ordered: Floats
    delivered: Floats
    fleet: Floats
    payments: Floats
    running: Floats
    bought: Floats
    held: Floats
    shortfall: Floats
    pool_shortfall: Floats


def work_out(plan: Plan, solution: Solution) -> Outcome:
    """Follow every order through its four dates."""
    ordered = orders(plan, solution)
    delivered, fleet, payments = (np.zeros_like(ordered) for _ in range(3))
    years = len(plan.all_years)
    for j in range(len(plan.systems)):
        lead, usable = int(plan.lead[j]), int(plan.usable[j])
        end = lead + int(plan.life[j])
        for y in range(years):
            delivered[:, j, y + lead : y + lead + 1] += ordered[:, j, y : y + 1]
            fleet[:, j, y + usable : max(y + usable, y + end)] += ordered[:, j, y : y + 1]
        for wait, share in enumerate(instalments(plan.advance[j], lead).tolist()):
            due = ordered[:, j] * plan.price[j] * share
            payments[:, j, wait:] += due[:, : max(0, years - wait)]
    bought = np.zeros((len(plan.countries), len(plan.capabilities), years))
    for k, served in enumerate(plan.systems_of):
        bought[:, k] = np.einsum("s,csy->cy", plan.effect[served], fleet[:, served])
    return Outcome(
        ordered=ordered,
        delivered=delivered,
        fleet=fleet,
        payments=payments,
        running=np.einsum("s,csy->cy", plan.upkeep, fleet),
        bought=bought,
        held=plan.given + bought,
        shortfall=shortfall(plan, solution),
        pool_shortfall=pool_shortfall(plan, solution),
    )


def agree(plan: Plan, solution: Solution, outcome: Outcome) -> None:
    """Hold what is reported against what was solved: payments, upkeep and what is bought.

    Raises:
        VerificationError: an order means something else in the tables than in the program.
    """
    country, capability = places(plan.countries), places(plan.capabilities)
    reported: dict[str, Callable[..., float]] = {
        "payments": lambda c, t: outcome.payments[country[c], :, plan.at(t)].sum(),
        "running": lambda c, t: outcome.running[country[c], plan.at(t)],
        "bought": lambda c, k, t: outcome.bought[country[c], capability[k], plan.at(t)],
    }
    for variable, amount in reported.items():
        for index, solved in solution.values(variable).items():
            found = float(amount(*index))
            if not abs(found - solved) <= LIMIT * max(1.0, abs(solved)):
                raise VerificationError(
                    f"the tables would say {found!r} where the solution says {solved!r} "
                    f"({variable}[{','.join(map(str, index))}]). Nothing was written"
                )


def orders(plan: Plan, solution: Solution) -> Floats:
    """The orders of a solution, units, (C, S, Y)."""
    country, system = places(plan.countries), places(plan.systems)
    ordered = np.zeros((len(plan.countries), len(plan.systems), len(plan.all_years)))
    for (c, s, t), units in solution.values("order").items():
        ordered[country[str(c)], system[str(s)], plan.at(int(t))] = units
    return ordered


def shortfall(plan: Plan, solution: Solution) -> Floats:
    """What each ally lacks at its milestones, capability units, (C, K, Y)."""
    country, capability = places(plan.countries), places(plan.capabilities)
    missing = np.zeros_like(plan.target)
    for (c, k, t), units in solution.values("shortfall").items():
        missing[country[str(c)], capability[str(k)], plan.at(int(t))] = units
    return missing


def pool_shortfall(plan: Plan, solution: Solution) -> Floats:
    """What the pool lacks at its milestones, capability units, (K, Y)."""
    capability = places(plan.capabilities)
    missing = np.zeros(plan.target.shape[1:])
    for (k, t), units in solution.values("pool_shortfall").items():
        missing[capability[str(k)], plan.at(int(t))] = units
    return missing


def places(codes: tuple[str, ...]) -> dict[str, int]:
    """Where each code stands."""
    return {code: position for position, code in enumerate(codes)}
