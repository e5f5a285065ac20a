"""This file is about finding alternatives: one program around the plan, solved for each favour.

Those that need none before them are solved at the same time; each hop then turns away from all
plans before it (modelling to generate alternatives: hop, skip and jump).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ..aside import all_in_threads
from ..highs import Point, Solver
from ..method import Method
from ..results.answer import Answer
from ..scale import Scaled, scale
from ..stages import COST
from .alternative import Alternative, the_plan, verified
from .around import around, plan_in
from .favours import HOPS, Favour, favours, hop, ledger_of

METHODS = (Method.INTERIOR, Method.DUAL)
"""Interior point takes 4 s of processor time for every favour on the baseline; primal simplex from
the plan 0.5 to 6 s, dual simplex up to 40 s."""

THEN = (Method.PRIMAL, Method.INTERIOR, Method.DUAL)
"""The cheapest of equally good plans is some pivots away."""


def alternatives(
    answer: Answer, within: float, seed: int = 0, threads: int = 1
) -> tuple[Alternative, ...]:
    """The plan, and the plans around it that differ most from it, each verified.

    Args:
        within: the share by which an alternative may cost more than the least.
        seed, threads: for the solver.

    Raises:
        SolveError: the solver failed.
        VerificationError: an alternative did not pass its verification.
    """
    program = around(answer, within)
    scaled, ledger, planned = scale(program), ledger_of(answer, program), plan_in(answer, program)
    found = [the_plan(answer)]
    plans = [planned]

    def add(wanted: Sequence[Favour]) -> None:
        for favour, points in zip(wanted, solved(scaled, wanted, seed, threads), strict=True):
            plans.append(points[-1].x)
            found.append(verified(answer, program, favour, points, planned, within))

    add(tuple(favours(answer, program, ledger)))
    for name in HOPS:
        add((hop(name, ledger, plans),))
    return tuple(found)


def solved(
    scaled: Scaled, wanted: Sequence[Favour], seed: int, threads: int
) -> list[tuple[Point, Point]]:
    """The vertex at which each favour is least, and the cheapest one of those."""
    solvers = [Solver(scaled, seed, threads) for _ in wanted]
    return all_in_threads(
        [partial(least, solver, one) for solver, one in zip(solvers, wanted, strict=True)]
    )


def least(solver: Solver, favour: Favour) -> tuple[Point, Point]:
    """The vertex at which a favour is least; and the cheapest of those, to the last digit."""
    first = solver.minimise(favour.cost, *METHODS)
    solver.hold_face()
    cheapest = solver.minimise(solver.scaled.program.costs[COST], *THEN)
    return first, solver.settle(cheapest)
