"""This file is about affordability.csv: whether budgets hold at other prices, and what stays to be
paid after the plan, as an auditor asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..arrays import Flags, Floats
from ..orders import rows as table_rows
from ..rounding import MET, money
from .answer import Answer
from .capability import ALLIANCE

LATER = 10
"""Years after the plan in which upkeep is followed."""


@dataclass(frozen=True)
class Ledger:
    """MUSD by ally and year: the years of the plan, then the years after it.

    Attributes:
        years: calendar years.
        equipment_money: NaN after the plan, as nobody has said what there will be.
        committed: of firm orders. planned: payments and upkeep of the plan at its prices; low,
            high: the same at the lowest and the highest price that was read of each system.
    """

    years: tuple[int, ...]
    equipment_money: Floats
    committed: Floats
    planned: Floats
    low: Floats
    high: Floats

    def over(self, prices: Floats, allies: Flags) -> Floats:
        """By how much firm orders and the plan exceed the equipment money of some allies in each
        year, ally by ally; (Y,)."""
        excess = (self.committed + prices - self.equipment_money)[allies]
        room = MET * np.nan_to_num(self.equipment_money)[allies]
        over: Floats = np.where(excess > room, excess, 0.0).sum(axis=0)
        return over


def rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """One row for each ally that takes part and year, and for all together without the United
    States."""
    plan, ledger = answer.plan, ledger_of(answer)
    takes_part = plan.takes_part.any(axis=1)
    groups = {
        code: np.array(plan.countries) == code for code in np.array(plan.countries)[takes_part]
    }
    for code, allies in {**groups, ALLIANCE: takes_part & ~plan.us}.items():
        over = {
            "over": ledger.over(ledger.high, allies),
            "over_planned": ledger.over(ledger.planned, allies),
        }
        for y, year in enumerate(ledger.years):
            inside = year <= plan.years[-1]
            sums = {
                name: money(float(getattr(ledger, name)[allies, y].sum())) if known else None
                for name, known in (
                    ("equipment_money", inside), ("committed", inside), ("planned", True),
                    ("low", True), ("high", True),
                )
            }  # fmt: skip
            yield {
                "country": str(code),
                "year": year,
                **sums,
                "contingency": money(float((ledger.high - ledger.planned)[allies, y].sum())),
                **{
                    name: money(float(excess[y])) if inside else None
                    for name, excess in over.items()
                },
            }


def ledger_of(answer: Answer) -> Ledger:
    """What is owed and what there is, year by year."""
    plan, first = answer.plan, answer.plan.at(answer.plan.years[0])
    low, high = (factor(answer, name) for name in ("unit_cost_low", "unit_cost_high"))
    by_system = spent(answer)
    after = ((0, 0), (0, LATER))
    return Ledger(
        years=(*plan.years, *range(plan.years[-1] + 1, plan.years[-1] + 1 + LATER)),
        equipment_money=np.pad(plan.equipment_money[:, first:], after, constant_values=np.nan),
        committed=np.pad(plan.committed[:, first:], after),
        planned=by_system.sum(axis=1),
        low=np.einsum("s,csy->cy", np.minimum(low, 1.0), by_system),
        high=np.einsum("s,csy->cy", np.maximum(high, 1.0), by_system),
    )


def factor(answer: Answer, column: str) -> Floats:
    """A price that was read of each system over the one that the table uses; 1 where none was."""
    return np.array([
        (row.get(column) or row["unit_cost"]) / row["unit_cost"]
        for row in table_rows(answer.scenario, "systems")
    ])  # fmt: skip


def spent(answer: Answer) -> Floats:
    """Payments and upkeep by system, over the plan and the years after it; (C, S, Y)."""
    plan, outcome = answer.plan, answer.outcome
    first, after = plan.at(plan.years[0]), ((0, 0), (0, 0), (0, LATER))
    upkeep = np.pad(outcome.fleet, after)
    last = len(plan.all_years)
    for j in range(len(plan.systems)):
        for y in range(last):
            end = y + int(plan.lead[j] + plan.life[j])
            begin = max(last, y + int(plan.usable[j]))
            upkeep[:, j, begin : max(begin, end)] += outcome.ordered[:, j, y : y + 1]
    paid = np.pad(outcome.payments, after) + upkeep * plan.upkeep[:, None]
    total: Floats = paid[:, :, first:]
    return total
