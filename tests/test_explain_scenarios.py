"""Every verdict on a scenario that ships, and on all of them at night, tried out on the whole
linear program, and what one more is worth, on two and on all of them, against a solve afresh.

Nothing of the small programs that found the verdicts is used, nor their way of lifting: what stays
as planned is moved to the limits of the rows, and rows that a verdict names are left without limit.
Nothing of the solved stages that told what one more is worth is used either: limits are patched in
a program of stage 1 alone, uplift and deadline changed by a scenario that a planner could write.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache, cached_property
from itertools import combinations
from pathlib import Path
from shutil import copy
from typing import Any

import highspy
import numpy as np
import pytest
from reader_worlds import WIDE
from scipy.sparse import csr_array, diags_array
from shipped import SCENARIOS, shipped

from model import load, solve
from model.compile import LinearProgram
from model.explain.explained import Explained
from model.explain.lifts import LIFTS, Lift
from model.explain.more import PART, moved_sides, optimum, program_of
from model.explain.reason import Beside, Reason
from model.explain.worth import BUDGET, DEADLINE, INDUSTRY, UPLIFT, Worth
from model.results import reasons as told_reasons
from model.results.answer import Answer
from model.scale import BILLION, scale
from model.stages import SHORTFALL

QUICK = "gdp_5pct"
"""For every change; the others, in which time and rules occur too, at night."""

AT_NIGHT = [pytest.param(name, marks=pytest.mark.nightly) for name in ("five_years", "us_drawdown")]
FIRST = pytest.mark.parametrize("name", [QUICK, AT_NIGHT[0]])

GOOD = highspy.HighsStatus.kOk

FROM_THE_LAST: dict[str, Any] = {
    "output_flag": False,
    "presolve": "off",
    "simplex_strategy": 4,  # primal: most questions leave the last basis feasible
    "primal_simplex_bound_perturbation_multiplier": 0.0,
    "primal_feasibility_tolerance": 1e-9,
}
FROM_THE_BEGINNING: dict[str, Any] = {
    "output_flag": False,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}
FROM_THE_BASIS: dict[str, Any] = {
    "presolve": "off",
    "simplex_strategy": 1,  # dual: limits that move leave the basis optimal but for them
    "dual_simplex_cost_perturbation_multiplier": 0.0,
}

MET = 1e-6
"""The share of a target that may be missing where it is met, as in every table."""


@cache
def answer(name: str) -> Answer:
    """A shipped scenario, explained."""
    return solve(load(SCENARIOS / f"{name}.csv")).explain().answer


def in_highs(
    matrix: csr_array, most: np.ndarray, low: np.ndarray, high: np.ndarray, options: dict[str, Any]
) -> highspy.Highs:
    """Columns from 0 to `most`, and rows with their limits, in HiGHS; costs come later."""
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_ = lp.col_lower_ = np.zeros(len(most))
    lp.col_upper_, lp.row_lower_, lp.row_upper_ = most, low, high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.indptr, matrix.indices
    lp.a_matrix_.value_ = matrix.data
    solver = highspy.Highs()
    for name, value in options.items():
        assert solver.setOptionValue(name, value) == GOOD
    assert solver.passModel(lp) == GOOD
    return solver


class Part:
    """Some columns of the whole program, the rows in which they stand, what the rest of each row
    comes to, and all of it in HiGHS, which starts each question from the last basis."""

    def __init__(self, whole: Whole, free: np.ndarray) -> None:
        moved, program = whole.matrix[:, free], whole.program
        self.free, self.kept = free, np.flatnonzero(np.diff(moved.indptr))
        kept = self.kept
        self.column, self.row = whole.scaled.column[free], whole.scaled.row[kept]
        scaled = diags_array(self.row) @ moved[kept] @ diags_array(self.column)
        rest = (whole.activity - moved @ whole.planned[free])[kept]
        low = np.minimum(program.row_low[kept], whole.activity[kept]) - rest
        high = np.maximum(program.row_high[kept], whole.activity[kept]) - rest
        self.low, self.high = low * self.row, high * self.row
        high = whole.high[free] / self.column
        self.solver = in_highs(csr_array(scaled), high, self.low, self.high, FROM_THE_LAST)

    def least(self, columns: np.ndarray, released: np.ndarray) -> list[float]:
        """The least sum of some columns while some rows have no limit: what each comes to."""
        rows, places = np.arange(len(self.kept)), np.arange(len(self.free))
        low, high = np.where(released, -np.inf, self.low), np.where(released, np.inf, self.high)
        cost = np.isin(places, columns) * self.column / self.column[columns[0]]
        solver = self.solver
        rows, places = rows.astype(np.int32), places.astype(np.int32)
        assert solver.changeRowsBounds(len(rows), rows, low, high) == GOOD
        assert solver.changeColsCost(len(places), places, cost) == GOOD
        solver.run()
        assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return (np.array(solver.getSolution().col_value) * self.column)[columns].tolist()


class Whole:
    """The whole program of an answer, in which only some orders may change."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.plan = answer, answer.plan
        self.program, self.scaled = answer.solution.program, scale(answer.solution.program)
        self.rows, self.columns = self.program.early
        self.labels = [
            (span.name, index)
            for span in self.program.columns
            if span.stop <= self.columns
            for index in span.indices
        ]
        self.place = {label: at for at, label in enumerate(self.labels)}
        self.part, self.own, self.opened = map(cache, (self.part, self.own, self.opened))
        self.planned = answer.solution.x
        short = [name in ("shortfall", "pool_shortfall") for name, _ in self.labels]
        self.high = np.where(short, self.planned[: self.columns], np.inf)
        self.activity = self.program.times(self.planned)[: self.rows]
        end = self.program.start[self.rows]
        entries = self.program.data[:end], self.program.index[:end]
        whole = csr_array((*entries, self.program.start[: self.rows + 1]))
        self.matrix = whole[:, : self.columns]

    def least(self, targets: Sequence[Explained], lifts: Collection[Lift]) -> list[float]:
        """How low the shortfalls of targets of one owner and capability come together, each in
        units, while everybody else's orders stay as planned and no target gets worse."""
        pool = targets[0].capability if targets[0].country < 0 else -1
        part = self.part(targets[0].country, pool)
        columns = np.searchsorted(part.free, [self.column(one) for one in targets])
        opened = self.opened(targets[0].capability, frozenset(lifts))
        return part.least(columns, np.isin(part.kept, opened))

    def part(self, country: int, pool: int) -> Part:
        """Where only the orders of an ally, or of a pool, may change; kept, as many are asked of
        each."""
        flags = [self.may_change(country, pool, index) for _, index in self.labels]
        return Part(self, np.flatnonzero(flags))

    def may_change(self, country: int, pool: int, index: tuple[str | int, ...]) -> bool:
        """Whether a column belongs to the orders that may change."""
        if country >= 0:
            return index[0] == self.plan.countries[country]
        return all(self.about.get(part) in {None, *self.own(pool)} for part in index)

    @cached_property
    def about(self) -> dict[str | int, str]:
        """The capability that a code of a capability or a system is about."""
        plan = self.plan
        served = {s: plan.capabilities[plan.serves[j]] for j, s in enumerate(plan.systems)}
        return {**served, **{k: k for k in plan.capabilities}}

    def own(self, capability: int) -> frozenset[str]:
        """A capability, and the munitions that it uses up."""
        munitions = (m for m, platform in self.plan.use if platform == capability)
        return frozenset(self.plan.capabilities[k] for k in (capability, *munitions))

    def opened(self, capability: int, lifts: frozenset[Lift]) -> tuple[int, ...]:
        """The rows that lifts open for a target of a capability."""
        families = {family for lift in lifts for family in lift.rows}
        own = {None, *self.own(capability)}
        return tuple(
            span.start + n
            for span in self.program.rows
            if span.name in families
            for n, index in enumerate(span.indices)
            if all(self.about.get(part) in own for part in index)
        )

    def column(self, target: Explained) -> int:
        """The column of a target's shortfall."""
        index = (self.plan.capabilities[target.capability], target.year)
        if target.country < 0:
            return self.place["pool_shortfall", index]
        return self.place["shortfall", (self.plan.countries[target.country], *index)]


