"""This file is about ties: fixed weights that leave exactly one of many equally good plans."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from .arrays import Floats
from .compile import LinearProgram

DECISIONS = ("order", "shortfall", "pool_shortfall")
"""The columns that are chosen; all others follow from them."""


def tie_break(problem: LinearProgram) -> Floats:
    """An objective that no two plans share: each decision's worth times its own weight.

    The weight of a decision lies between 1 and 2 and is drawn from its label alone, so that
    another ally or year in the tables changes no other weight.

    Returns:
        one entry a column, MUSD a unit; 0 where the column is no decision.
    """
    weights = np.zeros(problem.shape[1])
    for span in problem.columns:
        if span.name in DECISIONS:
            labels = (span.label(position) for position in range(span.start, span.stop))
            weights[span.start : span.stop] = [1 + draw(label) for label in labels]
    return weights * problem.worth


def draw(label: str) -> float:
    """A number from 0 to 1 that depends on the label only, alike on every machine."""
    return int.from_bytes(blake2b(label.encode(), digest_size=6).digest(), "big") / 2**48
