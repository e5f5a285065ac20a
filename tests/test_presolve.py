"""What the bounds of a program alone decide."""

import numpy as np
import pytest
from worlds import program_of, random_plan

from model.compile import LinearProgram, Span
from model.highs import Solver
from model.lean import LeanSolver
from model.method import Method
from model.presolve import presolved
from model.scale import BILLION, scale
from model.stages import COST, SHORTFALL, concede, vertex
from model.substitute import substituted

NONE = np.inf


def program(rows, low=(), high=(), early=None) -> LinearProgram:
    """A program of rows (lower limit, entries, upper limit), whose columns are c0, c1, …"""
    entries = np.array([row for _, row, _ in rows], dtype=float)
    count, columns = entries.shape
    row, column = np.nonzero(entries)
    return LinearProgram(
        columns=(Span("c", tuple((n,) for n in range(columns)), 0),),
        rows=(Span("r", tuple((n,) for n in range(count)), 0),),
        early=early or (count, columns),
        start=np.searchsorted(row, np.arange(count + 1)),
        index=column,
        data=entries[row, column],
        row_low=np.array([low for low, _, _ in rows], dtype=float),
        row_high=np.array([high for _, _, high in rows], dtype=float),
        low=np.array(low or [0.0] * columns),
        high=np.array(high or [NONE] * columns),
        costs={},
        tolerance=0.0,
        worth=np.ones(columns),
        defined={},
    )


def left(program: LinearProgram) -> tuple[list[int], list[int]]:
    """The rows and the columns that are open."""
    found = presolved(substituted(program))
    return found.rows.tolist(), found.columns.tolist()


def test_nothing_is_left_out_that_one_row_limits_and_another_wants():
    """c0 + c1 <= 5 binds c0, of which c0 - c1 >= 1 wants more; c1 only makes both worse."""
    assert left(program([(-NONE, [1, 1], 5), (1, [1, -1], NONE)])) == ([0, 1], [0])


def test_a_cap_of_nothing_leaves_nothing():
    """c0 + 2 c1 <= 0, so that only c2 is left for c0 + c1 + c2 >= 3."""
    assert left(program([(-NONE, [1, 2, 0], 0), (3, [1, 1, 1], NONE)])) == ([1], [2])


def test_what_may_only_be_less_than_nothing_is_nothing():
    """-c0 - c1 >= 0 says the same as c0 + c1 <= 0."""
    assert left(program([(0, [-1, -1, 0], NONE), (3, [1, 1, 1], NONE)])) == ([1], [2])


def test_a_cap_below_nothing_is_left_to_the_solver():
    """c0 <= -1 cannot hold: that is not for presolve to say."""
    assert left(program([(-NONE, [1, 0], -1), (3, [1, 1], NONE)])) == ([0, 1], [0, 1])


def test_a_row_that_always_holds_is_left_out_and_a_use_that_it_had_with_it():
    """c0 >= -2 is no need for c0, and c1 + c0 <= 4 is then no limit for anything that is left: c1
    is of use nowhere."""
    assert left(program([(-2, [1, 0, 0], NONE), (-NONE, [1, 1, 0], 4), (1, [0, 0, 1], NONE)])) == (
        [2],
        [2],
    )


def test_one_thing_settles_another():
    """c0 is nothing under a cap of nothing; c1 - c0 <= 0 then leaves nothing for c1, and c2 <= c1
    nothing for c2; c3 has nobody left to serve in c3 >= c2 and goes as well."""
    chain = [
        (-NONE, [1, 0, 0, 0, 0], 0),
        (-NONE, [-1, 1, 0, 0, 0], 0),
        (-NONE, [0, -1, 1, 0, 0], 0),
        (0, [0, 0, -1, 1, 0], NONE),
        (1, [1, 1, 1, 0, 1], NONE),
    ]
    assert left(program(chain)) == ([4], [4])


def test_an_equation_is_of_use_either_way():
    """c0 - c1 = 0 and c1 - c2 >= -3: c2 only costs, then c1 is held by nothing, yet c0 holds it."""
    found = left(program([(0, [1, -1, 0], 0), (-3, [0, 1, -1], NONE), (-NONE, [1, 1, 0], 9)]))
    assert found == ([0, 2], [0, 1])


