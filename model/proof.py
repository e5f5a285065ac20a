"""This file is about the proof: how far from optimal a plan can be at most, in whole numbers.

Each stage hands over its duals, and from any duals whatever follows a bound that no plan can beat
(weak duality). Nothing here trusts the solver: the bound is worked out exactly, so it is right
even where the duals are not, and then merely far from the plan.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from .arrays import Floats
from .certify import LIMIT
from .compile import LinearProgram
from .errors import VerificationError
from .exact import ExactMatrix, Whole, exactly, nearest, padded, rounded, whole, whole_limbs
from .highs import Point
from .implied import SAFE, implied_bounds
from .refine import DUAL_GRID
from .stages import SHORTFALL, TIE, TOLERANCE, Solution, Solved

GRID = 256
"""Columns and limits are counted in steps of 2^-256."""

ZERO = 1 << (DUAL_GRID - 64)
"""Duals below 2^-64 MUSD per unit are rounding."""

SPARE = 1.25
"""A weight is this much more than needed, so that what it rights is not 0 for the stage after."""

NOISE = 1e-9
"""Duals and reduced costs up to this size (MUSD per unit) are not worth a multiplier."""


@dataclass(frozen=True)
class Proof:
    """What one stage's duals prove of the plan.

    For duals y of the rows, weights w >= 0 of the objectives of earlier stages, and every plan x
    that reaches these objectives as well as the plan itself does:

        cost x >= sum of y[i] b[i] + sum of d[j] x[j] over d[j] < 0 - sum of w[n] earlier[n],
        d = cost + sum of w[n] cost[n] - A' y

    with b[i] the bound of row i that y[i] points to, x[j] at its implied bound, and earlier[n] the
    plan's own objective. Without the weights a later stage would prove nothing: a plan that misses
    more is cheaper.

    Attributes:
        objective: of the plan, MUSD, exact.
        bound: no such plan has less, MUSD, exact; None where nothing is proven.
        weights: of the objectives before, by stage.
        dual: y in steps of 2^-DUAL_GRID, MUSD per unit of each row.
    """

    stage: str
    objective: Fraction
    bound: Fraction | None
    weights: dict[str, int]
    dual: Whole

    @property
    def gap(self) -> float:
        """How far the plan can be from the least there is, relative to its objective."""
        if self.bound is None:
            return math.inf
        return max(
            0.0, float((self.objective - self.bound) / max(Fraction(1), abs(self.objective)))
        )


@dataclass(frozen=True)
class Weighted:
    """Duals of a stage and what they leave of its costs, those of the stages before weighed in.

    Attributes:
        dual: in steps of 2^-DUAL_GRID.
        reduced: cost - A' dual, in steps of 2^-(DUAL_GRID + grid of the matrix).
        weights: of each stage's own duals and costs in the sum, the last one's 1.
    """

    dual: Whole
    reduced: Whole
    weights: dict[str, int]

    def times(self, weight: int, later: Weighted) -> Weighted:
        """A later stage and this one, weighed."""
        weights = {stage: weight * own for stage, own in self.weights.items()}
        return Weighted(
            later.dual + weight * self.dual,
            later.reduced + weight * self.reduced,
            {**weights, **later.weights},
        )


class Weigher:
    """What the duals of the stages come to, each with those of the stages before weighed in.

    Needs no plan, and so goes on while the solver is at the next stage.

    Attributes:
        found: by stage. high: an upper bound of each column that holds in every plan.
    """

    def __init__(self) -> None:
        self.found: dict[str, Weighted] = {}
        self.before: Weighted | None = None
        self.high: Floats | None = None

    def solved(self, program: LinearProgram, name: str, point: Point) -> None:
        """Take a stage that was just solved."""
        grid = DUAL_GRID + program.exact.grid
        priced, dual = whole(cost_of(program, name, point), grid), duals_of(program, point)
        own = Weighted(dual, priced - program.exact.transposed_times(whole_limbs(dual)), {name: 1})
        limited = in_force(program, point)
        own = weighed(limited, own, self.before, grid)
        self.found[name] = own
        if conceded(program, name):
            return
        self.before = own
        if self.high is None:
            self.high = implied_bounds(limited)


def before_last(solved: Solved) -> Solved:
    """The same for all stages but the last: HiGHS does not run again after it, so that its duals
    are weighed where they are proven."""

    def told(program: LinearProgram, stage: str, point: Point) -> None:
        if stage != TIE:
            solved(program, stage, point)

    return told


def prove(solution: Solution, weigher: Weigher | None = None) -> tuple[Proof, ...]:
    """A proof for every stage.

    Args:
        weigher: one that has seen the first stages, where there is one.

    Raises:
        VerificationError: the plan may be further from optimal than the limit.
    """
    found = tuple(proofs(solution, weigher))
    for proof in found:
        if not proof.gap <= LIMIT:
            raise VerificationError(
                f"the answer did not pass its own verification in stage {proof.stage}: it is only "
                f"proven to be within {proof.gap:.1e} of the optimum, allowed {LIMIT:.0e}. "
                "Nothing was written"
            )
    return found


def proofs(solution: Solution, weigher: Weigher | None = None) -> Iterator[Proof]:
    """The proof of each stage, in order."""
    weigher = weigher or Weigher()
    for stage in solution.stages:
        if stage.name not in weigher.found:
            weigher.solved(solution.program, stage.name, stage.point)
    program, exact = solution.program, solution.program.exact
    limited, plan = in_force(program, solution.stages[-1].point), whole(solution.x, GRID)
    grid = DUAL_GRID + exact.grid
    assert weigher.high is not None, "a stage after the first was seen"
    high = weigher.high
    earlier: dict[str, Fraction] = {}
    for stage in solution.stages:
        own, given_up = weigher.found[stage.name], conceded(program, stage.name)
        x = whole(padded(stage.point.x, program.shape[1]), GRID) if given_up else plan
        cost = cost_of(program, stage.name, stage.point)
        objective = exactly(int(whole(cost, grid) @ x), grid + GRID)
        tighter = no_dearer(high, cost, objective)
        dual, bound = bound_of(limited, exact, own, tighter)
        weights = {name: weight for name, weight in own.weights.items() if name != stage.name}
        if bound is not None:
            bound -= sum(weight * earlier[name] for name, weight in weights.items())
        yield Proof(stage.name, objective, bound, weights, dual)
        if not given_up:
            earlier[stage.name], high = objective, tighter


def conceded(program: LinearProgram, name: str) -> bool:
    """Whether some of a stage is given up: then a row, not its objective, holds what follows."""
    return program.tolerance > 0 and name == SHORTFALL


def duals_of(program: LinearProgram, point: Point) -> Whole:
    """The row duals of a stage, in steps of 2^-DUAL_GRID; rounding around zero is zero."""
    rows = program.shape[0]
    dual = nearest(padded(point.row_dual, rows), DUAL_GRID)
    dual += nearest(padded(point.row_dual_rest, rows), DUAL_GRID)
    return np.where(np.abs(dual) < ZERO, 0, dual)


def cost_of(program: LinearProgram, name: str, point: Point) -> Floats:
    """The objective of a stage over the columns that it had, 0 for those that came later."""
    return padded(program.costs[name][: len(point.x)], program.shape[1])


def in_force(program: LinearProgram, point: Point) -> LinearProgram:
    """The program with the limit that stage 2 was given where it may give up some of stage 1; no
    plan that is as good as that of stage 1 breaks it."""
    high = program.row_high.copy()
    for span in program.rows:
        if span.name == TOLERANCE:
            high[span.start : span.stop] = point.row_high[span.start : span.stop]
    return replace(program, row_high=high)


def no_dearer(high: Floats, cost: Floats, objective: Fraction) -> Floats:
    """Upper bounds that hold in every plan of no greater objective; costs are never negative."""
    if not (cost >= 0).all():
        return high
    most = np.full(len(cost), np.inf)
    np.divide(float(objective) * (1 + SAFE), cost, out=most, where=cost > 0)
    least: Floats = np.minimum(high, most)
    return least


def weighed(program: LinearProgram, own: Weighted, before: Weighted | None, grid: int) -> Weighted:
    """A stage with the stages before it, weighed by little more than what rights its wrong signs.

    A row that an earlier stage holds tight, or a column that it holds at its bound, may have a
    dual of the wrong sign in this stage. The earlier stage's own dual of it is not zero and has
    the right one.
    """
    if before is None:
        return own
    dual, strong = rounded(own.dual, DUAL_GRID), rounded(before.dual, DUAL_GRID)
    rows = np.isinf(side(program, dual)) & (dual * strong < 0) & (np.abs(strong) > NOISE)
    d, reserve = rounded(own.reduced, grid), rounded(before.reduced, grid)
    columns = (d < -NOISE) & (reserve > NOISE)
    needed = max(
        float((np.abs(dual[rows]) / np.abs(strong[rows])).max(initial=0.0)),
        float((-d[columns] / reserve[columns]).max(initial=0.0)),
        1.0,
    )
    return before.times(math.ceil(SPARE * needed), own)


def side(program: LinearProgram, dual: Floats) -> Floats:
    """The bound of each row that its dual points to; 0 where the dual is 0."""
    pointed = np.where(dual > 0, program.row_low, program.row_high)
    return np.where(dual == 0, 0.0, pointed)


def bound_of(
    program: LinearProgram, exact: ExactMatrix, stage: Weighted, high: Floats
) -> tuple[Whole, Fraction | None]:
    """The duals that prove something, and what they prove of the weighted objective.

    A dual that points to a bound there is none of is left out: a bound follows from any duals.
    """
    limit, reduced = side(program, rounded(stage.dual, DUAL_GRID)), stage.reduced
    lost = np.isinf(limit)
    dual = np.where(lost, 0, stage.dual)
    if lost.any():
        reduced = reduced + exact.transposed_times(whole_limbs(np.where(lost, stage.dual, 0)))
        limit = np.where(lost, 0.0, limit)
    falling = reduced < 0
    if np.isinf(high[falling]).any():
        return dual, None
    by_rows = exactly(int(dual @ whole(limit, GRID)), DUAL_GRID + GRID)
    by_columns = int(reduced[falling] @ whole(high[falling], GRID))
    return dual, by_rows + exactly(by_columns, DUAL_GRID + exact.grid + GRID)
