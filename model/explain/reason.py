"""This file is about what is known of why an ally orders a system or does not."""

from __future__ import annotations

from dataclasses import dataclass

BOUGHT, TIE, NEXT, DEARER, BUDGET, LINE, MIX, ORIGIN, NO_NEED, LATE = (
    "bought", "tie", "next best", "dearer", "budget", "line full", "mix", "origin", "no need",
    "too late",
)  # fmt: skip
REASONS = (BOUGHT, DEARER, NEXT, TIE, BUDGET, LINE, MIX, ORIGIN, NO_NEED, LATE)
"""Every reason there is."""

OTHERS, ALONE, AS_WELL = "others", "alone", "as well"
"""Of a tie: other allies order the same system. Of the mix: the ally orders none beside it. Of a
full line: nothing is lost if others get what it makes, and nothing won."""

EVEN = 1e-7
"""Of a price: what comes so near to it is just worth it."""


@dataclass(frozen=True)
class Reason:
    """Why an ally orders of a system what it does.

    Attributes:
        country, system, rival: positions; rival is -1 where nothing is bought instead.
        units: what is ordered. reason: one of REASONS.
        stage: whose prices decide. year: of the order that comes nearest.
        entry: the share of its price at which it would enter, read off the duals; None where no
            price would do, and where it is bought.
        beside: what keeps the rival of a NEXT from being more (LINE, MIX, ORIGIN), or OTHERS,
            ALONE, AS_WELL.
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
    beside: str = ""
    tried: float | None = None

    @property
    def even(self) -> bool:
        """Whether it would be ordered as soon as it cost a little less."""
        return self.entry is not None and self.entry >= 1 - EVEN