def test_a_row_without_a_bound_stays_as_it_may_get_one():
    assert left(program([(-NONE, [1], NONE), (1, [1], NONE)])) == ([0, 1], [0])


def test_a_column_that_can_only_be_nothing_is_left_out():
    assert left(program([(1, [1, 1], NONE)], high=[NONE, 0])) == ([0], [0])


@pytest.mark.parametrize("low", [-1.0, 1.0, -NONE])
def test_a_column_that_does_not_begin_at_nothing_is_left_alone(low):
    """Nor says a row with one that it is kept by 0: c0 + c1 <= 0 where c0 may be -1."""
    found = left(program([(-NONE, [1, 1], 0), (1, [0, 1], NONE)], low=[low, 0.0]))
    assert found == ([0, 1], [0, 1])


def test_what_only_the_third_stage_needs_is_left_alone():
    """The second row and the second column are late: a cap of nothing, and of no use."""
    found = program([(1, [1, 0], NONE), (-NONE, [1, 1], 0)], early=(1, 1))
    assert left(found) == ([0, 1], [0, 1])
    assert presolved(substituted(found)).program.early == (1, 1)


def test_the_program_has_the_entries_that_are_open():
    """c0 and its cap are gone; what is left keeps its numbers, labels and limits."""
    whole = program([(-NONE, [1, 0, 0], 0), (3, [7, 2, 0.5], NONE), (-NONE, [0, 4, 1], 9)])
    found = presolved(substituted(whole))
    short = found.program
    dense = np.zeros(short.shape)
    dense[short.row_of_entry, short.index] = short.data
    assert dense.tolist() == [[2, 0.5], [4, 1]]
    assert (short.row_low.tolist(), short.row_high.tolist()) == ([3, -NONE], [NONE, 9])
    assert [short.columns[0].label(n) for n in range(2)] == ["c[1]", "c[2]"]
    assert [short.rows[0].label(n) for n in range(2)] == ["r[1]", "r[2]"]
    assert found.cost(np.array([5.0, 6, 7])).tolist() == [6, 7]
    assert short.early == short.shape == (2, 2)


def least(solver: Solver, cost) -> float:
    """The least of a cost by dual simplex from nothing, MUSD."""
    solver.optimum(cost, Method.DUAL)
    return solver.solver.getInfo().objective_function_value * BILLION


@pytest.mark.parametrize("seed", range(20))
def test_the_shorter_program_has_the_optima_of_the_whole(seed):
    """By itself, without the whole that would put it right: the least shortfall, and the least cost
    on its face, or within what may be given up of it."""
    program = program_of(random_plan(seed))
    lean = LeanSolver(scale(program))
    whole = Solver(lean.scaled)
    for stage in (SHORTFALL, COST):
        cost = program.costs[stage]
        vertex(lean, stage, cost)
        short, right = least(lean.inner, lean.short.cost(cost)), least(whole, cost)
        assert short == pytest.approx(right, rel=1e-9, abs=1e-6)
        for solver in (lean, whole):
            if program.tolerance:
                concede(solver, right)
            else:
                solver.hold_face()
    assert right > 0


def test_random_worlds_have_something_to_leave_out():
    """Rows that force and columns of no use, so that the tests above are about something."""
    left_out = [
        (sum(~found.open_rows), sum(~found.open_columns))
        for found in (presolved(substituted(program_of(random_plan(seed)))) for seed in range(6))
    ]
    assert min(min(pair) for pair in left_out) > 5


def test_an_objective_that_rewards_what_was_left_out_is_put_right():
    """c0 helps no row, so presolve leaves it out; an objective that pays for it has it at its cap
    all the same, as the whole is looked at: min -c0 + c1 under c0 <= 4 and c1 >= 2 is -2."""
    whole = program([(-NONE, [1, 0], 4), (2, [0, 1], NONE)])
    solver = LeanSolver(scale(whole))
    end = solver.minimise(np.array([-1.0, 1.0]), Method.DUAL)
    assert end.x.tolist() == [4, 2]
