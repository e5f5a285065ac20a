"""This file is about boxes: upper bounds beyond all plans, given to HiGHS while it looks for one.

An order cannot cost more than a year's cap, nor be more than a line makes. A bound a little beyond
that says nothing new, and no plan comes near it. But dual simplex can step past it: where a row is
to be put right it lets columns jump from one bound to the other and goes on, in one pivot instead
of many (the long step; Maros, Computational Techniques of the Simplex Method, 2003).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np

from .arrays import Floats
from .implied import implied_bounds
from .scale import Scaled

BEYOND, APART = 1.01, 1e-6
"""A box ends so many times what the rows imply and, in scaled units, so much further (a thousand
dollars), which is far more than a tolerance: no column of an optimal basis is then at such a bound,
so that it is one without them. docs/speed.md tells of other factors."""


@contextmanager
def boxed(scaled: Scaled, lp: Any, bound: Callable[[Floats, Floats], None]) -> Iterator[None]:
    """For a while every column has an upper bound, as far as the rows that are in force imply one;
    afterwards the bounds are as they were, unless there was not enough memory.

    Args:
        lp: the program as HiGHS has it, in scaled units: a part of `scaled`, with its own bounds.
        bound: sets the lower and the upper bounds of its columns.
    """
    low, high = np.array(lp.col_lower_), np.array(lp.col_upper_)
    row_low, row_high = np.array(lp.row_lower_), np.array(lp.row_upper_)
    part = scaled.program.first(len(row_low), len(low))
    data = scaled.data[: len(part.data)]
    inside = replace(part, data=data, row_low=row_low, row_high=row_high, low=low, high=high)
    bound(low, np.maximum(low, np.minimum(high, BEYOND * implied_bounds(inside) + APART)))
    try:
        yield
    except MemoryError:  # HiGHS would end the program, were it asked for anything more
        raise
    except BaseException:
        bound(low, high)
        raise
    bound(low, high)
