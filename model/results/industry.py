"""This file is about industry.csv: how much of each line firm orders and the plan take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..rounding import percent, units
from .answer import Answer


def rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """One row for each system and year of the horizon; an unlimited line has no production."""
    plan, outcome = answer.plan, answer.outcome
    bound = outcome.delivered[~plan.us].sum(axis=0)
    free = outcome.delivered[plan.us].sum(axis=0)
    for j, system in enumerate(plan.systems):
        price = float(plan.base_price[j])
        for year in plan.years:
            y = plan.at(year)
            made = plan.production[j, y]
            limited = bool(np.isfinite(made))
            taken = plan.booked[j, y] + bound[j, y]
            yield {
                "system": system,
                "capability": plan.capabilities[plan.serves[j]],
                "year": year,
                "production": units(made, price) if limited else None,
                "booked": units(plan.booked[j, y], price),
                "open": units(plan.open_production[j, y], price) if limited else None,
                "delivered": units(bound[j, y], price),
                "delivered_us": units(free[j, y], price),
                "share_used": percent(taken / made) if limited and made > 0 else None,
            }
