"""Which limits cannot all hold: worlds small enough to see, then random ones and one that ships,
where every conflict and the way out are tried on the whole program by other means."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack
from test_explain_scenarios import Whole
from worlds import answer, random_plan, small_plan

from model import load, solve
from model.explain.conflicts import find_conflicts, prices
from model.explain.lifts import LIFTS
from model.explain.strict import AGAINST_LIMITS, AGAINST_TIME, GIVEN_UP, UNITS, Conflict, Strict
from model.outcome import work_out
from model.plan import Plan
from model.results.answer import Answer

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"
MET = 1e-6
"""The share of a target that may be missing where it is met."""

FAVOURED = {"name": "mark2", "favoured": True, "max_mix": 0.3}


def answered(plan: Plan) -> Answer:
    """What the tables would be read from."""
    solution = answer(plan)
    return Answer(None, plan, solution, work_out(plan, solution), (), (), ())  # type: ignore[arg-type]


def strict(*allies: dict[str, Any], **world: Any) -> Strict:
    """The conflicts of a small world."""
    return find_conflicts(answered(small_plan(allies or ({},), **world)))


def rows(conflict: Conflict) -> set[tuple[Any, ...]]:
    """The rows of a conflict, each as its family and index."""
    return {(limit.family, *limit.index) for limit in conflict.limits}


def way_out(found: Strict) -> dict[tuple[Any, ...], float]:
    """By how much each row is passed in the cheapest way out."""
    return {(one.limit.family, *one.limit.index): pytest.approx(one.more) for one in found.openings}


# --- worlds whose conflicts are known


def test_one_budget_stands_against_one_target():
    """20 MUSD a year buy 8 of 10 tanks by 2029. Money without limit in any of the four years would
    buy the rest, so all four stand against it. 20 MUSD more are enough, told of the last year."""
    found = strict({"cap": 20.0})
    (conflict,) = found.conflicts
    assert conflict.against == AGAINST_LIMITS
    assert rows(conflict) == {("budget", "AAA", year) for year in range(2026, 2030)}
    assert way_out(found) == {("budget", "AAA", 2029): pytest.approx(20, rel=1e-5)}
    assert found.unavoidable == pytest.approx(0, abs=1e-6)


def test_money_that_comes_too_late_for_its_target_is_no_part_of_a_conflict():
    """Wanted in 2027 and kept in 2029: what 2028 and 2029 bring cannot help the target of 2027,
    for which most is missing: 6 of 10, and 2 in 2029."""
    found = strict({"cap": 20.0}, capabilities=[{"deadline": 2027}])
    (conflict,) = found.conflicts
    assert (conflict.year, conflict.shortfall) == (2027, pytest.approx(6))
    assert rows(conflict) == {("budget", "AAA", 2026), ("budget", "AAA", 2027)}


def test_a_line_of_zero_stands_against_a_target():
    """Nothing is made in any year; ten units in the last are enough, worth 100 MUSD."""
    found = strict(systems=[{"production": 0.0}])
    (conflict,) = found.conflicts
    assert rows(conflict) == {("industry", "mark1", year) for year in range(2026, 2030)}
    assert way_out(found) == {("industry", "mark1", 2029): pytest.approx(10, rel=1e-5)}
    assert sum(one.worth for one in found.openings) == pytest.approx(100, rel=1e-5)


def test_an_origin_floor_and_a_mix_stand_against_each_other():
    """Half of the money must go to the favoured system, which may be 30 % of the units, at the same
    price: nothing can be bought. Ten tanks take 20 MUSD past the floor or 2 tanks past the mix."""
    found = strict({"floor": 0.5}, systems=[{}, FAVOURED])
    (conflict,) = found.conflicts
    assert rows(conflict) == {("origin", "AAA"), ("mix", "AAA", "mark2")}
    assert sum(one.worth for one in found.openings) == pytest.approx(20, rel=1e-5)


def test_mixes_that_add_up_to_less_than_all_stand_against_every_order():
    found = strict(systems=[{"max_mix": 0.4}, {"name": "mark2", "max_mix": 0.4}])
    (conflict,) = found.conflicts
    assert rows(conflict) == {("mix", "AAA", "mark1"), ("mix", "AAA", "mark2")}


def test_a_share_of_the_pool_stands_against_a_pooled_target():
    """No ally may provide more than half; BBB has no money, so AAA may buy nothing. Either share,
    AAA's opened or BBB's money, would let the pool be met: at least one must give way."""
    allies = [{}, {"name": "BBB", "cap": 0.0}]
    found = strict(*allies, capabilities=[{"pooled": 1.0}], max_share=0.5)
    (conflict,) = found.conflicts
    assert conflict.country == -1
    assert ("concentration", "AAA", "tank", 2029) in rows(conflict)
    assert {family for family, *_ in rows(conflict)} == {"concentration", "budget"}


def test_an_order_that_comes_too_late_is_in_conflict_with_time():
    """Four years from order to delivery: the first tank would be there in 2030. All is missing
    whatever is opened, 100 MUSD, and there is nothing to open."""
    found = strict(systems=[{"lead": 4}])
    (conflict,) = found.conflicts
    assert (conflict.against, conflict.limits) == (AGAINST_TIME, ())
    assert (found.openings, found.unavoidable) == ((), pytest.approx(100))


def test_what_a_plan_gives_up_is_in_conflict_with_no_limit():
    """100 MUSD a year are enough for the ten tanks, but a priority of 0 asks for none."""
    found = strict(capabilities=[{"priority": 0.0}])
    (conflict,) = found.conflicts
    assert (conflict.against, conflict.limits) == (GIVEN_UP, ())
    assert found.openings == ()


def test_each_ally_has_one_conflict_for_what_it_lacks_most_and_the_dearest_comes_first():
    """AAA can pay 8 of 10 tanks and 10 guns at 1 MUSD in their place; BBB pays nothing."""
    allies = [{"cap": 20.0}, {"name": "BBB", "cap": 0.0}]
    found = strict(*allies)
    assert [(one.country, one.missing) for one in found.conflicts] == [
        (1, pytest.approx(100)), (0, pytest.approx(20)),
    ]  # fmt: skip
    assert sum(one.worth for one in found.openings) == pytest.approx(120, rel=1e-5)


def test_every_family_that_a_lift_opens_has_a_unit():
    assert UNITS.keys() == {family for lift in LIFTS for family in lift.rows}


# --- tried on the whole program by other means


class Kept(Whole):
    """The whole program of an answer, in which of the limits on a target only some are kept."""

    def opened(self, capability: int, kept: frozenset[tuple[Any, ...]]) -> tuple[int, ...]:
        """The rows that all lifts open for a target of a capability, but for those kept."""
        held = {
            span.start + n
            for span in self.program.rows
            for n, index in enumerate(span.indices)
            if (span.name, *index) in kept
        }
        return tuple(row for row in super().opened(capability, frozenset(LIFTS)) if row not in held)

    def left(self, conflict: Conflict, kept: Collection[tuple[Any, ...]]) -> float:
        """The least shortfall of a target while these rows are kept and all others are open."""
        (left,) = self.least([conflict], kept)  # type: ignore[list-item, arg-type]
        return left


def assert_irreducible(whole: Kept, conflict: Conflict) -> None:
    """With all that is named the target is missed, without any one of it it is met."""
    met = MET * max(1.0, conflict.needed)
    named = rows(conflict)
    assert whole.left(conflict, named) > met, conflict
    for row in named:
        assert whole.left(conflict, named - {row}) <= met * (1 + MET), (conflict, row)


def assert_way_out(known: Answer, found: Strict) -> None:
    """With the limits moved as told nothing is missing but what is unavoidable, and no other way of
    moving them is cheaper."""
    program = known.solution.program
    count, columns = program.early
    matrix = csr_array((program.data, program.index, program.start), shape=program.shape)[
        :count, :columns
    ]
    low, high = program.row_low[:count].copy(), program.row_high[:count].copy()
    for one in found.openings:
        span = next(span for span in program.rows if span.name == one.limit.family)
        row = span.start + span.indices.index(one.limit.index)
        high[row] += one.more
        low[row] -= one.more
    worth = worth_of_shortfall(known)
    scale = max(1.0, float(worth @ known.solution.x[:columns]))
    missing = minimum(worth, matrix, low, high)
    assert missing == pytest.approx(found.unavoidable, abs=1e-6 * scale)
    assert cheapest(known, found, matrix, worth, scale) == pytest.approx(
        sum(one.worth for one in found.openings), rel=1e-4, abs=1e-4 * scale
    )


def cheapest(known: Answer, found: Strict, matrix: Any, worth: Any, scale: float) -> float:
    """The least worth of openings with which no more is missing than is unavoidable."""
    program, (count, columns) = known.solution.program, known.solution.program.early
    price = np.zeros(count)
    families = {family: span for span in program.rows for family in [span.name]}
    for row, one in prices_by_row(known, families).items():
        price[row] = one
    open_rows = np.flatnonzero(price)
    side = np.where(np.isfinite(program.row_high[:count]), -1.0, 1.0)[open_rows]
    passed = csr_array((side, (open_rows, np.arange(len(open_rows)))), (count, len(open_rows)))
    total = csr_array(np.concatenate([worth, np.zeros(len(open_rows))])[None])
    rows_of = csr_array(hstack([matrix, passed]))
    cost = np.concatenate([np.zeros(columns), price[open_rows]])
    limits = program.row_low[:count], program.row_high[:count]
    capped = csr_array(np.concatenate([rows_of.toarray(), total.toarray()]))
    most = found.unavoidable + 1e-7 * scale
    planned = known.solution.x[:columns].tolist()
    bounds = [(0, planned[at] if at < columns and worth[at] else None) for at in range(len(cost))]
    return minimum(cost, capped, np.append(limits[0], -np.inf), np.append(limits[1], most), bounds)


def prices_by_row(known: Answer, families: Any) -> dict[int, float]:
    """What passing each row that a lift opens counts, by its place in the program."""
    from model.explain.block import block_of_all
    from model.scale import scale

    limits = dict(
        enumerate(block_of_all(known.plan, scale(known.solution.program), known.solution.x).limits)
    )
    priced = dict(prices(known.plan, limits))
    return {
        families[limit.family].start + families[limit.family].indices.index(limit.index): priced[at]
        for at, limit in limits.items()
    }


def minimum(cost: Any, matrix: Any, low: Any, high: Any, bounds: Any = (0, None)) -> float:
    """The least of a sum over columns, of at least 0 each, within the limits of rows."""
    least, most = np.isfinite(low), np.isfinite(high)
    a = np.concatenate([matrix[most].toarray(), -matrix[least].toarray()])
    ended = linprog(
        cost, a, np.concatenate([high[most], -low[least]]), bounds=bounds, method="highs"
    )
    assert ended.status == 0, ended.message
    return float(ended.fun)


def worth_of_shortfall(known: Answer) -> Any:
    """What each column counts as missing, MUSD a unit, without priorities."""
    plan, program = known.plan, known.solution.program
    worth = np.zeros(program.early[1])
    for span in program.columns:
        if span.name in ("shortfall", "pool_shortfall"):
            codes = [plan.capabilities.index(str(index[-2])) for index in span.indices]
            worth[span.start : span.stop] = plan.value[codes]
    return worth


@cache
def random_answer(seed: int) -> Answer:
    """The answer to a random world."""
    return answered(random_plan(seed))


@pytest.mark.parametrize("seed", range(12))
def test_conflicts_of_random_worlds_are_irreducible_and_the_way_out_leads_out(seed):
    known = random_answer(seed)
    found = find_conflicts(known)
    whole = Kept(known)
    for conflict in found.conflicts:
        if conflict.against == AGAINST_LIMITS:
            assert_irreducible(whole, conflict)
        else:
            assert conflict.limits == ()
    assert_way_out(known, found)


def test_random_worlds_hold_conflicts_of_every_kind():
    kinds: Sequence[str] = [
        family
        for seed in range(12)
        for conflict in find_conflicts(random_answer(seed)).conflicts
        for family in [conflict.against, *(limit.family for limit in conflict.limits)]
    ]
    assert {AGAINST_LIMITS, AGAINST_TIME, "budget", "industry", "mix", "origin"} <= set(kinds)


@pytest.mark.nightly
def test_conflicts_of_a_scenario_that_ships_are_irreducible():
    known = solve(load(SCENARIOS / "five_years.csv")).answer
    found = find_conflicts(known)
    whole = Kept(known)
    limited = [one for one in found.conflicts if one.against == AGAINST_LIMITS]
    assert len(limited) > 10
    for conflict in limited[:8]:
        assert_irreducible(whole, conflict)
    late = next(one for one in found.conflicts if one.against == AGAINST_TIME)
    assert whole.left(late, set()) > MET * late.needed
    assert found.unavoidable > 0
