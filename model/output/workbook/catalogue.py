"""This file is about what the sheets Systems, Firm orders and Industry hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ... import money
from ...arrays import Flags
from ...orders import contracts, rows
from ...results import Tables
from ...results.answer import Answer
from .plan import Values

Variants = Mapping[str, Sequence[str]]

ROUNDING = 1e-9
"""Units that a line may be overbooked by accident of adding."""


def systems_values(answer: Answer) -> Values:
    """One row for each system."""
    plan, scenario = answer.plan, answer.scenario
    named = {row["system"]: row["name"] for row in rows(scenario, "systems")}
    return {
        "system": plan.systems,
        "name": [named[system] for system in plan.systems],
        "capability": [plan.capabilities[k] for k in plan.serves.tolist()],
        "unit_cost": scenario.array("unit_cost").tolist(),
        "joint_saving": scenario.array("joint_saving").tolist(),
        "base_price": plan.base_price.tolist(),
        "om_share": scenario.array("om_share").tolist(),
        "upkeep": plan.upkeep.tolist(),
        "lead": plan.lead.tolist(),
        "absorb": (plan.usable - plan.lead).tolist(),
        "life": plan.life.tolist(),
        "advance": scenario.array("advance").tolist(),
        "effect": plan.effect.tolist(),
        "price_per_effect": money.price_per_effect(scenario).tolist(),
    }


def firm_values(answer: Answer) -> tuple[Values, Variants]:
    """One row for each row of orders.csv, and where its price and effect come from."""
    plan, scenario = answer.plan, answer.scenario
    table, listed = scenario.tables.get("orders"), list(rows(scenario, "orders"))
    all_of_them = contracts(scenario, listed)
    stated, named = ~np.isnan(all_of_them.unit_cost), all_of_them.system >= 0
    assumed = money.assumed_price(scenario, all_of_them, plan.systems_of)
    price = np.where(stated, all_of_them.unit_cost, assumed)
    effect = np.where(named, plan.effect[all_of_them.system], 1.0)
    span = np.array([row["last_year"] - row["first_year"] + 1 for row in listed], dtype=float)
    counts = np.array([row["counts"] for row in listed], dtype=float)
    a_year = counts * all_of_them.units / span
    copied = ("country", "capability", "system", "name", "counts", "units")
    dated = ("first_year", "last_year", "paid_share")
    values: dict[str, Sequence[str | float | int | None]] = {
        **{name: [row[name] for row in listed] for name in (*copied, *dated)},
        "price": price.tolist(),
        "effect": effect.tolist(),
        "years": span.tolist(),
        "units_a_year": a_year.tolist(),
        "effective_a_year": (a_year * effect).tolist(),
        "unpaid_a_year": (a_year * (1 - all_of_them.paid_share) * price).tolist(),
        **{name: [row[name] for row in listed] for name in ("grade", "source", "url")},
        "line": [int(line) for line in (() if table is None else table.lines)],
        "takes_output": (~plan.us[all_of_them.country]).astype(int).tolist(),
    }
    return values, {"price": price_variants(stated, named), "effect": effect_variants(named)}


def price_variants(stated: Flags, named: Flags) -> list[str]:
    """For each firm order where its price comes from: its row, its system, its capability."""
    pairs = zip(stated.tolist(), named.tolist(), strict=True)
    return ["stated" if own else "system" if known else "capability" for own, known in pairs]


def effect_variants(named: Flags) -> list[str]:
    """For each firm order whether its system says what a unit counts for; 1 where none does."""
    return ["system" if known else "capability" for known in named.tolist()]


def industry_values(answer: Answer, tables: Tables) -> tuple[Values, Variants]:
    """One row for each system and year, and which rows are limited."""
    plan, outcome = answer.plan, answer.outcome
    first = plan.at(plan.years[0])
    made, booked = plan.production[:, first:].reshape(-1), plan.booked[:, first:].reshape(-1)
    taken, free = (
        outcome.delivered[who].sum(axis=0)[:, first:].reshape(-1) for who in (~plan.us, plan.us)
    )
    limited = np.isfinite(made)
    used = np.divide(
        100 * (booked + taken), made, out=np.full_like(made, np.nan), where=limited & (made > 0)
    )
    overbooked = np.where(limited, booked > made + ROUNDING, np.nan)
    values = {
        **{name: [row[name] for row in tables["industry"]] for name in ("system", "capability")},
        "year": list(plan.years) * len(plan.systems),
        "production": [m if np.isfinite(m) else None for m in made.tolist()],
        "booked": booked.tolist(),
        "open": [m if np.isfinite(m) else None for m in np.maximum(0.0, made - booked).tolist()],
        "delivered": taken.tolist(),
        "delivered_us": free.tolist(),
        "share_used": [share if share == share else None for share in used.tolist()],
        "overbooked": [int(over) if over == over else None for over in overbooked.tolist()],
    }
    chosen = ["limited" if limit else "" for limit in limited.tolist()]
    return values, dict.fromkeys(("production", "open", "share_used", "overbooked"), chosen)
