"""This file is about what the sheets Plan, Spending and Years hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...arrays import Flags, Floats
from ...money import compound
from ...orders import rows
from ...results.answer import Answer
from ...rounding import money
from .bulk import Value

Values = Mapping[str, Sequence[Value]]


def plan_values(answer: Answer) -> Values:
    """One row for each order: ally, system and year; what it costs and brings, and when."""
    plan, outcome = answer.plan, answer.outcome
    i, j, y = (axis.astype(np.int64) for axis in np.nonzero(outcome.ordered > 0))
    year, lead = np.array(plan.all_years)[y], plan.lead[j]
    ordered, price = outcome.ordered[i, j, y], plan.price[j, y]
    value = ordered * price
    at_once = np.where(lead == 0, value, value * plan.advance[j])
    named = {row["system"]: row["name"] for row in rows(answer.scenario, "systems")}
    return {
        "country": [plan.countries[at] for at in i.tolist()],
        "system": [plan.systems[at] for at in j.tolist()],
        "year": year.tolist(),
        "ordered": ordered.tolist(),
        "counts": [1] * len(ordered),
        "name": [named[plan.systems[at]] for at in j.tolist()],
        "capability": [plan.capabilities[k] for k in plan.serves[j].tolist()],
        "price": price.tolist(),
        "order_value": value.tolist(),
        "paid_at_once": at_once.tolist(),
        "paid_a_year": np.where(lead == 0, 0.0, (value - at_once) / np.maximum(1, lead)).tolist(),
        "delivered_in": (year + lead).tolist(),
        "used_from": (year + plan.usable[j]).tolist(),
        "gone_from": (year + lead + plan.life[j]).tolist(),
        "effective": (ordered * plan.effect[j]).tolist(),
        "upkeep": (ordered * plan.upkeep[j]).tolist(),
        "at": (j + 1).tolist(),
        "takes_output": (~plan.us[i]).astype(int).tolist(),
    }


def counted(answer: Answer) -> Flags:
    """The allies that take part in something, without the United States, (C,)."""
    return answer.plan.takes_part.any(axis=1) & ~answer.plan.us


def spending_values(answer: Answer) -> Values:
    """One row for each ally and year of the horizon."""
    plan, outcome = answer.plan, answer.outcome
    payments = outcome.payments.sum(axis=1)
    spent = payments + outcome.running
    left = plan.cap - spent
    first = plan.at(plan.years[0])

    def row_by_row(array: Floats) -> list[float]:
        return array[:, first:].reshape(-1).tolist()

    return {
        "country": [code for code in plan.countries for _ in plan.years],
        "year": list(plan.years) * len(plan.countries),
        "gdp": row_by_row(plan.gdp),
        "defence_share": row_by_row(answer.scenario.array("defence_share")),
        "equipment_money": row_by_row(plan.equipment_money),
        "committed": row_by_row(plan.committed),
        "cap": row_by_row(plan.cap),
        "payments": row_by_row(payments),
        "running": row_by_row(outcome.running),
        "carried": [0.0] * (len(plan.years) * len(plan.countries)),
        "unspent": [money(amount) for amount in row_by_row(left)],
        "share_of_cap": shares(row_by_row(spent), row_by_row(plan.cap)),
        "share_of_gdp": row_by_row(100 * spent / plan.gdp),
        "overcommitted": row_by_row((plan.committed > plan.equipment_money).astype(float)),
        "counted": counted(answer).astype(int).repeat(len(plan.years)).tolist(),
    }


def shares(parts: list[float], wholes: list[float]) -> list[float | None]:
    """Parts of wholes, per cent; None where there is no whole."""
    pairs = zip(parts, wholes, strict=True)
    return [100 * part / whole if whole > 0 else None for part, whole in pairs]


def years_values(answer: Answer) -> Values:
    """One row for each year of the horizon."""
    plan, outcome = answer.plan, answer.outcome
    first, ours = plan.at(plan.years[0]), counted(answer)
    payments, running = outcome.payments.sum(axis=1)[:, first:], outcome.running[:, first:]
    spent = (payments + running).sum(axis=0)
    discount = plan.discount[first:]
    return {
        "year": list(plan.years),
        "price_level": compound(answer.scenario.array("price_growth").copy())[first:].tolist(),
        "discount": discount.tolist(),
        "payments": payments.sum(axis=0).tolist(),
        "running": running.sum(axis=0).tolist(),
        "spent": spent.tolist(),
        "discounted": (discount * spent).tolist(),
        "cap_of_allies": plan.cap[ours][:, first:].sum(axis=0).tolist(),
        "payments_of_allies": payments[ours].sum(axis=0).tolist(),
        "running_of_allies": running[ours].sum(axis=0).tolist(),
    }
