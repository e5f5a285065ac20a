"""This file is about what is known of a missed target once it is explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .lifts import Lift

MoneyBy = Mapping[tuple[str, int], float]
"""MUSD by ally and year."""

UnitsBy = Mapping[tuple[str, int], float]
"""Units by system and year of delivery."""


@dataclass(frozen=True)
class Explained:
    """One missed target: an ally's or (country -1) the pool's, by capability and milestone.

    Attributes:
        needed, shortfall: units of the capability. missing: MUSD, without priorities.
        cures: the smallest sets of lifts that cure it; an empty set where nothing binds, no set
            where time is up.
        verdict: the same in words.
        money, units: what would cure it at least cost, with what firm orders take beyond what
            there is; None where money or output is no part of its cure.
        years: after how many years it could be met as things are; None for not within the plan.
        unavoidable: units missing whatever the money: neither lead times nor lines allow more.
    """

    country: int
    capability: int
    year: int
    needed: float
    shortfall: float
    missing: float
    cures: tuple[tuple[Lift, ...], ...]
    verdict: str
    money: MoneyBy | None
    units: UnitsBy | None
    years: int | None
    unavoidable: float
