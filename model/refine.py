"""This file is about the last digits: a vertex recomputed from its basis in longer arithmetic.

Two runs that end in one vertex by different ways differ in its last digits, and a table rounds
the wrong way once in a while. Iterative refinement (residuals in extended precision, corrections
by the solver's own factors; Wilkinson 1963) leaves the same doubles on both.
"""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from .arrays import Floats
from .errors import SolveError
from .scale import Scaled

ROUNDS = 2
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
    columns = np.array(checked(solver.getBasicVariables(), "its basic variables"))
    for _ in range(ROUNDS):
        missing = np.where(tight, side - activity(scaled, longer), 0)
        # HiGHS takes what is below 1e-14 for zero: it solves for the residual magnified.
        power = np.ldexp(1.0, -int(np.frexp(np.abs(missing).max(initial=0) or 1)[1]))
        magnified = (missing * power).astype(np.float64)
        correction = np.array(checked(solver.getBasisSolve(magnified), "a correction"))
        longer[columns[columns >= 0]] += correction[columns >= 0] / np.longdouble(power)
    return longer.astype(np.float64)


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
