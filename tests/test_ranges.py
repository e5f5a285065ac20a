"""How far headline numbers may move: worlds small enough to see what they could be."""

from __future__ import annotations

from dataclasses import replace

import highspy
import numpy as np
import pytest
from test_explain import answered
from worlds import random_plan, small_plan

from model.errors import SolveError
from model.explain import near as near_module
from model.explain.near import Near, down_to_nothing, find_ranges, headlines, range_of
from model.explain.ranges import FIRM, FREE, LOOSE, SPENDING, UNITS, WITHIN, Range, range_text
from model.highs import Solver
from model.results.answer import Answer
from model.scale import scale
from model.stages import COST, SHORTFALL

TWO = [{}, {"name": "mark2"}]
"""Two systems at 10 MUSD."""


def ranges(answer: Answer) -> dict[tuple[str, str], Range]:
    """Each range by its kind and code."""
    codes = {UNITS: answer.plan.systems, SPENDING: answer.plan.countries}
    return {(one.kind, codes[one.kind][one.place]): one for one in find_ranges(answer)}


def test_of_two_systems_alike_either_may_be_all_or_nothing():
    """10 tanks are wanted, at 10 MUSD of either kind: from none to all ten, for the same money."""
    answer = answered(small_plan([{"cap": 100.0}], systems=TWO))
    found = {code: one for (kind, code), one in ranges(answer).items() if kind == UNITS}
    for one in found.values():
        assert one.ends[0] == pytest.approx((0.0, 10.0), abs=1e-6)
    assert {one.stamp for one in found.values()} == {FREE}


def test_what_there_is_one_way_for_is_firm():
    """All 10 tanks at 10 MUSD, as there is no other system: 100 MUSD are spent."""
    found = ranges(answered(small_plan([{"cap": 100.0}])))
    for key, planned in ((UNITS, 10.0), (SPENDING, 100.0)):
        (one,) = (one for (kind, _), one in found.items() if kind == key)
        assert one.planned == pytest.approx(planned)
        assert one.ends[0] == pytest.approx((planned, planned))
        assert one.stamp == FIRM


def test_a_dearer_system_comes_in_as_far_as_the_share_pays_for_it():
    """10 tanks at 10 MUSD cost 100. One of the second kind costs 2 MUSD more: 1 % more cost, a
    MUSD, lets half a tank be of it, 5 % lets 2.5; none is for the least cost."""
    answer = answered(small_plan([{"cap": 500.0}], systems=[{}, {"name": "mark2", "price": 12.0}]))
    near = Near(answer.solution, scale(answer.solution.program))
    weights = np.zeros(answer.solution.program.shape[1])
    for span in answer.solution.program.columns:
        if span.name == "order":
            weights[span.start : span.stop] = [index[1] == "mark2" for index in span.indices]
    most = [float(weights @ plan) for plan in near.extremes(-weights)]
    assert most == pytest.approx([0.0, 0.5, 2.5], abs=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_ranges_hold_the_plan_and_grow_with_the_share(seed):
    for one in find_ranges(answered(random_plan(seed))):
        slack = 1e-9 * max(1.0, one.planned)
        (low, high), *wider = one.ends
        assert low - slack <= one.planned <= high + slack
        for lower, higher in wider:
            assert lower <= low
            assert high <= higher
            low, high = lower, higher


@pytest.mark.parametrize("seed", range(6))
def test_ranges_are_those_of_a_program_solved_afresh(seed):
    """The rows of stages 1 and 2, and two rows more: no more shortfall than the least, and at most
    so much more cost; solved by HiGHS from nothing, with its own presolve and scaling."""
    answer = answered(random_plan(seed))
    near = Near(answer.solution, scale(answer.solution.program))
    for headline in headlines(answer)[:4]:
        found = range_of(near, headline)
        for within, (low, high) in zip(WITHIN, found.ends, strict=True):
            for end, sign in ((low, 1), (high, -1)):
                told = sign * afresh(answer, sign * headline.weights, within)
                assert end == pytest.approx(told, rel=1e-4, abs=1e-4)


def afresh(answer: Answer, weights: np.ndarray, within: float) -> float:
    """The least of a sum among the plans near the cheapest, by another road."""
    program = answer.solution.program
    rows, columns = program.early
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    lp = highspy.HighsLp()
    end = program.start[rows]
    lp.num_row_, lp.num_col_, lp.col_cost_ = rows, columns, weights[:columns]
    lp.col_lower_, lp.col_upper_ = program.low[:columns], program.high[:columns]
    lp.row_lower_, lp.row_upper_ = program.row_low[:rows], program.row_high[:rows]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = program.start[: rows + 1]
    lp.a_matrix_.index_, lp.a_matrix_.value_ = program.index[:end], program.data[:end]
    solver.passModel(lp)
    allowed = {SHORTFALL: 1 + program.tolerance + 1e-9, COST: 1 + within}
    for stage, factor in allowed.items():
        cost = program.costs[stage][:columns]
        there = np.flatnonzero(cost).astype(np.int32)
        most = answer.solution.stage(stage).least * factor + 1e-7
        solver.addRow(-np.inf, most, len(there), there, cost[there])
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(solver.getInfo().objective_function_value)


@pytest.mark.parametrize(
    ("low", "high", "stamp", "text"),
    [
        (40.0, 44.0, FIRM, "40-44, firm"),
        (40.0, 44.3, LOOSE, "40-44, loose"),
        (0.0, 42.0, FREE, "0-42, free"),
        (0.0, 120.0, FREE, "0-120, free"),
        (42.0, 42.0, FIRM, "42, firm"),
    ],
)
def test_a_range_is_stamped_by_its_width_against_the_number(low, high, stamp, text):
    """Of 42 a tenth is 4.2."""
    one = Range(UNITS, 0, 42.0, 420.0, ((42.0, 42.0), (low, high), (0.0, 999.0)))
    assert one.stamp == stamp
    assert range_text(one) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (9.6, 10.4, "10 MUSD, firm"),
        (9.6, 10.6, "10-11 MUSD, firm"),
        (900.0, 2040.0, "0.9-2.0 bn USD, free"),
    ],
)
def test_money_is_told_in_one_unit(low, high, text):
    planned = 1000.0 if high > 1000 else 10.0
    one = Range(SPENDING, 0, planned, planned, ((planned,) * 2, (low, high), (low, high)))
    assert range_text(one) == text


