"""This file is about the last digits: a vertex and its duals recomputed from their basis.

Two runs that end in one vertex by different ways differ in its last digits, and a table rounds
the wrong way once in a while. Iterative refinement (residuals in longer arithmetic, corrections
by the solver's own factors; Wilkinson 1963) leaves the same doubles on both. Duals get twice the
digits of a float, as what is proven of one stage weighs thousandfold in the proof of the next.
"""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from .arrays import Floats, Ints
from .errors import SolveError
from .exact import ExactMatrix, float_limbs, padded, rounded, whole
from .scale import BILLION, Scaled

ROUNDS = 2
DUAL_GRID = 128
"""Duals are counted in steps of 2^-128 MUSD per unit: far finer than a float of their size."""

BASIC = highspy.HighsBasisStatus.kBasic
UPPER = highspy.HighsBasisStatus.kUpper


def refined(solver: Any, scaled: Scaled, x: Floats) -> Floats:
    """The scaled columns of the vertex that the solver's basis describes.

    Args:
        solver: a highspy.Highs that holds the whole program, solved; its stubs lack the basis.
        x: the columns as the solver has them.

    Raises:
        SolveError: the solver does not give its factors away.
    """
    lp, basis = solver.getLp(), solver.getBasis()
    held = np.array([status != BASIC for status in basis.col_status])
    tight = np.array([status != BASIC for status in basis.row_status])
    side = at_bound(basis.row_status, lp.row_lower_, lp.row_upper_)
    start = np.where(held, at_bound(basis.col_status, lp.col_lower_, lp.col_upper_), x)
    longer = start.astype(np.longdouble)
    columns = basic_variables(solver)
    for _ in range(ROUNDS):
        missing = np.where(tight, side - activity(scaled, longer), 0)
        power = magnifier(missing)
        magnified = (missing * power).astype(np.float64)
        correction = np.array(checked(solver.getBasisSolve(magnified), "a correction"))
        longer[columns[columns >= 0]] += correction[columns >= 0] / np.longdouble(power)
    return longer.astype(np.float64)


def finer_duals(
    solver: Any, scaled: Scaled, exact: ExactMatrix, cost: Floats, dual: Floats
) -> tuple[Floats, Floats]:
    """The row duals of a stage as its basis has them, MUSD per unit: a float, and what it lacks.

    Args:
        solver: a highspy.Highs that holds the rows and columns of the stage, solved.
        exact: the matrix of the whole program, in its own units.
        cost, dual: the objective of the stage and its duals as the solver has them, MUSD per unit.

    Raises:
        SolveError: the solver does not give its factors away.
    """
    basic = basic_variables(solver)
    chosen = basic >= 0
    columns, grid = basic[chosen], DUAL_GRID + exact.grid
    loose = -1 - basic[~chosen]
    dual = dual.copy()
    dual[loose] = 0.0  # of a row that is not tight
    missing = whole(cost[columns], grid)
    missing -= exact.transposed_times(float_limbs(padded(dual, exact.shape[0]), DUAL_GRID), columns)
    reduced = np.zeros(len(basic))
    reduced[chosen] = rounded(missing, grid) * scaled.column[columns] / BILLION
    power = magnifier(reduced)
    found = checked(solver.getBasisTransposeSolve(reduced * power), "a correction of its duals")
    rest = found / power * scaled.row[: len(dual)] * BILLION
    rest[loose] = 0.0
    return sum_of_two(dual, rest)


def sum_of_two(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """a + b, rounded, and what the rounding took (Knuth's two-sum)."""
    total = a + b
    of_b = total - a
    return total, (a - (total - of_b)) + (b - of_b)


def basic_variables(solver: Any) -> Ints:
    """What is in the basis: columns, and -1 - row of each row that is not tight."""
    return np.array(checked(solver.getBasicVariables(), "its basic variables"), dtype=np.int64)


def magnifier(values: Floats) -> float:
    """The power of two that brings the largest value near 1: HiGHS takes what is below 1e-14 for
    zero, so it solves for a residual magnified."""
    return float(np.ldexp(1.0, -int(np.frexp(np.abs(values).max(initial=0) or 1)[1])))


def at_bound(status: list[highspy.HighsBasisStatus], low: list[float], high: list[float]) -> Floats:
    """The bound that each nonbasic member lies at; 0 where it has none."""
    upper = np.array([state == UPPER for state in status])
    bound = np.where(upper, np.array(high), np.array(low))
    return np.where(np.isfinite(bound), bound, 0.0)


def activity(scaled: Scaled, x: NDArray[np.longdouble]) -> NDArray[np.longdouble]:
    """A x for scaled columns in the longest floats the machine has, shape (rows,)."""
    program = scaled.program
    terms = scaled.data * x[program.index]
    total = np.zeros(program.shape[0], dtype=np.longdouble)
    filled = np.flatnonzero(np.diff(program.start))
    if len(filled):
        total[filled] = np.add.reduceat(terms, program.start[filled])
    return total


def checked(answer: tuple[highspy.HighsStatus, NDArray[np.float64]], what: str) -> Floats:
    """What HiGHS gave, unless it said that it could not."""
    status, values = answer[:2]
    if status != highspy.HighsStatus.kOk:
        raise SolveError(f"HiGHS did not give {what}")
    return values
