"""This file is about trust: what the program checks of an answer before it prints it.

Everything is recomputed from the uncompiled arrays of the linear program, in its own units
(MUSD and units of equipment); no word of the solver is used but the vertex and the duals.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .arrays import Floats, inner
from .compile import LinearProgram
from .errors import VerificationError
from .highs import Point
from .stages import SHORTFALL, Solution, Stage

LIMIT = 1e-6
"""The largest relative residual an answer may have."""


@dataclass(frozen=True)
class Residuals:
    """How far one stage is from a proven optimum; all are relative and should be near 1e-12.

    Attributes:
        primal: largest violation of a row or a bound by the final plan, over the size of the
            row's terms.
        dual: largest reduced cost of the wrong sign, over the size of its terms.
        gap: distance of the objective at the final plan from the bound that the duals prove, and
            from what the solution says it is. Where stage 2 may give up some of stage 1, a row
            limits how much, and stage 1 is judged at its own vertex.
        bound: that bound, MUSD.
    """

    stage: str
    primal: float
    dual: float
    gap: float
    bound: float

    @property
    def worst(self) -> float:
        """The largest of the three; not a number where one of them is not."""
        return float(np.max([self.primal, self.dual, self.gap]))


def verify(solution: Solution) -> tuple[Residuals, ...]:
    """The residuals of every stage.

    Raises:
        VerificationError: one is above the limit, or not a number; the answer is not an answer.
    """
    found = tuple(residuals(solution, stage) for stage in solution.stages)
    for stage in found:
        if not stage.worst <= LIMIT:
            raise VerificationError(
                f"the answer did not pass its own verification in stage {stage.stage}: relative "
                f"residuals primal {stage.primal:.1e}, dual {stage.dual:.1e}, gap {stage.gap:.1e}, "
                f"allowed {LIMIT:.0e}. Nothing was written"
            )
    return found


def residuals(solution: Solution, stage: Stage) -> Residuals:
    """Check the final plan against one stage's rows, bounds, face and duals."""
    program, point = part_of(solution.program, stage.point), stage.point
    x = solution.x[: program.shape[1]]
    cost = program.costs[stage.name]
    reduced = cost - program.transposed_times(point.row_dual)
    bound = proven_bound(program, point, reduced, x)
    own, final = inner(cost, point.x), inner(cost, x)
    conceded = program.tolerance > 0 and stage.name == SHORTFALL
    distances = ((own if conceded else final) - bound, stage.least - own, stage.objective - final)
    return Residuals(
        stage=stage.name,
        primal=primal_residual(program, point, x),
        dual=dual_residual(program, point, cost, reduced),
        gap=float(np.max(np.abs(distances))) / max(1.0, abs(final)),
        bound=bound,
    )


def part_of(program: LinearProgram, point: Point) -> LinearProgram:
    """The rows and columns of the program that a stage had."""
    return program.first(len(point.row_dual), len(point.column_dual))


def primal_residual(program: LinearProgram, point: Point, x: Floats) -> float:
    """Largest relative violation of a row, a bound or the face the stage was held to."""
    activity = program.times(x)
    size = np.maximum(1e-3, magnitudes(program).times(np.abs(x)))
    low, high = (
        np.maximum(program.row_low, point.row_low),
        np.minimum(program.row_high, point.row_high),
    )
    rows = excess(activity, low, high) / np.maximum(size, finite(low, high))
    held = excess(x, np.maximum(program.low, point.low), np.minimum(program.high, point.high))
    return largest(rows, held * program.worth / 1e3)


def dual_residual(program: LinearProgram, point: Point, cost: Floats, reduced: Floats) -> float:
    """Largest relative reduced cost that points to a better plan, rows included."""
    size = np.abs(cost) + magnitudes(program).transposed_times(np.abs(point.row_dual))
    wrong = wrong_sign(reduced, point.low, point.high) / np.maximum(size, program.worth)
    rows = wrong_sign(point.row_dual, point.row_low, point.row_high)
    return largest(wrong, rows)


def proven_bound(program: LinearProgram, point: Point, reduced: Floats, x: Floats) -> float:
    """The least objective that the duals allow: y b + d x over the bounds they point to.

    A dual that points to a bound there is none of is counted at the plan; its size is what
    `dual_residual` reports.
    """
    rows = np.where(point.row_dual > 0, point.row_low, point.row_high)
    rows = np.where(np.isfinite(rows), rows, program.times(x))
    columns = np.where(reduced > 0, point.low, point.high)
    columns = np.where(np.isfinite(columns), columns, x)
    return inner(point.row_dual, rows) + inner(reduced, columns)


def largest(*residuals: Floats) -> float:
    """The largest of some arrays; not a number where any of them holds one that is not."""
    return float(np.max([found.max(initial=0.0) for found in residuals]))


def wrong_sign(dual: Floats, low: Floats, high: Floats) -> Floats:
    """Duals that would need a bound there is none of, as positive sizes."""
    missing = np.where(dual > 0, np.isinf(low), np.isinf(high))
    return np.where(missing, np.abs(dual), 0.0)


def magnitudes(program: LinearProgram) -> LinearProgram:
    """The same program with the absolute values of its entries."""
    return replace(program, data=np.abs(program.data))


def excess(value: Floats, low: Floats, high: Floats) -> Floats:
    """How far a value lies outside its bounds."""
    return np.maximum(0.0, np.maximum(low - value, value - high))


def finite(low: Floats, high: Floats) -> Floats:
    """The larger magnitude of two bounds, where they are finite."""
    return np.maximum(
        np.where(np.isfinite(low), np.abs(low), 0.0), np.where(np.isfinite(high), np.abs(high), 0.0)
    )
