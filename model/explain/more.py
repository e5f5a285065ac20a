"""This file is about what one more is worth: where the duals are largest, by solving again.

A dual tells what the first dollar does, and in a degenerate vertex not even that; so each headline
is solved again three times: a small step to the better, a small step back, and the whole step.
Where more closes no shortfall, the price is that of the second stage: what it saves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from ..arrays import Floats, Ints, inner
from ..aside import all_in_threads
from ..build import build
from ..compile import LinearProgram, compile_program
from ..deadline import NEVER, Deadline
from ..errors import VerificationError
from ..lean import LeanSolver
from ..plan import make_plan
from ..results.answer import Answer
from ..results.prices import taken_already
from ..rounding import rounded
from ..scale import Scaled, scale
from ..scenario import Scenario
from ..stages import COST, SHORTFALL, concede, vertex
from .moved import Moved
from .worth import BUDGET, DEADLINE, INDUSTRY, UPLIFT, Worth

STEPS = {BUDGET: 1000.0, INDUSTRY: 1.0, UPLIFT: 1.0, DEADLINE: 1.0}
"""One more of each kind: a billion, in MUSD; a unit; a percentage point; a year."""

SHOWN = 10
"""How many allies have a headline, each for the year in which money is worth most to it; and how
many lines."""

PART = 0.1
"""MUSD that a small step should move an objective by: far above rounding, far below a kink."""

SMALL = 1e-9
"""Duals up to this size are rounding."""


@dataclass(frozen=True)
class Step:
    """A step to the better: the right-hand sides that move, and by how much for each unit."""

    kind: str
    country: str
    item: str
    year: int | None
    rows: Ints
    moves: Floats

    def price(self, moved: Moved) -> float:
        """What the duals of a stage say a unit is worth, MUSD."""
        return -inner(moved.dual[self.rows], self.moves)


def with_worths(answer: Answer, deadline: Deadline = NEVER) -> Answer:
    """An answer with what one more of each kind is worth, each kind the best first. A year more is
    another program, which is solved beside the rest.

    Raises:
        OutOfTimeError: the deadline has passed.
        SolveError: HiGHS could not say.
    """
    scaled = scale(answer.solution.program)
    stages = [Moved(answer.solution, scaled, name, deadline) for name in (SHORTFALL, COST)]
    later = a_year_later(answer, deadline)

    def within() -> list[Worth]:
        return [
            *limits(answer, stages, BUDGET),
            *limits(answer, stages, INDUSTRY),
            *uplifts(answer, stages, deadline),
        ]

    def beyond() -> list[Worth]:
        return a_year_more(answer, later, deadline)

    found = all_in_threads([within, beyond])
    return replace(answer, worths=tuple(chain(*found)))


def limits(answer: Answer, stages: list[Moved], family: str) -> list[Worth]:
    """One more of a limit, for the allies or lines to which it is worth most."""
    best: dict[str, tuple[tuple[bool, float], Step]] = {}
    for step in limit_steps(answer, family):
        decided = stage_of(step, stages)
        price = step.price(decided)
        rank = (decided is stages[0], rounded(price, 6))
        name = step.country or step.item
        if price > SMALL and (name not in best or rank > best[name][0]):
            best[name] = rank, step
    chosen = sorted(best.values(), key=lambda pair: pair[0], reverse=True)[:SHOWN]
    worths = [worth(step, stages) for _, step in chosen]
    return ordered(one for one in worths if one.whole > 0)


def ordered(worths: Iterator[Worth]) -> list[Worth]:
    """Shortfall before cost, and the largest effect first."""
    return sorted(worths, key=lambda one: (one.stage != SHORTFALL, -one.whole))


def limit_steps(answer: Answer, family: str) -> Iterator[Step]:
    """A step for each row of a family that firm orders do not take whole."""
    for span in answer.solution.program.rows:
        if span.name != family:
            continue
        for at, index in enumerate(span.indices, start=span.start):
            if not taken_already(answer, family, index):
                code, year = str(index[0]), int(index[1])
                named = (code, "") if family == BUDGET else ("", code)
                yield Step(family, *named, year, np.array([at]), np.ones(1))


def stage_of(step: Step, stages: list[Moved]) -> Moved:
    """The stage that decides: the first whose duals speak of the step, else the last."""
    return next((stage for stage in stages if abs(step.price(stage)) > SMALL), stages[-1])


def worth(step: Step, stages: list[Moved], back: bool = False) -> Worth:
    """What a step does, by solving again.

    Args:
        back: also what the whole step back would undo.
    """
    stage, whole = stage_of(step, stages), STEPS[step.kind]
    price = step.price(stage)
    part = min(whole / 2, PART / max(abs(price), SMALL))

    def gain(size: float) -> float | None:
        """What a step of a size does, MUSD; None where stage 1, or nobody, could bear it."""
        for before in stages[: stages.index(stage)] if size < 0 else ():
            borne = before.gain(step.rows, size * step.moves)
            if borne is None or borne < -SMALL:
                return None
        return stage.gain(step.rows, size * step.moves)

    first, less, all_of_it = gain(part), gain(-part), gain(whole)
    undone = gain(-whole) if back else None
    return Worth(
        step.kind, stage.stage.name, step.country, step.item, step.year, whole, price,
        first=None if first is None else first / part,
        less=None if less is None else -less / part,
        whole=all_of_it or 0.0,
        back=None if undone is None else -undone,
    )  # fmt: skip


def uplifts(answer: Answer, stages: list[Moved], deadline: Deadline) -> list[Worth]:
    """One point of uplift less in each area, of those in which anything is asked."""
    deadline.check()
    worths = [worth(step, stages, back=True) for step in uplift_steps(answer)]
    return ordered(iter(worths))


def uplift_steps(answer: Answer) -> Iterator[Step]:
    """A step for each area: by how much right-hand sides fall with the uplift."""
    scenario, plan, before = answer.scenario, answer.plan, answer.solution.program
    less = scenario.array("uplift") - STEPS[UPLIFT]
    after = program_of(scenario.with_array("uplift", less))
    moves = moved_sides(before, after) / STEPS[UPLIFT]
    area = np.full(len(moves), "", dtype=object)
    for span in before.rows:
        for at, index in enumerate(span.indices, start=span.start):
            area[at] = next((plan.area_of[part] for part in index if part in plan.area_of), "")
    for code in plan.areas:
        rows = np.flatnonzero((area == code) & (moves != 0))
        if len(rows):
            yield Step(UPLIFT, "", code, None, rows, moves[rows])


def moved_sides(before: LinearProgram, after: LinearProgram) -> Floats:
    """By how much the right-hand side of each row moves from one program to another.

    Raises:
        VerificationError: they differ in something else.
    """
    parts = ("start", "index", "data", "low", "high")
    same = all(np.array_equal(getattr(before, part), getattr(after, part)) for part in parts)
    sides = [(before.row_low, after.row_low), (before.row_high, after.row_high)]
    if not same or any((np.isfinite(a) != np.isfinite(b)).any() for a, b in sides):
        raise VerificationError("another uplift changes more of the program than its targets")
    low, high = (np.where(np.isfinite(a), b - np.where(np.isfinite(a), a, 0), 0) for a, b in sides)
    return np.where(low != 0, low, high)


def a_year_later(answer: Answer, deadline: Deadline) -> Scaled | None:
    """The program with one year more for every target; None where the plan does not last so
    long."""
    deadline.check()
    later = answer.scenario.array("deadline") + STEPS[DEADLINE]
    if later.max() > answer.scenario.last_year:
        return None
    return scale(program_of(answer.scenario.with_array("deadline", later)))


def a_year_more(answer: Answer, later: Scaled | None, deadline: Deadline) -> list[Worth]:
    """What one year more for every target is worth, where there is one."""
    if later is None:
        return []
    solution = answer.solution
    name = SHORTFALL if solution.stage(SHORTFALL).least > PART else COST
    gained = solution.stage(name).least - optimum(later, name, deadline)
    return [Worth(DEADLINE, name, "", "", None, STEPS[DEADLINE], None, None, None, gained)]


def program_of(scenario: Scenario) -> LinearProgram:
    """The linear program of a scenario."""
    return compile_program(build(make_plan(scenario)))


def optimum(scaled: Scaled, name: str, deadline: Deadline = NEVER) -> float:
    """The optimum of stage 1, or of stage 2 after it, MUSD."""
    solver, costs = LeanSolver(scaled, time_limit=deadline.left), scaled.program.costs
    for stage in (SHORTFALL, COST):
        point = vertex(solver, stage, costs[stage])
        least = inner(costs[stage][: solver.columns], point.x)
        if stage == name:
            return least
        if scaled.program.tolerance > 0:
            concede(solver, least)
        else:
            solver.hold_face()
    raise KeyError(name)
