"""Products in whole numbers are those of fractions, to the last digit."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.errors import SolveError
from model.exact import (
    ExactMatrix,
    exactly,
    float_limbs,
    joined,
    nearest,
    padded,
    rounded,
    whole,
    whole_limbs,
)

NUMBERS = st.floats(-1e9, 1e9, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-12)
SIZES = st.tuples(st.integers(1, 5), st.integers(1, 5))


@st.composite
def products(draw):
    """A matrix with some entries, a vector for its columns and one for its rows."""
    rows, columns = draw(SIZES)
    places = draw(
        st.lists(st.tuples(st.integers(0, rows - 1), st.integers(0, columns - 1)), unique=True)
    )
    data = draw(st.lists(NUMBERS, min_size=len(places), max_size=len(places)))
    x, y = (draw(st.lists(NUMBERS, min_size=size, max_size=size)) for size in (columns, rows))
    return (rows, columns), places, data, x, y


@settings(max_examples=200, deadline=None)
@given(products())
def test_products_are_those_of_fractions(world):
    shape, places, data, x, y = world
    row, column = (np.array([p[axis] for p in places], dtype=np.int64) for axis in (0, 1))
    matrix = ExactMatrix(row, column, np.array(data, dtype=float), shape)
    forward = matrix.times(whole_limbs(whole(np.array(x), 128)))
    back = matrix.transposed_times(whole_limbs(whole(np.array(y), 128)))
    assert back.tolist() == matrix.transposed_times(float_limbs(np.array(y), 128)).tolist()
    for i in range(shape[0]):
        terms = (
            Fraction(v) * Fraction(x[q]) for (p, q), v in zip(places, data, strict=True) if p == i
        )
        assert exactly(int(forward[i]), 128 + matrix.grid) == sum(terms, Fraction(0))
    for j in range(shape[1]):
        terms = (
            Fraction(v) * Fraction(y[p]) for (p, q), v in zip(places, data, strict=True) if q == j
        )
        assert exactly(int(back[j]), 128 + matrix.grid) == sum(terms, Fraction(0))


@settings(max_examples=200, deadline=None)
@given(products(), st.randoms())
def test_some_columns_are_those_of_all_in_the_order_asked_for(world, random):
    shape, places, data, _, y = world
    row, column = (np.array([p[axis] for p in places], dtype=np.int64) for axis in (0, 1))
    matrix = ExactMatrix(row, column, np.array(data, dtype=float), shape)
    some = random.sample(range(shape[1]), random.randint(0, shape[1]))
    counts = whole(np.array(y), 128)
    picked = matrix.transposed_times(whole_limbs(counts), np.array(some, dtype=np.int64))
    assert picked.tolist() == [matrix.transposed_times(whole_limbs(counts))[j] for j in some]


def test_a_long_column_of_large_entries_does_not_overflow():
    """30,000 times (2^53 - 1)^2, which 64 bits could not hold."""
    count, large = 30_000, float(2**53 - 1)
    place = np.zeros(count, dtype=np.int64)
    matrix = ExactMatrix(np.arange(count), place, np.full(count, large), (count, 1))
    (total,) = matrix.transposed_times(whole_limbs(whole(np.full(count, large), 0)))
    assert exactly(int(total), matrix.grid) == count * (2**53 - 1) ** 2


def test_what_cancels_in_floats_does_not_here():
    """1e16 + 1 - 1e16 is 1, though floats say 0 or 2."""
    matrix = ExactMatrix(
        np.zeros(3, dtype=np.int64), np.arange(3), np.array([1e16, 1.0, -1e16]), (1, 3)
    )
    (total,) = matrix.times(whole_limbs(whole(np.ones(3), 10)))
    assert exactly(int(total), 10 + matrix.grid) == 1


@pytest.mark.parametrize("bad", [np.nan, np.inf, 2.0**-11])
def test_a_number_that_is_not_on_the_grid_is_refused(bad):
    with pytest.raises((ValueError, OverflowError)):
        whole(np.array([1.0, bad]), 10)


def test_the_nearest_step_and_the_nearest_float():
    assert nearest(np.array([0.3, -0.3, 2.0**-11]), 1).tolist() == [1, -1, 0]
    assert rounded(np.array([3, -(10**40)], dtype=object), 1).tolist() == [1.5, -5e39]
    assert padded(np.array([1.0]), 3).tolist() == [1.0, 0.0, 0.0]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(st.integers(-(2**62), 2**62), min_size=3, max_size=3), min_size=1, max_size=7)
)
def test_limbs_that_are_too_long_are_carried_on(limbs):
    """Three integers of one to seven limbs, each of which may be as long as 63 bits."""
    wanted = [
        sum(limb[place] << (22 * power) for power, limb in enumerate(limbs)) for place in range(3)
    ]
    assert joined([np.array(limb) for limb in limbs]).tolist() == wanted


@pytest.mark.parametrize("grid", [0, 60, 300])
def test_noughts_among_numbers_stay_noughts(grid):
    values = np.array([0.0, 1.5, -0.0, -2.25, 0.0])
    counts = nearest(values, grid + 2)
    assert counts.tolist() == [0, 6 << grid, 0, -9 << grid, 0]
    assert rounded(counts, grid + 2).tolist() == values.tolist()


def test_a_sum_of_too_many_products_is_refused(monkeypatch):
    """Two entries in one row, each cut into limbs: of 3/2 these are 55 bits, so three."""
    row, column, data = np.array([0, 0]), np.array([0, 1]), np.array([1.5, 1.0])
    vector = [np.array([3, 5])]
    monkeypatch.setattr("model.exact.MOST_PRODUCTS", 6)
    matrix = ExactMatrix(row, column, data, (1, 2))
    assert exactly(int(matrix.times(vector)[0]), matrix.grid) == 9.5
    monkeypatch.setattr("model.exact.MOST_PRODUCTS", 5)
    with pytest.raises(SolveError, match="has 2 entries, and sums of more than 1 cannot"):
        ExactMatrix(row, column, data, (1, 2)).times(vector)
