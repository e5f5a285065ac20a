"""What one more is worth: worlds small enough to see it, and random ones solved afresh."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from test_explain import answered
from worlds import program_of, random_plan, small_plan

from model.errors import SolveError, VerificationError
from model.explain import moved
from model.explain.more import limit_steps, limits, moved_sides, worth
from model.explain.moved import Moved
from model.explain.worth import BUDGET, INDUSTRY, Worth
from model.lean import LeanSolver
from model.method import Method
from model.results.answer import Answer
from model.scale import scale
from model.stages import COST, SHORTFALL, solve_program


def stages_of(answer: Answer) -> list[Moved]:
    """Both stages of an answer in HiGHS again."""
    scaled = scale(answer.solution.program)
    return [Moved(answer.solution, scaled, name) for name in (SHORTFALL, COST)]


def best(kind: str, *allies, **world) -> list[Worth]:
    """The headlines of a kind in a small world."""
    answer = answered(small_plan(allies or ({},), **world))
    return limits(answer, stages_of(answer), kind)


def test_money_closes_what_it_buys_until_the_target_is_met():
    """20 MUSD in 2029 buy 2 of 10 tanks. A dollar more closes a dollar; a billion buys all 8 that
    are missing, and no more: 80 MUSD. A dollar less opens a dollar."""
    (one,) = best(BUDGET, {"cap": 20.0}, first=2029)
    assert (one.stage, one.country, one.year, one.step) == (SHORTFALL, "AAA", 2029, 1000.0)
    assert (one.price, one.first, one.less) == pytest.approx((1.0, 1.0, 1.0))
    assert one.whole == pytest.approx(80.0)


def test_a_slot_closes_one_unit():
    """The line makes 2 of 10 tanks: a third is worth its 10 MUSD."""
    (one,) = best(INDUSTRY, first=2029, systems=[{"production": 2.0}])
    assert (one.stage, one.item, one.year, one.step) == (SHORTFALL, "mark1", 2029, 1.0)
    assert (one.price, one.first, one.less, one.whole) == pytest.approx((10.0,) * 4)


def test_where_nothing_is_missing_a_slot_saves_money():
    """4 tanks of mark1 at 10 MUSD, the other 6 of mark2 at 15: one more of mark1 saves 5 MUSD, one
    less costs 5."""
    (one,) = best(
        INDUSTRY, first=2029, systems=[{"production": 4.0}, {"name": "mark2", "price": 15.0}]
    )
    assert (one.stage, one.item) == (COST, "mark1")
    assert (one.price, one.first, one.less, one.whole) == pytest.approx((5.0,) * 4)


def test_a_limit_that_is_just_enough_is_worth_nothing_more():
    """The line makes just 10 of 10 tanks, and so does a second one at 15 MUSD: one more of the
    cheap line does nothing, one less costs 5 MUSD. Whatever the dual says, no headline is made."""
    systems = [{"production": 10.0}, {"name": "mark2", "price": 15.0}]
    assert best(INDUSTRY, first=2029, systems=systems) == []


def test_less_that_only_more_shortfall_could_bear_is_blank(monkeypatch):
    """Beside the price of 5 MUSD, the second line makes just the 6 tanks that are still wanted. One
    less of mark1 would leave a tank missing, which is no matter of cost. Two duals are right for
    stage 1; that which dual simplex ends with in the whole program has no price on mark1."""
    monkeypatch.setitem(Method.UNREDUCED.value, "simplex_iteration_limit", 0)
    monkeypatch.setattr(LeanSolver, "shorten", lambda self: None)
    systems = [{"production": 4.0}, {"name": "mark2", "price": 15.0, "production": 6.0}]
    answer = answered(small_plan(first=2029, systems=systems))
    (step, *_) = (s for s in limit_steps(answer, INDUSTRY) if s.item == "mark1")
    stages = stages_of(answer)
    assert stages[0].gain(step.rows, -1 * step.moves) == pytest.approx(-10.0)
    one = worth(step, stages)
    assert (one.stage, one.first, one.less) == (COST, pytest.approx(5.0), None)


@pytest.mark.parametrize("seed", range(12))
def test_first_and_less_bracket_the_price(seed):
    """The optimum is convex in a limit: a small step to the better does no more than the price, a
    small step back undoes no less, and the whole step does no more than its first part promises."""
    answer = answered(random_plan(seed))
    stages, tried = stages_of(answer), 0
    for family in (BUDGET, INDUSTRY):
        for step in list(limit_steps(answer, family))[::3]:
            one = worth(step, stages)
            assert one.price is not None and one.first is not None
            room = 1e-6 * max(1.0, abs(one.price))
            assert -room <= one.first <= one.price + room
            assert one.less is None or one.less >= one.price - room
            assert one.whole <= one.first * one.step + room * one.step
            tried += one.price > 1e-3
    assert tried > 0


@pytest.mark.parametrize("seed", range(1, 13, 2))
def test_a_headline_is_what_a_whole_new_solve_says(seed):
    """The best headline of each kind, as the whole program solved afresh has it: the stage that
    it names falls by what the whole step does, and no stage before it changes."""
    answer = answered(random_plan(seed))
    stages, program = stages_of(answer), answer.solution.program
    for family in (BUDGET, INDUSTRY):
        for one in limits(answer, stages, family)[:1]:
            span = next(span for span in program.rows if span.name == family)
            row = span.start + span.indices.index((one.country or one.item, one.year))
            more = np.zeros(program.shape[0])
            more[row] = one.step
            again = solve_program(replace(program, row_high=program.row_high + more))
            least = answer.solution.stage(one.stage).least
            assert least - again.stage(one.stage).least == pytest.approx(one.whole, rel=1e-6)
            if one.stage == COST:
                before = answer.solution.stage(SHORTFALL).least
                assert again.stage(SHORTFALL).least == pytest.approx(before, rel=1e-9, abs=1e-6)


def test_another_matrix_is_no_move_of_sides():
    """Only right-hand sides may differ; the price of a tank is something else."""
    one, other = (program_of(small_plan(systems=[{"price": price}])) for price in (10.0, 11.0))
    with pytest.raises(VerificationError, match="more of the program"):
        moved_sides(one, other)
    assert not moved_sides(one, one).any()


def test_a_stage_that_no_way_ends_is_an_error(monkeypatch):
    """Nothing is told that HiGHS has not found; a way that ends later is taken."""
    answer = answered(small_plan(({"cap": 20.0},), first=2029))
    scaled = scale(answer.solution.program)
    never = {**moved.WAYS[1], "simplex_iteration_limit": 0, "presolve": "off"}
    asked = Moved(answer.solution, scaled, SHORTFALL)
    asked.solver.checked(asked.solver.solver.clearSolver(), "a fresh start")
    monkeypatch.setattr(moved, "WAYS", (never, moved.WAYS[1]))
    assert asked.run() == pytest.approx(80.0)
    asked.solver.checked(asked.solver.solver.clearSolver(), "a fresh start")
    monkeypatch.setattr(moved, "WAYS", (never,))
    with pytest.raises(SolveError, match="could not say what one more would be worth"):
        asked.run()


def test_a_stage_that_is_not_found_again_is_an_error(monkeypatch):
    answer = answered(small_plan(first=2029))
    monkeypatch.setattr(Moved, "run", lambda self: None)
    with pytest.raises(SolveError, match="does not find a stage again"):
        stages_of(answer)
