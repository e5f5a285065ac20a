"""This file is about a stage in HiGHS once more, at the vertex where it ended: what a change of
its limits, prices or objective would do is then a matter of some pivots."""

from __future__ import annotations

from dataclasses import replace

import highspy
import numpy as np

from ..arrays import Flags, Floats
from ..highs import BASIC, LOWER, UPPER, Solver
from ..scale import BILLION, Scaled
from ..stages import Solution, Stage


def stage_again(solution: Solution, scaled: Scaled, name: str) -> Solver:
    """A solver that holds the program with the objective and the bounds of a stage of those before
    the late rows come in (least shortfall, least cost), and is at its optimal basis.

    Args:
        scaled: the factors of the program that was solved.

    Raises:
        SolveError: HiGHS does not take what it has given.
    """
    solver = Solver(replace(scaled, program=solution.program))
    stage, columns, rows = solution.stage(name), solver.columns, solver.rows
    point, column, row = stage.point, scaled.column[: solver.columns], scaled.row[: solver.rows]
    solver.bound_columns(point.low / column, point.high / column)
    solver.bound_rows(np.arange(rows), point.row_low * row, point.row_high * row)
    cost = solution.program.costs[name][:columns] * column / BILLION
    positions = np.arange(columns, dtype=np.int32)
    solver.checked(solver.solver.changeColsCost(columns, positions, cost), "costs")
    solver.checked(solver.solver.setBasis(basis_of(solution, stage)), "a basis")
    # Presolve would throw the basis away.
    solver.set(presolve="off", solver="simplex", simplex_strategy=1)
    return solver


def basis_of(solution: Solution, stage: Stage) -> highspy.HighsBasis:
    """The basis with which a stage ended, each other column and row at the bound next to it."""
    point, program = stage.point, solution.program
    columns, rows = len(point.x), len(point.row_dual)
    basic = np.zeros(columns, dtype=bool), np.zeros(rows, dtype=bool)
    basic[0][point.basic[point.basic >= 0]] = True
    basic[1][-1 - point.basic[point.basic < 0]] = True
    whole = program.times(np.pad(point.x, (0, program.shape[1] - columns)))[:rows]
    basis = highspy.HighsBasis()
    basis.col_status = statuses(basic[0], point.x, point.low, point.high)
    basis.row_status = statuses(basic[1], whole, point.row_low, point.row_high)
    basis.valid = True
    return basis


def statuses(
    basic: Flags, value: Floats, low: Floats, high: Floats
) -> list[highspy.HighsBasisStatus]:
    """What HiGHS calls each column or row: in the basis, or at its lower or upper bound."""
    above = np.abs(high - value) < np.abs(value - low)
    return [
        BASIC if inside else UPPER if upper else LOWER
        for inside, upper in zip(basic.tolist(), above.tolist(), strict=True)
    ]
