"""This file is about what is known of why an ally orders a system or does not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Every reason there is, in the order in which they are counted up."""

    BOUGHT = "bought"
    DEARER = "dearer"
    NEXT = "next best"
    TIE = "tie"
    BUDGET = "budget"
    LINE = "line full"
    MIX = "mix"
    ORIGIN = "origin"
    NO_NEED = "no need"
    LATE = "too late"


class Beside(StrEnum):
    """What else there is to say of a reason."""

    OTHERS = "others"  # of a tie: other allies order the same system
    ALONE = "alone"  # of the mix: the ally orders none beside it
    AS_WELL = "as well"  # of a full line: nothing is lost if others get what it makes


NOTHING = 1e-6
"""Units, and MUSD: an order of less is none."""

EVEN = 1e-7
"""Of a price: what comes so near to it is just worth it."""


@dataclass(frozen=True)
class Reason:
    """Why an ally orders of a system what it does.

    Attributes:
        country, system, rival: positions; rival is -1 where nothing is bought instead.
        units: what is ordered. reason: one of Why.
        stage: whose prices decide. year: of the order that comes nearest.
        entry: the share of its price at which it would enter, read off the duals; None where no
            price would do, and where it is bought.
        beside: what keeps the rival of a NEXT from being more (LINE, MIX, ORIGIN), or what else
            there is to say.
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
