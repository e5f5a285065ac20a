"""This file is about a solved stage whose right-hand sides move: what it then can reach at best."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from ..arrays import Floats, Ints
from ..deadline import NEVER, Deadline
from ..errors import SolveError
from ..highs import OPTIMAL, Solver, Status
from ..scale import BILLION, Scaled
from ..stages import Solution
from .again import basis_of, stage_again

Options = Mapping[str, bool | int | float | str]

WAYS: tuple[Options, ...] = (
    MappingProxyType({
        # Perturbed costs lead away from an optimum that is near: a hundred times the pivots.
        "dual_simplex_cost_perturbation_multiplier": 0.0,
        "simplex_iteration_limit": 5_000,
        "presolve": "off",
    }),
    MappingProxyType({
        "dual_simplex_cost_perturbation_multiplier": 3_000.0,
        "simplex_iteration_limit": 200_000,
        "presolve": "on",
    }),
)  # fmt: skip
"""From the optimal basis by dual simplex, which a change of right-hand sides leaves feasible; where
that takes long, afresh."""


class Moved:
    """A stage in HiGHS, asked for its optimum at other right-hand sides, each from the solved one.

    In stage 2 a row may be relaxed only where the dual of stage 1 is 0 on it: then the plans that
    are best in stage 1 stay those of its face.
    """

    def __init__(
        self, solution: Solution, scaled: Scaled, name: str, deadline: Deadline = NEVER
    ) -> None:
        self.deadline = deadline
        self.stage, self.scaled = solution.stage(name), scaled
        self.dual = self.stage.point.row_dual
        self.solver = stage_again(solution, scaled, name)
        self.basis = basis_of(solution, self.stage)
        self.start = self.run()
        if self.start is None:
            raise SolveError("HiGHS does not find a stage again that it has solved")

    def gain(self, rows: Ints, moves: Floats) -> float | None:
        """By how much the objective falls once right-hand sides move, MUSD; None where no plan is
        left.

        Args:
            rows: the rows that move. moves: by how much, in the units of each.
        """
        self.bound(rows, moves)
        found = self.run()
        self.bound(rows, np.zeros(len(rows)))
        Solver.checked(self.solver.solver.setBasis(self.basis), "a basis")
        return None if found is None or self.start is None else self.start - found

    def bound(self, rows: Ints, moves: Floats) -> None:
        """Put the sides of rows where they were in the stage, and so much further."""
        point, row = self.stage.point, self.scaled.row[rows]
        low, high = (side[rows] + moves for side in (point.row_low, point.row_high))
        self.solver.bound_rows(rows, low * row, high * row)

    def run(self) -> float | None:
        """The optimum, MUSD; None where there is no plan."""
        highs = self.solver.solver
        for options in WAYS:
            self.solver.set(**options)
            self.deadline.run(highs)
            status = highs.getModelStatus()
            if status == OPTIMAL:
                return float(highs.getInfo().objective_function_value) * BILLION
            if status == Status.kInfeasible:
                return None
            Solver.checked(highs.clearSolver(), "a fresh start")
        raise SolveError("HiGHS could not say what one more would be worth")
