"""This file is about the array types the program speaks in, and the per cent of its tables."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]


def inner(a: Floats, b: Floats) -> float:
    """The inner product of two vectors, added by numpy itself: `@` leaves it to BLAS, which divides
    it among cores, and then the last digit depends on how many there are."""
    return float((a * b).sum())


PER_CENT = 0.01
"""Shares are per cent in tables and fractions in the plan."""
