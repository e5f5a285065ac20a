"""This file is about verdicts.csv: why each missed target is missed, and what would cure it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..explain.explained import UnitsBy
from ..explain.sentences import sentences
from ..rounding import money, rounded, units
from .answer import Answer
from .capability import ALLIANCE

CURE_DECIMALS = 3
"""Cures are written to a thousand dollars and a thousandth of a unit."""


def rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """One row for each missed target of an answer that is explained."""
    plan = answer.plan
    for found in answer.explained or ():
        value = float(plan.value[found.capability])
        yield {
            "country": plan.countries[found.country] if found.country >= 0 else ALLIANCE,
            "capability": plan.capabilities[found.capability],
            "milestone": found.year,
            "shortfall": units(found.shortfall, value),
            "missing": money(found.missing),
            "verdict": found.verdict,
            "cure_money": total(found.money),
            "cure_units": of_one_system(found.units),
            "cure_years": found.years,
            "unavoidable": units(found.unavoidable, value),
            "text": " ".join(sentences(answer, found)),
        }


def total(cure: Mapping[tuple[str, int], float] | None) -> float | None:
    """The sum of a cure; None where it is no part of one."""
    return None if cure is None else rounded(sum(cure.values()), CURE_DECIMALS)


def of_one_system(units: UnitsBy | None) -> float | None:
    """The sum of a cure in output; None where it adds up units of several systems, too."""
    several = len({system for system, _ in units or ()}) > 1
    return None if several else total(units)
