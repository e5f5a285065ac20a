"""This file is about spending.csv: each ally's cap, and what the plan takes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..rounding import money, percent
from .answer import Answer


def rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """One row for each ally and year of the horizon."""
    plan, outcome = answer.plan, answer.outcome
    payments = outcome.payments.sum(axis=1)
    for i, country in enumerate(plan.countries):
        for year in plan.years:
            y = plan.at(year)
            spent = payments[i, y] + outcome.running[i, y]
            yield {
                "country": country,
                "year": year,
                "equipment_money": money(plan.equipment_money[i, y]),
                "committed": money(plan.committed[i, y]),
                "cap": money(plan.cap[i, y]),
                "payments": money(payments[i, y]),
                "running": money(outcome.running[i, y]),
                "carried": 0.0,
                "unspent": money(max(0.0, plan.cap[i, y] - spent)),
                "share_of_gdp": percent(spent / plan.gdp[i, y]),
            }
