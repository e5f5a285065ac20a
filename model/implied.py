"""This file is about implied bounds: how large each column of a program can be at all.

No column of the model has a bound of its own, and yet none can grow without end: money is capped,
and what costs money follows. A proof needs such a bound for each column.
"""

from __future__ import annotations

import numpy as np

from .arrays import Floats
from .compile import LinearProgram

SAFE = 1e-9
"""Bounds are widened by this share, far more than the rounding of the sums they come from."""


def implied_bounds(program: LinearProgram) -> Floats:
    """An upper bound of each column that holds in every plan; inf where rows imply none.

    In a row sum of a[j] x[j] <= b with x >= 0 no column with a[j] > 0 can exceed (b - least sum of
    the columns with a[j] < 0) / a[j]; rows are gone through until no column gains a bound
    (Brearley, Mitra and Williams 1975).

    Raises:
        ValueError: a column may be below 0.
    """
    if (program.low < 0).any():
        raise ValueError("a column may be below 0, so that its rows may imply less than is said")
    high = program.high.copy()
    while True:
        found = np.minimum(tightened(program, 1.0, program.row_high, high),
                           tightened(program, -1.0, -program.row_low, high))  # fmt: skip
        if np.array_equal(np.isfinite(found), np.isfinite(high)):
            return found
        high = found


def tightened(program: LinearProgram, sign: float, limit: Floats, high: Floats) -> Floats:
    """The upper bounds known so far, and those that the rows sign * A x <= limit imply for columns
    that have none."""
    row, column, data = program.row_of_entry, program.index, sign * program.data
    falling = np.flatnonzero(data < 0)
    falls = data[falling] * high[column[falling]]
    least = np.bincount(row[falling], falls, program.shape[0])  # without end where a bound is
    known = np.isfinite(limit) & np.isfinite(least)
    room = np.zeros(program.shape[0])
    limit, least = limit[known], least[known]
    room[known] = np.maximum(0.0, limit - least) + SAFE * (np.abs(limit) - least)
    rising = np.flatnonzero((data > 0) & known[row] & np.isinf(high)[column])
    found = high.copy()
    np.minimum.at(found, column[rising], room[row[rising]] / data[rising] * (1 + SAFE))
    return found
