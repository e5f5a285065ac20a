"""Bounds that rows imply, given to HiGHS for a while."""

import numpy as np
import pytest
from test_presolve import NONE, program
from worlds import program_of, random_plan

from model import boxed
from model.highs import UPPER, Solver
from model.implied import implied_bounds
from model.lean import LeanSolver
from model.method import Method
from model.scale import scale
from model.stages import METHODS, SHORTFALL, weighted


def uppers(solver: Solver) -> list[float]:
    """The upper bounds in force, in the units of the program."""
    upper = np.array(solver.solver.getLp().col_upper_)
    return (upper * solver.scaled.column[: len(upper)]).tolist()


def test_columns_are_bounded_a_little_beyond_what_their_rows_imply():
    """By 1 % and a thousand dollars. 2 c0 + 4 c1 <= 8 leaves c0 at most 4 and c1 at most 2; c2 has
    no such row, c1 a bound of its own, c3 is held at 7 by its own bounds, though 2 c3 <= 2 would
    leave it 1."""
    rows = [(-NONE, [2, 4, 0, 0], 8), (1, [1, 1, 1, 0], NONE), (-NONE, [0, 0, 0, 2], 2)]
    high = [NONE, 1, NONE, 7]
    solver = Solver(scale(program(rows, low=[0, 0, 0, 7], high=high)))
    with solver.boxed():
        assert uppers(solver) == [pytest.approx(4.041, abs=1e-4), 1, NONE, 7]
    assert uppers(solver) == high


def test_rows_imply_what_they_say_by_now():
    """c0 <= 8 is c0 <= 2 once the row is held so; and it may say nothing."""
    solver = Solver(scale(program([(-NONE, [1], 8)])))
    for limit, box in ((2, 2.021), (NONE, NONE)):
        scaled = np.array([limit * solver.scaled.row[0]])
        solver.bound_rows(np.array([0]), np.array([-NONE]), scaled)
        with solver.boxed():
            assert uppers(solver) == [pytest.approx(box, abs=1e-4)]


def test_rows_of_a_later_stage_say_nothing():
    """c0 >= 1, and 0 for both only in a row that is not there yet."""
    rows = [(1, [1, 0], NONE), (-NONE, [1, 1], 0)]
    solver = Solver(scale(program(rows, early=(1, 1))))
    with solver.boxed():
        assert uppers(solver) == [NONE]


@pytest.mark.parametrize("cap", [0.0, 1e-12, 1e-9, 1e-6, 1e-3, 1.0])
def test_no_basis_ends_at_a_bound_however_little_a_row_leaves(cap):
    """c0 <= cap, and c0 + c1 >= 1 with c1 ten times as dear: c0 is at its cap, not at its box."""
    solver = Solver(scale(program([(-NONE, [1, 0], cap), (1, [1, 1], NONE)])))
    with solver.boxed():
        solver.optimum(np.array([1.0, 10.0]), Method.UNREDUCED)
        assert solver.solver.getBasis().col_status[0] != UPPER


def test_columns_below_nothing_are_refused():
    """c0 >= -1 would leave c1 more than c0 + c1 <= 4 says."""
    with pytest.raises(ValueError, match="below 0"):
        implied_bounds(program([(-NONE, [1, 1], 4)], low=[-1, 0]))


@pytest.mark.parametrize("error", [KeyError, KeyboardInterrupt])
def test_bounds_are_as_they_were_after_an_error_too(error):
    solver = Solver(scale(program([(-NONE, [1], 8)])))
    with pytest.raises(error), solver.boxed():
        raise error
    assert uppers(solver) == [NONE]


def test_nothing_more_is_asked_of_the_solver_once_it_is_short_of_memory(monkeypatch):
    """It would end the program, and nobody would be told."""
    solver = Solver(scale(program([(-NONE, [1], 8)])))
    with pytest.raises(MemoryError), solver.boxed():
        monkeypatch.setattr(solver, "solver", None)
        raise MemoryError


@pytest.mark.parametrize("seed", range(8))
def test_no_basis_ends_at_a_bound_that_only_rows_imply(seed):
    """So that it is one without them: the same is optimal then, without a pivot."""
    whole = program_of(random_plan(seed))
    solver = LeanSolver(scale(whole))
    solver.shorten()
    near = solver.short.cost(weighted(whole, 0))
    with solver.inner.boxed():
        assert np.isfinite(uppers(solver.inner)).sum() > 20
        _, pivots = solver.inner.optimum(near, Method.UNREDUCED)
        status = solver.inner.solver.getBasis().col_status
        assert pivots > 20
    own = uppers(solver.inner)
    assert not [n for n, state in enumerate(status) if state == UPPER and own[n] == NONE]
    assert solver.inner.optimum(near, Method.PRIMAL) == (Method.PRIMAL, 0)


def test_a_box_that_is_too_small_is_put_right(monkeypatch):
    """A hundredth of what rows imply leaves out the optimum; what follows the start finds it all
    the same."""
    whole = program_of(random_plan(1))
    cost = whole.costs[SHORTFALL]
    least = [
        Solver(scale(whole)).minimise(cost, *METHODS[SHORTFALL], near=near).x
        @ cost[: whole.early[1]]
        for near in (None, weighted(whole, 0))
    ]
    monkeypatch.setattr(boxed, "BEYOND", 0.01)
    solver = Solver(scale(whole))
    found = solver.minimise(cost, *METHODS[SHORTFALL], near=weighted(whole, 0))
    assert [found.x @ cost[: whole.early[1]], least[1]] == pytest.approx([least[0]] * 2, rel=1e-9)
