"""This file is about what the sheets Dependence and Outside hold."""

from __future__ import annotations

import numpy as np

from ... import needs
from ...arrays import Flags, Floats, Ints
from ...orders import firm_orders
from ...results import Tables
from ...results.answer import Answer
from .catalogue import Variants
from .plan import Values


def dependence_values(answer: Answer, tables: Tables) -> tuple[Values, Variants]:
    """Two rows for each capability: the base year, and the deadline."""
    plan, rows = answer.plan, tables["dependence"]
    k = [plan.capabilities.index(row["capability"]) for row in rows]
    y = [plan.at(row["year"]) for row in rows]
    held = answer.outcome.held[:, k, y]
    allies, us = held[~plan.us].sum(axis=0), held[plan.us].sum(axis=0)
    share = np.divide(100 * us, allies + us, out=np.full_like(us, np.nan), where=allies + us > 0)
    chosen = ["deadline" if year > 0 else "base" for year in y]
    values = {
        **{name: [row[name] for row in rows] for name in ("area", "capability", "year")},
        "held_by_allies": allies.tolist(),
        "held_by_us": us.tolist(),
        "us_share": [part if part == part else None for part in share.tolist()],
        "deadline": plan.deadline[k].tolist(),
    }
    return values, {"held_by_allies": chosen, "held_by_us": chosen}


def outside_values(answer: Answer) -> Values:
    """Two rows for each capability and ally that takes no part in it."""
    plan, scenario = answer.plan, answer.scenario
    k, i, late = (axis.astype(np.int64) for axis in np.nonzero(twice(~plan.takes_part.T)))
    year = np.where(late, plan.deadline[k], plan.base_year)
    y: Ints = year - plan.base_year
    stock = needs.stock(scenario)
    arrived = needs.on_order(scenario, firm_orders(scenario))

    def of(array: Floats) -> list[float]:
        found: list[float] = array[i, k, y].tolist()
        return found

    return {
        "country": [plan.countries[at] for at in i.tolist()],
        "capability": [plan.capabilities[at] for at in k.tolist()],
        "year": year.tolist(),
        "held_before": stock[i, k].tolist(),
        "surviving": of(stock[:, :, None] * needs.survival(scenario)),
        "on_order": of(arrived),
        "bought": of(answer.outcome.bought),
        "held": of(answer.outcome.held),
        "us": plan.us[i].astype(int).tolist(),
    }


def twice(flags: Flags) -> Flags:
    """Each flag for both years."""
    return np.repeat(flags[:, :, None], 2, axis=2)