def test_the_united_states_has_no_part_in_a_number():
    """Two allies want 10 tanks each; of what both order only that of the other is a headline."""
    allies = [{"cap": 100.0}, {"name": "UUU", "us": True, "cap": 100.0}]
    answer = answered(small_plan(allies))
    found = ranges(answer)
    assert found.keys() == {(UNITS, answer.plan.systems[0]), (SPENDING, answer.plan.countries[0])}
    assert found[UNITS, answer.plan.systems[0]].planned == pytest.approx(10.0)


def test_a_plan_that_breaks_the_program_is_not_believed():
    answer = answered(small_plan([{"cap": 100.0}]))
    near = Near(answer.solution, scale(answer.solution.program))
    with pytest.raises(SolveError, match="does not hold the program"):
        near.believed(np.full(near.columns, 1e3), 0.05)


def test_no_answer_depends_on_the_question_before():
    """Asked in another order, every range is the same."""
    answer = answered(random_plan(3))
    found = headlines(answer)
    near = Near(answer.solution, scale(answer.solution.program))
    forth = [range_of(near, one) for one in found]
    back = [range_of(near, one) for one in reversed(found)][::-1]
    for one, other in zip(forth, back, strict=True):
        assert replace(one, ends=()) == replace(other, ends=())
        assert np.array(one.ends) == pytest.approx(np.array(other.ends), rel=1e-7, abs=1e-7)


def test_a_number_that_may_be_nothing_is_not_asked_for_less(monkeypatch):
    """Either of two systems alike may be none at no cost, so that less is asked for once. Upwards
    it is asked three times: 5 % more than 100 MUSD buy half a tank more than the ten."""
    answer = answered(small_plan([{"cap": 100.0}], systems=TWO))
    near = Near(answer.solution, scale(answer.solution.program))
    asked = watched(near, monkeypatch)
    number = next(one for one in headlines(answer) if one.kind == UNITS)
    assert range_of(near, number).ends[-1] == pytest.approx((0.0, 10.5))
    assert [solver for solver, _ in asked] == [near.face, near.face, near.row, near.row]
    ended = near.face.solver.getBasis()
    for solver, start in asked:
        begun = near.cheapest if solver is near.face else ended
        assert start.col_status == begun.col_status
        assert start.row_status[: near.row.rows] == begun.row_status


def test_what_rounding_leaves_of_nothing_is_nothing():
    """What comes after it is not looked at."""
    assert list(down_to_nothing(iter([5.0, 4e-13, 3.0]))) == [5.0, 0.0]
    assert list(down_to_nothing(iter([5.0, -4e-13]))) == [5.0, 0.0]


def test_where_money_is_not_what_bounds_a_number_more_of_it_is_not_asked_about(monkeypatch):
    """The line makes the 10 tanks that are wanted and no more: neither end moves with the cost, so
    that 5 % are not asked about once 1 % is left over."""
    answer = answered(small_plan([{"cap": 200.0}], first=2029, systems=[{"production": 10.0}]))
    near = Near(answer.solution, scale(answer.solution.program))
    asked = watched(near, monkeypatch)
    number = next(one for one in headlines(answer) if one.kind == UNITS)
    assert np.array(range_of(near, number).ends) == pytest.approx(np.full((3, 2), 10.0))
    assert [solver for solver, _ in asked] == 2 * [near.face, near.row]


def test_where_primal_simplex_does_not_end_dual_simplex_finds_the_same(monkeypatch):
    answer = answered(random_plan(1))
    right = find_ranges(answer)
    primal, dual = near_module.WAYS
    monkeypatch.setattr(near_module, "WAYS", ({**primal, "simplex_iteration_limit": 0}, dual))
    for one, other in zip(find_ranges(answer), right, strict=True):
        assert np.array(one.ends) == pytest.approx(np.array(other.ends), rel=1e-6, abs=1e-6)


def watched(near: Near, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Solver, highspy.HighsBasis]]:
    """What is asked from now on: the solver, of the face or with a row for the cost, and the basis
    to begin with."""
    asked: list[tuple[Solver, highspy.HighsBasis]] = []
    solved = near.solved
    monkeypatch.setattr(near, "solved", lambda *given: asked.append(given) or solved(*given))
    return asked
