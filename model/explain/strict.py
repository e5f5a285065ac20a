"""This file is about what is known of a run that should meet every target and does not: conflicts,
and the cheapest way out of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .block import Limit

AGAINST_LIMITS, AGAINST_TIME, GIVEN_UP = "limits", "time", "given up"
"""What a target is in conflict with: limits; the time that orders take; or none, as the plan gives
it up to be cheaper."""

UNITS: Mapping[str, str] = MappingProxyType({
    "budget": "MUSD",
    "industry": "units",
    "mix": "units of the capability",
    "concentration": "units of the capability",
    "origin": "MUSD",
})  # fmt: skip
"""In what the rows of a family are counted."""


@dataclass(frozen=True)
class Conflict:
    """One missed target, an ally's or (country -1) the pool's, and what it cannot be met with.

    Attributes:
        needed, shortfall: units of the capability. missing: MUSD, without priorities.
        limits: of which at least one must give way; none where it is in conflict with time.
    """

    country: int
    capability: int
    year: int
    needed: float
    shortfall: float
    missing: float
    against: str
    limits: tuple[Limit, ...]


@dataclass(frozen=True)
class Opening:
    """By how much a limit must grow in the cheapest way out: in its units, and in MUSD.

    Attributes:
        firm: of `more` what only covers firm orders that take more than there is.
    """

    limit: Limit
    more: float
    worth: float
    firm: float


@dataclass(frozen=True)
class Strict:
    """All conflicts, the dearest first.

    Attributes:
        openings: the cheapest way out of all of them together.
        unavoidable: what is missing even then, MUSD: lead times allow no more.
    """

    conflicts: tuple[Conflict, ...]
    openings: tuple[Opening, ...]
    unavoidable: float
