"""This file is about trying an entry price: a stage once more, with an order at another price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..deadline import NEVER, Deadline
from ..errors import SolveError
from ..highs import OPTIMAL
from ..results.answer import Answer
from ..scale import BILLION, Scaled, scale
from ..stages import COST, SHORTFALL
from .again import basis_of, stage_again
from .moved import WAYS
from .reason import Reason, Why
from .reasons import PRICED, orders_of, reasons

SHOWN = 5
"""How many of those that are dearer are tried: where most money goes to what is bought instead."""

BELOW = (0.999, 0.99, 0.9, 0.5)
"""Shares of the entry price that are tried, until one of them lets the order enter."""

FALLEN = 1e-6
"""MUSD by which an objective must fall for an order to have entered."""


class Priced:
    """A solved stage in HiGHS in which one ally may order a system at another price."""

    def __init__(
        self, answer: Answer, scaled: Scaled, stage: str, deadline: Deadline = NEVER
    ) -> None:
        self.answer, self.scaled, self.deadline = answer, scaled, deadline
        self.solver = stage_again(answer.solution, scaled, stage)
        self.basis = basis_of(answer.solution, answer.solution.stage(stage))
        self.start = self.run()

    def fall(self, reason: Reason, share: float) -> float:
        """By how much the objective falls once the order costs that share of its price, MUSD."""
        entries = self.entries(reason)
        self.put(entries, share)
        found = self.run()
        self.put(entries, 1.0)
        self.solver.checked(self.solver.solver.setBasis(self.basis), "a basis")
        return self.start - found

    def entries(self, reason: Reason) -> list[int]:
        """Where the price stands: the entries of these orders in rows that are about money."""
        plan, program = self.answer.plan, self.answer.solution.program
        span = orders_of(program)
        named = plan.countries[reason.country], plan.systems[reason.system]
        mine = [at for at, (c, s, _) in enumerate(span.indices, span.start) if (c, s) == named]
        told = np.zeros(program.shape[0], dtype=bool)
        for rows in program.rows:
            told[rows.start : rows.stop] = rows.name in PRICED
        chosen = np.isin(program.index, mine) & told[program.row_of_entry]
        return np.flatnonzero(chosen).tolist()

    def put(self, entries: Sequence[int], share: float) -> None:
        """Set these entries to a share of what they are."""
        program, change = self.scaled.program, self.solver.solver.changeCoeff
        for at in entries:
            row, column = int(program.row_of_entry[at]), int(program.index[at])
            ended = change(row, column, float(self.scaled.data[at]) * share)
            self.solver.checked(ended, "another price")

    def run(self) -> float:
        """The optimum, MUSD; from the last basis by primal simplex, which it leaves feasible.

        Raises:
            SolveError: HiGHS found none.
        """
        highs = self.solver.solver
        for options in ({**WAYS[0], "simplex_strategy": 4}, {**WAYS[1], "simplex_strategy": 1}):
            self.solver.set(**options)
            self.deadline.run(highs)
            if highs.getModelStatus() == OPTIMAL:
                return float(highs.getInfo().objective_function_value) * BILLION
            self.solver.checked(highs.clearSolver(), "a fresh start")
        raise SolveError("HiGHS could not say what another price would do")


def with_reasons(answer: Answer, deadline: Deadline = NEVER) -> Answer:
    """An answer with the reason for each ally and system; the largest of those that are dearer are
    tried."""
    deadline.check()
    found = list(reasons(answer))
    scaled = scale(answer.solution.program)
    chosen = largest(answer, found)
    stages = {found[at].stage for at in chosen}
    priced = {
        name: Priced(answer, scaled, name, deadline) for name in (SHORTFALL, COST) if name in stages
    }
    for at in chosen:
        found[at] = replace(found[at], tried=tried(priced[found[at].stage], found[at]))
    return replace(answer, reasons=tuple(found))


def largest(answer: Answer, found: Sequence[Reason]) -> list[int]:
    """The places of those that are dearer where most money goes to the rival, one a rival; the
    United States aside."""
    plan = answer.plan
    units = {(one.country, one.system): one.units for one in found}
    best: dict[int, tuple[float, int]] = {}
    for at, one in enumerate(found):
        dearer = one.reason in (Why.DEARER, Why.BUDGET) and one.entry is not None
        if dearer and one.rival >= 0 and not plan.us[one.country]:
            money = units.get((one.country, one.rival), 0.0) * float(plan.base_price[one.rival])
            best[one.rival] = max(best.get(one.rival, (0.0, at)), (money, at))
    return [at for _, at in sorted(best.values(), reverse=True)[:SHOWN]]


def tried(priced: Priced, reason: Reason) -> float | None:
    """The highest share of its price at which solving again orders it; None where none did."""
    entry = reason.entry or 0.0
    return next(
        (entry * part for part in BELOW if priced.fall(reason, entry * part) > FALLEN), None
    )
