"""A basis is solved in rational numbers, and what rounding makes of a tie is told exactly."""

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import answer, random_plan, small_plan

from model.basis import LIMIT, Basis, Moves, bases, examined, prove_bases
from model.compile import LinearProgram, Span
from model.eliminate import duals, eliminated, values
from model.errors import VerificationError
from model.highs import Solver
from model.method import Method
from model.output.screen import certified
from model.scale import scale

NONE = Moves(0, Fraction(0))
LAST_BIT = Fraction(1, 2**55)
"""0.1 + 0.2 - 0.3, read as the fractions that these floats are: 3602879701896397 / 2^55,
3602879701896397 / 2^54 and 5404319552844595 / 2^54, which is (3 * 3602879701896397 - 2 *
5404319552844595) / 2^55 = 1 / 2^55."""


def examine(matrix, low, cost, basic, held=(), next_held=(), high=None) -> Basis:
    """The basis of min cost x, matrix x >= low (or <= high), x >= 0; -1 - i in `basic` is row i."""
    dense = np.array(matrix, dtype=float)
    row, column = np.nonzero(dense)
    rows, columns = dense.shape
    program = LinearProgram(
        columns=(Span("x", tuple((j,) for j in range(columns)), 0),),
        rows=(Span("row", tuple((i,) for i in range(rows)), 0),),
        early=(rows, columns),
        start=np.searchsorted(row, np.arange(rows + 1)),
        index=column,
        data=dense[row, column],
        row_low=np.array(low, dtype=float),
        row_high=np.full(rows, np.inf) if high is None else np.array(high, dtype=float),
        low=np.zeros(columns),
        high=np.full(columns, np.inf),
        costs={"stage": np.array(cost, dtype=float)},
        tolerance=0.0,
        worth=np.ones(columns),
        defined={},
    )
    stage = SimpleNamespace(name="stage", point=SimpleNamespace(basic=np.array(basic)))
    return examined(program, stage, frozenset(held), frozenset(next_held))


def test_a_basis_that_is_optimal_needs_no_move():
    """min x0 + 2 x1, x0 + x1 >= 4, x0 <= 3: x = (3, 1); y = (2, -1), and of these the signs are
    right. Both rows have a price and stay tight in later stages."""
    found = examine([[1, 1], [1, 0]], [4, -np.inf], [1, 2], [0, 1], high=[np.inf, 3])
    assert (found.limits, found.costs) == (NONE, NONE)
    assert found.holds == {-1, -2}
    assert sorted(found.pivots) == [(0, 1), (1, 0)]


def test_a_vertex_on_more_rows_than_it_needs_is_no_exception():
    """The same, and x0 - x1 <= 2 goes through the vertex as well, without being in the basis: that
    it is tight costs nothing, and it is not held."""
    found = examine(
        [[1, 1], [1, 0], [1, -1]], [4, -np.inf, -np.inf], [1, 2], [0, 1, -3], high=[np.inf, 3, 2]
    )
    assert (found.limits, found.costs) == (NONE, NONE)
    assert found.holds == {-1, -2}


def test_limits_that_tie_on_paper_move_by_the_last_bit():
    """x0 >= 0.1 and x1 >= 0.2 leave no room below x0 + x1 <= 0.3, but for the last bit."""
    found = examine(
        [[1, 0], [0, 1], [1, 1]],
        [0.1, 0.2, -np.inf],
        [1, 1],
        [0, 1, -3],
        high=[np.inf, np.inf, 0.3],
    )
    assert found.limits == Moves(1, LAST_BIT)
    assert found.costs == NONE


def test_a_column_below_zero_by_the_last_bit_moves_its_bound():
    """x0 + x1 = 0.3, x1 = 0.2 and x0 - x2 = 0.1 leave x2 = 0.3 - 0.2 - 0.1 = -1 / 2^55."""
    matrix = [[1, 1, 0], [0, 1, 0], [1, 0, -1]]
    found = examine(matrix, [0.3, 0.2, 0.1], [1, 1, 1], [0, 1, 2], high=[0.3, 0.2, 0.1])
    assert found.limits == Moves(1, LAST_BIT)


def test_costs_that_tie_on_paper_move_by_the_last_bit():
    """x2 does for 0.3 what x0 and x1 do for 0.1 and 0.2: its reduced cost is 0.3 - (0.1 + 0.2)."""
    found = examine([[1, 0, 1], [0, 1, 1]], [1, 1], [0.1, 0.2, 0.3], [0, 1])
    assert (found.limits, found.costs) == (NONE, Moves(1, LAST_BIT))
    assert found.holds == {-1, -2}


