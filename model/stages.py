"""This file is about solving: the stages, one after the other -> Solution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from .arrays import Floats, inner
from .aside import in_thread
from .clock import Timed, untimed
from .compile import LinearProgram
from .errors import OutOfTimeError
from .highs import Point, Solver
from .lean import LeanSolver
from .method import Method
from .scale import Scaled, scale
from .substitute import definitions
from .tie import tie_break

SHORTFALL, COST, STEADY, TIE = "least_shortfall", "least_cost", "steadiest", "tie_break"
TOLERANCE = "shortfall_within_tolerance"
"""The row that holds stage 1 where stage 2 may give up some of its optimum."""

STAGES = (SHORTFALL, COST, STEADY, TIE)

METHODS = {
    SHORTFALL: (Method.DUAL, Method.INTERIOR),
    COST: (Method.PRIMAL, Method.INTERIOR, Method.DUAL),
    STEADY: (Method.PRIMAL, Method.INTERIOR, Method.DUAL),
    TIE: (Method.GENERIC, Method.INTERIOR, Method.DUAL),
}
"""What is tried in turn; in stage 1 after primal simplex from its start. Warm primal simplex ends
in seconds on most faces; where it does not, interior point does."""

Progress: TypeAlias = Callable[[str, Mapping[str, float]], None]
"""Told the name of the next stage, and the optimum of each stage that is done, MUSD."""

Solved: TypeAlias = Callable[[LinearProgram, str, Point], None]
"""Told each stage that is done, by name, with the program and its vertex."""

WEIGHT, LOT = 0.03, 0.0005
"""How much the cost weighs in what stage 1 begins with; the lot, as a share of the worth of a unit.
docs/speed.md tells of others."""

SNAP = 1e-9
"""Scaled values up to this size (a dollar) are rounding, not plan."""


@dataclass(frozen=True)
class Stage:
    """One stage of a solution.

    Attributes:
        least: the stage's own optimum, MUSD.
        objective: the same objective at the final plan, MUSD; above `least` only in stage 1,
            and there only by what `shortfall_tolerance` gives up.
        point: the stage's vertex and duals.
    """

    name: str
    least: float
    objective: float
    point: Point


@dataclass(frozen=True)
class Solution:
    """The plan and what each stage proved on the way.

    Attributes:
        program: with the tie-break among its objectives.
        x: one value a column of the program, in its units; the plan after the last stage.
        stages: in the order solved.
        coefficient_range: smallest and largest magnitude in the scaled matrix.
    """

    program: LinearProgram
    x: Floats
    stages: tuple[Stage, ...]
    coefficient_range: tuple[float, float]

    def stage(self, name: str) -> Stage:
        """A stage by its name."""
        return next(stage for stage in self.stages if stage.name == name)

    def values(self, variable: str) -> dict[tuple[str | int, ...], float]:
        """Values of one variable by index; empty where the model has none."""
        return {
            index: value
            for span in self.program.columns
            if span.name == variable
            for index, value in zip(
                span.indices, self.x[span.start : span.stop].tolist(), strict=True
            )
        }

    def duals(self, stage: str, family: str) -> dict[tuple[str | int, ...], float]:
        """Row duals of one family in one stage by index, MUSD per unit of the right-hand side."""
        dual = self.stage(stage).point.row_dual
        return {
            index: value
            for span in self.program.rows
            if span.name == family and span.stop <= len(dual)
            for index, value in zip(
                span.indices, dual[span.start : span.stop].tolist(), strict=True
            )
        }


def solve_program(
    program: LinearProgram,
    seed: int = 0,
    threads: int = 1,
    progress: Progress = lambda stage, proven: None,
    time_limit: float = np.inf,
    timed: Timed = untimed,
    solved: Solved = lambda program, name, point: None,
    scaled: Scaled | None = None,
) -> Solution:
    """Solve the stages in order, each on the optimal face of those before.

    Args:
        progress: called before each stage is solved. solved: called after it.
        time_limit: seconds inside HiGHS for all stages together.
        scaled: the program with its factors, where they are known already.

    Raises:
        OutOfTimeError: the time limit was reached before the last optimum was proven.
        SolveError: HiGHS did not prove an optimum.
    """
    with timed("load"):
        program = replace(program, costs=dict(program.costs))
        scaled = replace(scaled or scale(program), program=program)
        solver = LeanSolver(scaled, seed, threads, time_limit)
    with timed("presolve"):
        solver.shorten()
    drawing = prepared(program)
    points, proven = dict[str, Point](), dict[str, float]()
    for name in STAGES:
        progress(name, proven)
        with timed(name):
            if name == STEADY:
                solver.add_late()
            if name == TIE:
                program.costs[TIE] = drawing.result()
            cost = program.costs[name]
            try:
                points[name] = vertex(solver, name, cost)
            except OutOfTimeError as error:
                raise OutOfTimeError(f"{error}; nothing was written. {so_far(proven)}") from error
            solved(program, name, points[name])
            proven[name] = inner(cost[: solver.columns], points[name].x)
            if name == SHORTFALL and program.tolerance > 0:
                concede(solver, proven[name])
            elif name != TIE:
                solver.hold_face()
    with timed("settle"):
        points[TIE] = solver.settle(points[TIE])
        x = snapped(points[TIE].x, scaled)
    return Solution(program, x, staged(program, points, x), scaled.coefficient_range())


def vertex(solver: Solver, name: str, cost: Floats) -> Point:
    """The optimal vertex of a stage, on the face of those before."""
    near = weighted(solver.scaled.program, solver.seed) if name == SHORTFALL else None
    return solver.minimise(cost, *METHODS[name], near=near)


def weighted(program: LinearProgram, seed: int, weight: float = WEIGHT, lot: float = LOT) -> Floats:
    """The objective from whose optimum stage 1 begins: the shortfall and a little of the cost, so
    that stage 2 has less left to do; and a little of each column, drawn by lot, as so much costs
    nothing in stage 1 that simplex would go round among equals."""
    drawn = np.random.default_rng(seed).random(program.shape[1]) * lot * program.worth
    drawn[definitions(program)[1]] = 0.0
    shortfall, cost = program.costs[SHORTFALL], program.costs[COST]
    return shortfall + np.where(shortfall == 0, weight * cost + drawn, 0.0)


def prepared(program: LinearProgram) -> Future[Floats]:
    """What is needed later, begun while the solver is at the first stage: the weights of the last
    one are returned; the order of the matrix in which duals are refined stays with the program."""
    in_thread(lambda: program.exact.by_column)
    return in_thread(tie_break, program)


def so_far(proven: Mapping[str, float]) -> str:
    """What is known of the optimum where the solver was stopped on the way to it."""
    stages = [f"{name.replace('_', ' ')} {least:,.6f} MUSD" for name, least in proven.items()]
    return f"Proven by HiGHS so far: {', '.join(stages) or 'nothing'}."


def concede(solver: Solver, least: float) -> None:
    """Let stage 2 give up a share of the least shortfall: a row, not the face, holds stage 1."""
    program, scaled = solver.scaled.program, solver.scaled
    span = next(span for span in program.rows if span.name == TOLERANCE)
    # Twelve digits, so that the limit is the same whichever way led to the least shortfall.
    limit = float(f"{least * (1 + program.tolerance):.11e}")
    allowed = np.array([limit * scaled.row[span.start]])
    solver.bound_rows(np.array([span.start]), np.array([-np.inf]), allowed)


def snapped(x: Floats, scaled: Scaled) -> Floats:
    """The plan without rounding noise around zero."""
    small = np.abs(x) <= SNAP * scaled.column
    return np.where(small, 0.0, x)


def staged(program: LinearProgram, points: dict[str, Point], x: Floats) -> tuple[Stage, ...]:
    """The stages with their objectives, at their own vertex and at the final plan."""
    return tuple(
        Stage(name, inner(cost[: len(point.x)], point.x), inner(cost, x), point)
        for name, point in points.items()
        for cost in (program.costs[name],)
    )
