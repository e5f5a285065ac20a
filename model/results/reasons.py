"""This file is about reasons.csv: why each ally orders a system or does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..explain.because import because, unit_cost
from ..rounding import units
from .answer import Answer

DIGITS = 6
"""Prices that solving again has tried to a thousandth are written to six digits."""


def rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """One row for each ally and system of an answer that is explained."""
    plan = answer.plan
    for found in answer.reasons:
        cost = unit_cost(answer, found)
        entry = 1.0 if found.even else found.entry
        yield {
            "country": plan.countries[found.country],
            "system": plan.systems[found.system],
            "capability": plan.capabilities[plan.serves[found.system]],
            "units": units(found.units, float(plan.base_price[found.system])),
            "reason": found.reason,
            "stage": found.stage,
            "entry_price": priced(cost, entry),
            "dearer": None if entry is None else float(f"{100 * (1 / entry - 1):.{DIGITS}g}"),
            "tried": priced(cost, found.tried),
            "rival": plan.systems[found.rival] if found.rival >= 0 else "",
            "text": because(answer, found),
        }


def priced(cost: float, share: float | None) -> float | None:
    """A share of a price, MUSD."""
    return None if share is None else float(f"{cost * share:.{DIGITS}g}")
