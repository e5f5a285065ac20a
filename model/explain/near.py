"""This file is about plans that cost nearly the same: what the least and the most of a sum is among
the plans of least shortfall that cost at most a little more than the cheapest.

Within 0 % it is a question about the optimal face of the stage of least cost, asked from the
cheapest plan. Else a row holds the cost, and nothing else is tight that was not: primal simplex
goes on from the answer within 0 %. Where that row is not tight in the end, more money brings no
more. Every answer is a plan, and is held against the program before it is believed.

Alternatives ask one larger question (`nearby/around.py` makes a program for it, with each ally's
share, and solves it afresh); here many small ones are asked, and the stage is kept at its basis.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from queue import SimpleQueue

import highspy
import numpy as np

from ..arrays import Floats, inner
from ..aside import all_in_threads, cores
from ..deadline import NEVER, Deadline
from ..errors import SolveError
from ..highs import BASIC, OPTIMAL, Solver
from ..results.answer import Answer
from ..scale import BILLION, Scaled, scale
from ..stages import COST, SHORTFALL, Solution
from .again import basis_of, stage_again
from .ranges import SPENDING, UNITS, WITHIN, Range
from .reason import NOTHING

TRUE = 1e-6
"""By how much a plan may break a row or a bound, in the units of the scaled program."""

LOOSE = {
    "primal_feasibility_tolerance": 1e-7,
    "dual_feasibility_tolerance": 1e-7,
    "primal_simplex_bound_perturbation_multiplier": 0.0,  # a seventh of the time on the baseline
}
WAYS: tuple[Mapping[str, int | float | str], ...] = (
    {"simplex_strategy": 4, "simplex_iteration_limit": 50_000, "presolve": "off"},
    {
        "simplex_strategy": 1,
        "simplex_iteration_limit": 200_000,
        "presolve": "on",
        "dual_simplex_cost_perturbation_multiplier": 3_000.0,
    },
)
"""Primal simplex from a plan; where it does not end, dual simplex afresh."""


TOP = 50
"""How many numbers are headlines: those with the most money behind them."""


def find_ranges(answer: Answer, deadline: Deadline = NEVER) -> tuple[Range, ...]:
    """How far each headline may move, the one with the most money first.

    Solved side by side, on as many threads as there are cores; what is asked about a number begins
    from the cheapest plan, so that no range depends on another.

    Raises:
        OutOfTimeError: the deadline has passed.
        SolveError: HiGHS could not say how far a number may move.
    """
    scaled, ready = scale(answer.solution.program), SimpleQueue[Near]()
    for _ in range(cores()):
        ready.put(Near(answer.solution, scaled, deadline))

    def asked(headline: Headline) -> Range:
        near = ready.get()
        try:
            return range_of(near, headline)
        finally:
            ready.put(near)

    return tuple(all_in_threads([partial(asked, one) for one in headlines(answer)[:TOP]]))


@dataclass(frozen=True)
class Headline:
    """A number to be looked at: a sum over columns of the program, in their units."""

    kind: str
    place: int
    weights: Floats
    planned: float
    money: float


def headlines(answer: Answer) -> list[Headline]:
    """Units of each system and spending of each ally, without the United States; those that are
    not 0, by the money behind them."""
    plan, x = answer.plan, answer.solution.x
    allies = set(np.array(plan.countries)[~plan.us].tolist())
    sums = {UNITS: (plan.systems, plan.base_price), SPENDING: (plan.countries, np.ones(len(x)))}
    found = []
    for kind, (codes, price) in sums.items():
        for place, code in enumerate(codes):
            weights = summed(answer.solution, kind, code, allies)
            planned = inner(weights, x)
            found.append(Headline(kind, place, weights, planned, planned * float(price[place])))
    there = [one for one in found if one.money > 0]
    return sorted(there, key=lambda one: (-one.money, one.kind, one.place))


def summed(solution: Solution, kind: str, code: str, allies: Collection[str]) -> Floats:
    """1 for each column that a headline counts, else 0."""
    names, at = (("order",), 1) if kind == UNITS else (("payments", "running"), 0)
    weights = np.zeros(solution.program.shape[1])
    for span in solution.program.columns:
        if span.name in names:
            counted = [index[at] == code and index[0] in allies for index in span.indices]
            weights[span.start : span.stop] = counted
    return weights


def range_of(near: Near, headline: Headline) -> Range:
    """The range of a headline: a larger share of the cost allows whatever a smaller one does."""
    weights = headline.weights
    lows = list(down_to_nothing(inner(weights, plan) for plan in near.extremes(weights)))
    lows += lows[-1:] * (len(WITHIN) - len(lows))
    highs = [inner(weights, plan) for plan in near.extremes(-weights)]
    low = np.minimum.accumulate(np.minimum(lows, headline.planned))
    high = np.maximum.accumulate(np.maximum(highs, headline.planned))
    ends = tuple(zip(low.tolist(), high.tolist(), strict=True))
    return Range(headline.kind, headline.place, headline.planned, headline.money, ends)


def down_to_nothing(sums: Iterable[float]) -> Iterator[float]:
    """Sums of what is never below 0, until one is 0 but for rounding: there the next question need
    not be asked."""
    for found in sums:
        if found <= NOTHING:
            yield 0.0
            return
        yield found


class Near:
    """The plans of least shortfall near the cheapest, ready for questions.

    Attributes:
        least: cost of the cheapest, MUSD. columns: how many columns the stages so far have.
    """

    def __init__(self, solution: Solution, scaled: Scaled, deadline: Deadline = NEVER) -> None:
        self.deadline = deadline
        self.solution, self.scaled = solution, replace(scaled, program=solution.program)
        self.cost = solution.program.costs[COST]
        self.least = solution.stage(COST).least
        self.face, self.row = (stage_again(solution, scaled, COST) for _ in range(2))
        self.columns = self.face.columns
        Solver.checked(deadline.run(self.face.solver), "the stage of least cost")
        self.face.hold_face()
        self.cheapest = basis_of(solution, solution.stage(COST))
        self.add_row()
        for solver in (self.face, self.row):
            solver.set(**LOOSE)

    def add_row(self) -> None:
        """Hold the cost by a row; it is not tight at the cheapest plan."""
        priced = np.flatnonzero(self.cost[: self.columns]).astype(np.int32)
        entries = (self.cost * self.scaled.column / BILLION)[priced]
        added = self.row.solver.addRow(-np.inf, np.inf, len(priced), priced, entries)
        Solver.checked(added, "the row of the cost")

    def extremes(self, weights: Floats) -> Iterator[Floats]:
        """The plan with the least of a sum within each share of WITHIN; all columns of the program,
        those of later stages 0.

        Args:
            weights: of each column, in its units.

        Raises:
            SolveError: HiGHS found none, or one that breaks the program.
        """
        cost = (weights * self.scaled.column)[: self.columns]
        cost = cost / (np.abs(cost).max(initial=0.0) or 1.0)
        positions = np.arange(self.columns, dtype=np.int32)
        for solver in (self.face, self.row):
            changed = solver.solver.changeColsCost(self.columns, positions, cost)
            Solver.checked(changed, "a sum")
        plan = self.believed(self.solved(self.face, self.cheapest), WITHIN[0])
        yield plan
        start, tight = beside_basic_row(self.face.solver.getBasis()), True
        for within in WITHIN[1:]:
            if tight:
                most = self.least * (1 + within) / BILLION
                held = self.row.solver.changeRowBounds(self.row.rows, -np.inf, most)
                Solver.checked(held, "the row of the cost")
                plan = self.believed(self.solved(self.row, start), within)
                tight = self.row.solver.getBasis().row_status[-1] != BASIC
            yield plan

    def solved(self, solver: Solver, start: highspy.HighsBasis) -> Floats:
        """The columns that HiGHS ends with from a basis, in the units of the program."""
        highs = solver.solver
        Solver.checked(highs.setBasis(start), "a basis")
        for way in WAYS:
            solver.set(**way)
            self.deadline.run(highs)
            if highs.getModelStatus() == OPTIMAL:
                return np.array(highs.getSolution().col_value) * self.scaled.column[: self.columns]
            Solver.checked(highs.clearSolver(), "a fresh start")
        raise SolveError("HiGHS could not say how far a number may move")

    def believed(self, x: Floats, within: float) -> Floats:
        """A plan that holds every row and bound of stages 1 and 2, and costs and misses no more.

        Raises:
            SolveError: it does not.
        """
        program, rows = self.scaled.program, self.row.rows
        plan = np.pad(x, (0, program.shape[1] - len(x)))
        held = self.scaled.row * program.times(plan)
        low, high = (self.scaled.row * side for side in (program.row_low, program.row_high))
        broken = np.maximum(low - held, held - high)[:rows].max(initial=0.0)
        sides = np.maximum(program.low - plan, plan - program.high) / self.scaled.column
        broken = max(broken, sides[: len(x)].max(initial=0.0))
        missed = inner(program.costs[SHORTFALL], plan)
        allowed = self.solution.stage(SHORTFALL).least * (1 + program.tolerance)
        dear = inner(self.cost, plan) - self.least * (1 + within)
        if broken > TRUE or missed > allowed + slack(allowed) or dear > slack(self.least):
            raise SolveError("a plan near the cheapest does not hold the program")
        return plan


def beside_basic_row(basis: highspy.HighsBasis) -> highspy.HighsBasis:
    """A basis for one row more, which is not tight."""
    found = highspy.HighsBasis()
    found.col_status, found.row_status = basis.col_status, [*basis.row_status, BASIC]
    found.valid = True
    return found


def slack(amount: float) -> float:
    """What rounding may add to an amount, MUSD."""
    return TRUE * max(1.0, abs(amount))
