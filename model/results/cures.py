"""This file is about cures.csv: whose money in which year, and how many units of which line, would
cure each missed target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..explain.explained import Explained
from ..explain.holes import hole
from ..explain.lifts import INDUSTRY, MONEY
from ..explain.strict import UNITS
from ..rounding import rounded
from .answer import Answer
from .capability import ALLIANCE

DECIMALS = 6


def rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """One row for each budget and each line that a cure takes more of, by year."""
    plan = answer.plan
    for found in answer.explained or ():
        for lift, family, (code, year), more in parts(found):
            yield {
                "country": plan.countries[found.country] if found.country >= 0 else ALLIANCE,
                "capability": plan.capabilities[found.capability],
                "milestone": found.year,
                "lift": lift,
                "what": code,
                "year": year,
                "amount": rounded(more, DECIMALS),
                "firm": rounded(hole(plan, family, (code, year)), DECIMALS),
                "unit": UNITS[family],
            }


def parts(found: Explained) -> Iterator[tuple[str, str, tuple[str, int], float]]:
    """Each part of the cures of a target: the lift, the family of rows, code and year, how much."""
    for lift, cure in ((MONEY, found.money), (INDUSTRY, found.units)):
        for index, more in sorted((cure or {}).items()):
            yield lift.name, lift.rows[0], index, more