def test_a_tie_is_a_move_unless_the_solver_held_it():
    """0.1 + 0.2 in floats is 0.3 + 1 / 2^54, so that x2 is dearer by 1 / 2^55 than x0 and x1. That
    is true, and may be held; where the next stage lets x2 be other than 0, its cost moves."""
    tie = [[1, 0, 1], [0, 1, 1]], [1, 1], [0.1, 0.2, 0.1 + 0.2], [0, 1]
    assert examine(*tie).costs == Moves(1, LAST_BIT)
    assert examine(*tie).holds == {-1, -2}
    found = examine(*tie, next_held=[2])
    assert (found.costs, found.small, found.holds) == (NONE, {2}, {-1, -2, 2})


def test_what_earlier_stages_hold_may_have_any_price():
    """x1 would be cheaper by 1, but stays 0. A row x0 - x1 <= 4 that is held has to stay tight, and
    at x0 = 5 it is not, by 1."""
    held = examine([[1, 1]], [4], [2, 1], [0], held=[1])
    assert (held.limits, held.costs) == (NONE, NONE)
    loose = examine([[1, 0], [1, -1]], [5, 4], [1, 1], [0, -2], held=[-2], high=[np.inf, 4])
    assert loose.limits == Moves(1, Fraction(1))


def test_a_basis_that_is_not_optimal_has_to_move_far():
    """x1 would be cheaper by 1; and a vertex at x0 = -1 is none."""
    assert examine([[1, 1]], [4], [2, 1], [0]).costs == Moves(1, Fraction(1))
    assert examine([[-1]], [1], [1], [0]).limits == Moves(1, Fraction(1))


def test_a_singular_basis_is_refused():
    with pytest.raises(VerificationError, match="the basis of stage stage is singular"):
        examine([[1, 1], [2, 2]], [1, 2], [1, 1], [0, 1])


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 6), st.randoms(use_true_random=False))
def test_what_is_solved_solves_the_equations(size, random):
    """Whatever the order of elimination, B x = b and B' y = c hold exactly."""
    matrix = {
        i: {j: Fraction(random.randint(-9, 9), random.randint(1, 9))
            for j in range(size) if random.random() < 0.6}
        for i in range(size)
    }  # fmt: skip
    matrix = {i: {j: v for j, v in terms.items() if v} for i, terms in matrix.items()}
    right = {i: Fraction(random.randint(-9, 9), 7) for i in range(size)}
    try:
        pivots = eliminated(matrix, "stage")
    except VerificationError:
        dense = [[float(matrix[i].get(j, 0)) for j in range(size)] for i in range(size)]
        assert abs(np.linalg.det(dense)) < 1e-9
        return
    x, y = values(pivots, right), duals(pivots, right)
    for i in range(size):
        assert sum(v * x[j] for j, v in matrix[i].items()) == right[i]
        assert sum(matrix[k][i] * y[k] for k in matrix if i in matrix[k]) == right[i]


@pytest.mark.parametrize("seed", range(8))
def test_every_stage_of_a_random_plan_ends_in_an_optimal_basis(seed):
    """Every second world lets stage 2 give up a twentieth of stage 1."""
    assert max(basis.largest for basis in prove_bases(answer(random_plan(seed)))) < 1e-12


def test_the_basis_of_another_stage_is_refused():
    """10 tanks cost 100 MUSD in 2026 and 110 in 2027, and there is money for either. What is not
    missing is 0 whenever they are bought; so in the basis of least shortfall that dual simplex ends
    with they are bought too late. In the place of the cheapest, it is wrong by more than rounding.
    """
    solution = answer(small_plan(last=2029, growth=-0.1))
    assert max(basis.largest for basis in bases(solution)) < LIMIT
    program = solution.program
    first = Solver(scale(program)).minimise(program.costs["least_shortfall"], Method.DUAL)
    swapped = replace(
        solution,
        stages=tuple(
            replace(stage, point=replace(stage.point, basic=first.basic))
            if stage.name == "least_cost"
            else stage
            for stage in solution.stages
        ),
    )
    with pytest.raises(VerificationError, match="the basis of stage least_cost is not optimal"):
        prove_bases(swapped)


def test_the_screen_says_by_how_much_the_bases_move():
    exact = examine([[1, 1]], [4], [1, 2], [0])
    assert certified(SimpleNamespace(bases=(exact,))).endswith("stage is optimal, exactly.")
    moved = replace(exact, limits=Moves(1, LAST_BIT), costs=Moves(2, Fraction(1, 10**12)))
    told = certified(SimpleNamespace(bases=(exact, moved)))
    assert "limits move by less than 1e-15, costs by less than 1e-11." in told
