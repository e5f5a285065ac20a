"""This file is about instalments: an advance with the order, equal parts until delivery."""

from __future__ import annotations

import numpy as np

from .arrays import Floats


def instalments(advance: float, lead: int) -> Floats:
    """Share of the price due 0, 1, … `lead` years after the order; sums to 1."""
    if lead == 0:
        return np.ones(1)
    return np.array([advance, *[(1 - advance) / lead] * lead])
