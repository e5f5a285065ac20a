"""This file is about plan.csv: what each ally orders, gets and pays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..rounding import PRICE_DECIMALS, money, rounded, units
from .answer import Answer


def rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """One row for each ally, system and year in which something is ordered, delivered or paid."""
    plan, outcome = answer.plan, answer.outcome
    active = (outcome.ordered > 0) | (outcome.delivered > 0) | (outcome.payments > 0)
    amounts = (outcome.ordered, outcome.delivered, outcome.payments)
    found = (*np.nonzero(active), *(amount[active] for amount in amounts))
    columns = (column.tolist() for column in found)
    for i, j, y, ordered, delivered, payments in zip(*columns, strict=True):
        price = float(plan.price[j, y])
        k = plan.capabilities[plan.serves[j]]
        yield {
            "country": plan.countries[i],
            "area": plan.area_of[k],
            "capability": k,
            "system": plan.systems[j],
            "year": plan.all_years[y],
            "ordered": units(ordered, price),
            "delivered": units(delivered, price),
            "price": rounded(price, PRICE_DECIMALS),
            "payments": money(payments),
        }
