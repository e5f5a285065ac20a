"""This file is about worth.csv: what one more billion, unit, point of uplift or year is worth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..explain.gains import gain_sentence
from ..explain.worth import BUDGET, DEADLINE, INDUSTRY, UPLIFT
from ..rounding import rounded
from .answer import Answer

UNITS = {
    BUDGET: "MUSD",
    INDUSTRY: "units",
    UPLIFT: "percentage points",
    DEADLINE: "years",
}
"""What a step of each kind is counted in."""

DIGITS = 6
"""Prices and effects are written to six digits, as the solver leaves no more of a small step."""


def rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """One row for each headline of an answer that is explained."""
    for found in answer.worths:
        yield {
            "kind": found.kind,
            "country": found.country,
            "item": found.item,
            "year": found.year,
            "stage": found.stage,
            "step": found.step,
            "unit": UNITS[found.kind],
            "price": short(found.price),
            "first": short(found.first),
            "less": short(found.less),
            "whole": short(found.whole),
            "back": short(found.back),
            "text": gain_sentence(answer, found),
        }


def short(number: float | None) -> float | None:
    """A number to some digits; below a dollar it is rounding."""
    return None if number is None else float(f"{rounded(number, DIGITS):.{DIGITS}g}")
