"""This file is about what is known of why an ally orders a system or does not."""

from __future__ import annotations

from dataclasses import dataclass

BOUGHT, TIE, DEARER, LINE, MIX, ORIGIN, NO_NEED, LATE = (
    "bought", "tie", "dearer", "line full", "mix", "origin", "no need", "too late",
)  # fmt: skip
REASONS = (BOUGHT, DEARER, TIE, LINE, MIX, ORIGIN, NO_NEED, LATE)
"""Every reason there is."""


@dataclass(frozen=True)
class Reason:
    """Why an ally orders of a system what it does.

    Attributes:
        country, system, rival: positions; rival is -1 where nothing is bought instead.
        units: what is ordered. reason: one of REASONS.
        stage: whose prices decide. year: of the order that comes nearest.
        entry: the share of its price at which it would enter, read off the duals; None where no
            price would do, and where it is bought.
        tried: the share of its price at which solving again has bought it; None where nobody tried.
    """

    country: int
    system: int
    rival: int
    units: float
    reason: str
    stage: str
    year: int
    entry: float | None
    tried: float | None = None
