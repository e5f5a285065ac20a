"""This file is about ties: fixed weights that leave exactly one of many equally good plans."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from .arrays import Floats
from .compile import LinearProgram

DECISIONS = {"order": 1.0, "shortfall": 2.0, "pool_shortfall": 0.5}
"""The columns that are chosen, each with the least weight; all others follow from them.

A shortfall of the pool weighs less than one of an ally, so that an ally is never told of a
shortfall that only the pool has.
"""


def tie_break(program: LinearProgram) -> Floats:
    """An objective that no two plans share: each decision's worth times its own weight.

    The weight of a decision is its least weight and a draw from 0 to 1 that depends on its label
    alone, so that another ally or year in the tables changes no other weight.

    Returns:
        one entry a column, MUSD a unit; 0 where the column is no decision.
    """
    weights = np.zeros(program.shape[1])
    for span in program.columns:
        if span.name in DECISIONS:
            labels = (span.label(position) for position in range(span.start, span.stop))
            drawn = [draw(label) for label in labels]
            weights[span.start : span.stop] = DECISIONS[span.name] + np.array(drawn)
    return weights * program.worth


def draw(label: str) -> float:
    """A number from 0 to 1 that depends on the label only, alike on every machine."""
    return int.from_bytes(blake2b(label.encode(), digest_size=6).digest(), "big") / 2**48
