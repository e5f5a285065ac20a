"""This file is about dependence.csv: what allies hold, and what the United States holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..rounding import percent, units
from .answer import Answer


def rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """Two rows for each capability: the base year and the deadline."""
    plan = answer.plan
    for k, capability in enumerate(plan.capabilities):
        value = float(plan.value[k])
        for year in (plan.base_year, int(plan.deadline[k])):
            held = answer.outcome.held[:, k, plan.at(year)]
            allies, us = held[~plan.us].sum(), held[plan.us].sum()
            yield {
                "area": plan.area_of[capability],
                "capability": capability,
                "year": year,
                "held_by_allies": units(allies, value),
                "held_by_us": units(us, value),
                "us_share": percent(us / (allies + us)) if allies + us > 0 else None,
            }