def together(targets: Sequence[Explained]) -> list[list[Explained]]:
    """The targets of each ally, or pool, for one capability."""
    found: dict[tuple[int, int], list[Explained]] = defaultdict(list)
    for one in targets:
        found[one.country, one.capability].append(one)
    return list(found.values())


EVERY_SET = [frozenset(some) for size in range(4) for some in combinations(LIFTS, size)]
"""Every set of lifts, the empty one first."""


def unnamed(one: Explained) -> list[frozenset[Lift]]:
    """The sets that are no larger than what a verdict names, but not named; of sets within each
    other the largest, as opening less cures no more."""
    named = [frozenset(cure) for cure in one.cures]
    sets = [some for some in EVERY_SET if len(some) <= len(named[0]) and some not in named]
    return [some for some in sets if not any(some < other for other in sets)]


@pytest.mark.parametrize("path", shipped(QUICK))
def test_what_a_verdict_names_cures_and_nothing_else_so_small_does(path):
    """Lifting what is named brings the shortfall to nothing. No other set of lifts does that is as
    small or smaller. For time all lifts together leave as much as the plan."""
    found = answer(path.stem)
    whole, explained = Whole(found), found.explained or ()
    assert explained
    for targets in together(explained):
        for lifts in EVERY_SET:
            cured = [one for one in targets if lifts in map(frozenset, one.cures)]
            left = whole.least(cured, lifts) if cured else ()
            for one, short in zip(cured, left, strict=True):
                met = MET * max(1.0, one.needed)
                # What is not met together with others must be met alone.
                assert short <= met or whole.least([one], lifts) <= [met], one
            for one in (one for one in targets if one.cures and lifts in unnamed(one)):
                assert whole.least([one], lifts) > [MET * max(1.0, one.needed)], one
        late = [one for one in targets if not one.cures]
        for one, short in zip(late, whole.least(late, LIFTS) if late else (), strict=True):
            assert one.verdict == "time"
            assert short == pytest.approx(one.shortfall, rel=1e-6), one


