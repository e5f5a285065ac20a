"""This file is about the bench: one block in HiGHS, asked many questions, each from the last basis.

Every question is a linear program over the same rows, in which no target is missed by more than in
the plan. Each row that a lift opens has a column of its own, by how much its limit is passed: it is
0 unless the lift is open.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

import highspy
import numpy as np

from ..arrays import Floats
from ..deadline import NEVER, Deadline
from ..errors import SolveError
from ..highs import OPTIMAL, Solver
from ..scale import BILLION
from ..silence import silenced
from .block import Block, Limit
from .lifts import Lift

SHORT = ("shortfall", "pool_shortfall")
"""The variables that say what is missing."""

OPTIONS: Mapping[str, bool | int | float | str] = MappingProxyType({
    "output_flag": False,
    "threads": 1,
    "presolve": "off",
    "simplex_scale_strategy": 0,  # the program is scaled already
    "primal_simplex_bound_perturbation_multiplier": 0.0,  # a third of the time on the baseline
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
})  # fmt: skip

BINDS = 1e-9
"""Reduced costs up to this size count as zero; it is the tolerance of duals."""

WAYS = (
    {"simplex_strategy": 4, "simplex_iteration_limit": 20_000},
    {"simplex_strategy": 1, "simplex_iteration_limit": 200_000},
)
"""Primal simplex from the last basis, which most questions leave feasible; else dual, afresh."""


class Bench:
    """A block, ready for questions; columns are told by their position, limits after the rest."""

    def __init__(self, block: Block, deadline: Deadline = NEVER) -> None:
        self.block, self.deadline = block, deadline
        count = len(block.planned)
        passed = [1 / block.row[limit.row] for limit in block.limits]
        self.unit = np.concatenate([block.column, passed])
        self.high = np.concatenate([np.full(count, np.inf), np.zeros(len(passed))])
        for _, at in block.columns_of(*SHORT):
            self.high[at] = block.planned[at]
        self.limits = dict(enumerate(block.limits, start=count))
        self.positions = np.arange(len(self.unit), dtype=np.int32)
        with silenced():
            self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        highspy.Highs.resetGlobalScheduler(True)
        for name, value in OPTIONS.items():
            Solver.checked(self.solver.setOptionValue(name, value), f"option {name}")
        Solver.checked(self.solver.passModel(self.model()), "a block")

    def model(self) -> highspy.HighsLp:
        """The block, with a column for each limit, all of them closed."""
        block, rows = self.block, len(self.block.row_low)
        opened = np.array([limit.row for limit in block.limits], dtype=np.int64)
        side = np.where(np.isfinite(block.row_high[opened]), -1.0, 1.0)
        row = np.concatenate([np.repeat(np.arange(rows), np.diff(block.start)), opened])
        order = np.argsort(row, kind="stable")
        lp = highspy.HighsLp()
        lp.num_row_, lp.num_col_ = rows, len(self.unit)
        lp.col_cost_ = lp.col_lower_ = np.zeros(len(self.unit))
        lp.col_upper_ = self.high
        lp.row_lower_, lp.row_upper_ = block.row_low, block.row_high
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.searchsorted(row[order], np.arange(rows + 1))
        lp.a_matrix_.index_ = np.concatenate([block.index, [*self.limits]])[order]
        lp.a_matrix_.value_ = np.concatenate([block.data, side])[order]
        return lp

    def opened(self, lifts: Collection[Lift], capabilities: Collection[str]) -> dict[int, Limit]:
        """The limits that lifts open, by the columns that say by how much they are passed: those
        that limit one of these capabilities, and those that limit all of them."""
        return {
            at: limit
            for at, limit in self.limits.items()
            if limit.lift in lifts and (not limit.capability or limit.capability in capabilities)
        }

    def least(
        self,
        cost: Mapping[int, float],
        opened: Collection[int] = (),
        at_most: Mapping[int, float] = MappingProxyType({}),
    ) -> Floats:
        """What minimises a sum over columns, in the units of each column (money in MUSD).

        Args:
            cost: MUSD per unit. opened: the columns of limits that may be passed.
            at_most: further upper bounds.

        Raises:
            OutOfTimeError: the deadline has passed.
            SolveError: HiGHS found none; what is asked for must be possible.
        """
        high, costs = self.high.copy(), np.zeros(len(self.unit))
        high[list(opened)] = np.inf
        for at, bound in at_most.items():
            high[at] = bound / self.unit[at]
        for at, price in cost.items():
            costs[at] = price * self.unit[at] / BILLION
        change = self.solver.changeColsBounds
        ended = change(len(high), self.positions, np.zeros(len(high)), high)
        Solver.checked(ended, "column bounds")
        Solver.checked(self.solver.changeColsCost(len(high), self.positions, costs), "costs")
        self.run()
        found: Floats = np.array(self.solver.getSolution().col_value) * self.unit
        return found

    def hold(self, cost: Mapping[int, float], most: float) -> None:
        """From now on keep a sum over columns, MUSD, at what it has come down to."""
        at = np.array([*cost], dtype=np.int32)
        weight = np.array([*cost.values()]) * self.unit[at] / BILLION
        most = most * (1 + BINDS) / BILLION + BINDS
        Solver.checked(self.solver.addRow(-np.inf, most, len(at), at, weight), "one row more")

    def binding(self, limits: Collection[int]) -> set[int]:
        """Those of some closed limits whose opening would lower the last sum, as their reduced
        costs have it: with all others open the sum stays what it is."""
        cost = self.solver.getSolution().col_dual
        return {at for at in limits if cost[at] < -BINDS}

    def run(self) -> None:
        """Solve what is asked, one way or the other."""
        for way in WAYS:
            for name, value in way.items():
                Solver.checked(self.solver.setOptionValue(name, value), f"option {name}")
            self.deadline.run(self.solver)
            if self.solver.getModelStatus() == OPTIMAL:
                return
            Solver.checked(self.solver.clearSolver(), "a fresh start")
        raise SolveError("HiGHS could not say whether a missed target can be cured")
