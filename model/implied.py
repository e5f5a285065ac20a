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
    """
    row = program.row_of_entry
    high = program.high.copy()
    while True:
        found = np.minimum(tightened(program, row, 1.0, program.row_high, high),
                           tightened(program, row, -1.0, -program.row_low, high))  # fmt: skip
        if np.array_equal(np.isfinite(found), np.isfinite(high)):
            return found
        high = found


def tightened(
    program: LinearProgram, row: np.ndarray, sign: float, limit: Floats, high: Floats
) -> Floats:
    """Bounds that the rows sign * A x <= limit imply, given the upper bounds known so far."""
    rows, data = program.shape[0], sign * program.data
    falling = data < 0
    with np.errstate(invalid="ignore"):  # 0 times inf is not taken
        least = np.where(falling, data * high[program.index], 0.0)
    known = np.isfinite(limit) & (np.bincount(row, np.isinf(least), rows) == 0)
    least = np.bincount(row, np.where(np.isfinite(least), least, 0.0), rows)
    with np.errstate(invalid="ignore"):
        room = np.maximum(0.0, limit - least) + SAFE * (np.abs(limit) - least)
    rising = (data > 0) & known[row]
    found = high.copy()
    np.minimum.at(found, program.index[rising], room[row[rising]] / data[rising] * (1 + SAFE))
    return found