class Shortfall:
    """Stage 1 solved from the beginning, then with some limits moved, each from the last basis."""

    def __init__(self, program: LinearProgram) -> None:
        scaled, (self.rows, self.columns) = scale(program), program.early
        end = program.start[self.rows]
        entries = scaled.data[:end], program.index[:end]
        matrix = csr_array((*entries, program.start[: self.rows + 1]))[:, : self.columns]
        self.column, self.row = scaled.column[: self.columns], scaled.row[: self.rows]
        sides = (program.row_low, program.row_high)
        self.low, self.high = (side[: self.rows] * self.row for side in sides)
        high = program.high[: self.columns] / self.column
        self.solver = in_highs(matrix, high, self.low, self.high, FROM_THE_BEGINNING)
        cost = program.costs[SHORTFALL][: self.columns] * self.column / BILLION
        places = np.arange(self.columns, dtype=np.int32)
        assert self.solver.changeColsCost(self.columns, places, cost) == GOOD
        self.start = self.least()
        for name, value in FROM_THE_BASIS.items():
            assert self.solver.setOptionValue(name, value) == GOOD

    def least(self) -> float:
        """The least shortfall, MUSD."""
        self.solver.run()
        assert self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return self.solver.getInfo().objective_function_value * BILLION

    def gain(self, moves: np.ndarray) -> float:
        """What it falls by once the limits of rows move, MUSD."""
        rows = np.flatnonzero(moves).astype(np.int32)
        scaled = moves[rows] * self.row[rows]
        low, high = self.low[rows], self.high[rows]
        assert self.solver.changeRowsBounds(len(rows), rows, low + scaled, high + scaled) == GOOD
        gained = self.start - self.least()
        assert self.solver.changeRowsBounds(len(rows), rows, low, high) == GOOD
        return gained


@cache
def least_shortfall(name: str) -> Shortfall:
    """Stage 1 of a scenario, solved from the beginning."""
    return Shortfall(answer(name).solution.program)


def assert_small_steps(name: str, one: Worth, moves: np.ndarray) -> None:
    """What a small part of a step does to the better, and back; the price lies between."""
    again, part = least_shortfall(name), min(one.step / 2, PART / one.price)
    assert again.gain(part * moves) / part == pytest.approx(one.first, rel=1e-4, abs=1e-6), one
    assert -again.gain(-part * moves) / part == pytest.approx(one.less, rel=1e-4), one
    assert one.first * (1 - 1e-4) <= one.price <= one.less * (1 + 1e-4), one


@pytest.mark.parametrize("path", shipped(QUICK))
def test_headlines_of_limits_agree_with_another_solve(path):
    """Of every budget and line that has one: what the whole step does, and small ones. In these
    scenarios each closes some shortfall."""
    name = path.stem
    again = least_shortfall(name)
    found = [one for one in answer(name).worths if one.kind in (BUDGET, INDUSTRY)]
    assert found and {one.stage for one in found} == {SHORTFALL}
    assert again.start == pytest.approx(answer(name).solution.stage(SHORTFALL).least, rel=1e-8)
    for one in found:
        moves = moves_of(name, one)
        assert again.gain(one.step * moves) == pytest.approx(one.whole, rel=1e-6), one
        assert_small_steps(name, one, moves)


