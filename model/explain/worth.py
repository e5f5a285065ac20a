"""This file is about what is known of one more: of money, of output, of uplift, of time."""

from __future__ import annotations

from dataclasses import dataclass

BUDGET, INDUSTRY, UPLIFT, DEADLINE = "budget", "industry", "uplift", "deadline"
KINDS = (BUDGET, INDUSTRY, UPLIFT, DEADLINE)
"""In the order in which they are told."""


@dataclass(frozen=True)
class Worth:
    """What one step to the better does, found by solving again; better is positive.

    Attributes:
        kind: budget, industry, uplift or deadline. stage: whose objective it moves.
        country, item, year: of what there is one more; the area of an uplift.
        step: the whole step, in the unit of its kind: MUSD, units, points, years.
        price: the dual, MUSD per unit. first: what a first small part of the step does, MUSD per
            unit. less: what a small part less would undo, MUSD per unit; None where less cannot be
            borne at all, or stage 1 would bear it. All three None where the step has no parts.
        whole: what the whole step does, MUSD.
        back: what the whole step back would undo, MUSD; None where nobody asked.
    """

    kind: str
    stage: str
    country: str
    item: str
    year: int | None
    step: float
    price: float | None
    first: float | None
    less: float | None
    whole: float
    back: float | None = None
