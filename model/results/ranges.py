"""This file is about ranges.csv: how far each headline number may move, and whether it is firm."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..explain.ranges import SHARES, UNITS, Range, range_text
from ..rounding import money, units
from .answer import Answer


def rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """One row for each headline, the one with the most money first."""
    for found in answer.ranges or ():
        yield {
            "kind": found.kind,
            "code": code(answer, found),
            "planned": told(answer, found, found.planned),
            "unit": "units" if found.kind == UNITS else "MUSD",
            "money": money(found.money),
            **{
                f"{end}_{share.split()[0]}": told(answer, found, value)
                for share, ends in zip(SHARES, found.ends, strict=True)
                for end, value in zip(("low", "high"), ends, strict=True)
            },
            "stamp": found.stamp,
            "text": range_text(found),
        }


def code(answer: Answer, found: Range) -> str:
    """The system or the ally that a range is about."""
    codes = answer.plan.systems if found.kind == UNITS else answer.plan.countries
    return codes[found.place]


def told(answer: Answer, found: Range, value: float) -> float:
    """A number as it is written."""
    if found.kind == UNITS:
        return units(value, float(answer.plan.base_price[found.place]))
    return money(value)