@pytest.mark.parametrize("kind", [UPLIFT, DEADLINE])
@pytest.mark.parametrize("name", [QUICK, *AT_NIGHT])
def test_a_headline_agrees_with_a_scenario_solved_afresh(name, kind, tmp_path):
    """The whole step of the best does what the headline says, to a millionth; of an uplift small
    steps do too, and the whole step back."""
    one = next(one for one in answer(name).worths if one.kind == kind)
    program = changed(name, one, tmp_path)
    gained = answer(name).solution.stage(one.stage).least - optimum(scale(program), one.stage)
    assert gained == pytest.approx(one.whole, rel=1e-6)
    if kind == UPLIFT:
        moves = moved_sides(answer(name).solution.program, program)[: program.early[0]]
        assert_small_steps(name, one, moves / one.step)
        assert -least_shortfall(name).gain(-moves) == pytest.approx(one.back, rel=1e-6)


def changed(name: str, one: Worth, folder: Path) -> LinearProgram:
    """The program of a scenario with the whole step of a headline, as a planner would write it."""
    for file in SCENARIOS.glob("*.csv"):
        copy(file, folder)
    change = f"{-one.step},%" if one.kind == UPLIFT else f"{one.step},year"
    rows = f"extends,,,,{name}.csv,,,,,\n{one.kind},,{one.item},,{change},,add,,\n"
    path = folder / "changed.csv"
    path.write_text(f"{WIDE}\n{rows}", encoding="utf-8")
    return program_of(load(path, SCENARIOS / "reference"))


def moves_of(name: str, one: Worth) -> np.ndarray:
    """By how much each row moves with one more of a budget or a line in a year."""
    program = answer(name).solution.program
    span = next(span for span in program.rows if span.name == one.kind)
    moves = np.zeros(program.early[0])
    moves[span.start + span.indices.index((one.country or one.item, one.year))] = 1.0
    return moves


@FIRST
def test_an_entry_price_agrees_with_a_solve_afresh(name):
    """At the price that was tried the objective of the stage that decides falls, as the order is
    placed; a thousandth above the entry price nothing changes."""
    found = answer(name)
    one = next(one for one in found.reasons if one.tried is not None)
    least = found.solution.stage(one.stage).least
    below, above = (
        optimum(scale(repriced(found, one, share)), one.stage)
        for share in (one.tried, one.entry * 1.001)
    )
    assert below < least - 1e-5
    assert above == pytest.approx(least, rel=1e-10)


def repriced(found: Answer, one: Reason, share: float) -> LinearProgram:
    """The program in which the orders of an ally for a system cost a share of their price."""
    plan, program = found.plan, found.solution.program
    span = next(span for span in program.columns if span.name == "order")
    named = plan.countries[one.country], plan.systems[one.system]
    mine = [span.start + n for n, index in enumerate(span.indices) if index[:2] == named]
    families = ("payments_follow_orders", "upkeep_follows_use", "origin")
    money = np.zeros(program.shape[0], dtype=bool)
    for rows in program.rows:
        money[rows.start : rows.stop] = rows.name in families
    told = np.isin(program.index, mine) & money[program.row_of_entry]
    return replace(program, data=np.where(told, program.data * share, program.data))


@FIRST
def test_a_rival_is_named_whichever_system_it_is(name):
    """The first of all systems is one too."""
    found = answer(name)
    named = [row["rival"] for row in told_reasons.rows(found)]
    systems = [*found.plan.systems, ""]  # -1 is the last
    assert named == [systems[one.rival] for one in found.reasons]
    assert {0, -1} < {one.rival for one in found.reasons}


@FIRST
def test_a_system_that_the_mix_keeps_out_names_its_share(name):
    """Where the ally orders nothing of the capability there is no room in a mix of its own."""
    found = answer(name)
    alone = [
        pair
        for pair in zip(found.reasons, told_reasons.rows(found), strict=True)
        if pair[0].beside == Beside.ALONE
    ]
    assert alone
    for one, row in alone:
        share, served = found.plan.max_mix[one.system], found.plan.serves[one.system]
        bought = found.outcome.ordered[one.country][found.plan.systems_of[served]].sum()
        assert share < 1 and bought < 1e-6
        assert f"at most {100 * share:.3g} % of what an ally orders of" in row["text"]
