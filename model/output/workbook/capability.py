"""This file is about what the sheets Capability and Alliance hold."""

from __future__ import annotations

import numpy as np

from ... import needs
from ...arrays import Floats, Ints
from ...orders import firm_orders
from ...results import Tables
from ...results.answer import Answer
from ...results.capability import ALLIANCE
from ...rounding import MET
from .catalogue import Variants
from .formulas import Known, sheet_specs
from .plan import Values

USE = "munition_use.use_per_day"
"""The number that says what a platform uses up, by the line that it stands in."""


class Places:
    """Where each row of the sheet Capability lies in the arrays of the answer: C, K and Y."""

    def __init__(self, answer: Answer, tables: Tables) -> None:
        plan = answer.plan
        self.rows = [row for row in tables["capability"] if row["country"] != ALLIANCE]
        countries = {code: at for at, code in enumerate(plan.countries)}
        capabilities = {code: at for at, code in enumerate(plan.capabilities)}
        self.i = np.array([countries[row["country"]] for row in self.rows], dtype=np.int64)
        self.k = np.array([capabilities[row["capability"]] for row in self.rows], dtype=np.int64)
        self.y = np.array([plan.at(row["milestone"]) for row in self.rows], dtype=np.int64)

    def of(self, array: Floats) -> Floats:
        """The numbers of the rows out of an array (C, K) or (C, K, Y)."""
        return array[self.i, self.k, self.y] if array.ndim == 3 else array[self.i, self.k]


def capability_values(answer: Answer, known: Known, at: Places) -> tuple[Values, Variants]:
    """One row for each ally that takes part, capability and milestone."""
    plan, scenario = answer.plan, answer.scenario
    surviving = needs.stock(scenario)[:, :, None] * needs.survival(scenario)
    drawn = needs.drawdown(scenario, plan.takes_part) * plan.takes_part[:, :, None]
    late = np.array(plan.all_years)[at.y] >= plan.deadline[at.k]
    needed, held = at.of(answer.needed), at.of(answer.outcome.held)
    short = gap(needed - held, needed)
    missing = short * plan.value[at.k]
    listed = ("country", "area", "capability", "milestone")
    values = {
        **{name: [row[name] for row in at.rows] for name in listed},
        "held_before": at.of(plan.stock).tolist(),
        "surviving": at.of(surviving).tolist(),
        "on_order": at.of(needs.on_order(scenario, firm_orders(scenario))).tolist(),
        "bought": at.of(answer.outcome.bought).tolist(),
        "held": held.tolist(),
        "gdp": scenario.array("gdp")[at.i].tolist(),
        "us": plan.us[at.i].astype(int).tolist(),
        "increase": at.of(needs.increase(scenario, plan.takes_part)).tolist(),
        "drawdown": at.of(drawn).tolist(),
        "target": at.of(plan.target).tolist(),
        "supply": np.where(late, at.of(answer.supply), 0.0).tolist(),
        "needed": needed.tolist(),
        "uplift_reached": uplift(held, at.of(plan.stock)),
        "shortfall": short.tolist(),
        "missing": missing.tolist(),
        "shortfall_value": (missing * plan.priority[at.k]).tolist(),
        "asked": (needed > 0).astype(int).tolist(),
        "met": ((needed > 0) & (short == 0)).astype(int).tolist(),
        "year_met": [row["year_met"] for row in at.rows],
    }
    return values, {"supply": supply_variants(answer, known, at)}


def supply_variants(answer: Answer, known: Known, at: Places) -> list[str]:
    """For each row the sum over the platforms that use the munition; "" where one is not here."""
    plan, table = answer.plan, answer.scenario.tables.get("munition_use")
    if table is None:
        return ["none"] * len(at.rows)
    uses: dict[str, list[tuple[int, str]]] = {}
    columns = (table.columns[name] for name in ("capability", "platform"))
    for line, munition, platform in zip(table.lines, *columns, strict=True):
        uses.setdefault(munition, []).append((int(line), platform))
    template = sheet_specs()["Capability"].columns["supply"].formulas["used"]
    listed = set(zip(at.i.tolist(), at.k.tolist(), at.y.tolist(), strict=True))
    place = {code: k for k, code in enumerate(plan.capabilities)}
    chosen = []
    for i, k, y in zip(at.i.tolist(), at.k.tolist(), at.y.tolist(), strict=True):
        platforms = uses.get(plan.capabilities[k], [])
        here = all((i, place[platform], y) in listed for _, platform in platforms)
        terms = "+".join(used_by(known, line, platform) for line, platform in platforms)
        chosen.append((template.replace("{uses}", terms) if here else "") if terms else "none")
    return chosen


def used_by(known: Known, line: int, platform: str) -> str:
    """The part of a formula that gives what the platforms of one kind use up in a day."""
    rate = known.lookup(USE, {"line": f'"{line}"'})
    where = f'capability_country,{{country}},capability_capability,"{platform}"'
    return f"{rate}*SUMIFS(capability_held,{where},capability_milestone,{{milestone}})"


def alliance_values(answer: Answer, tables: Tables, at: Places) -> Values:
    """One row for each capability and milestone."""
    plan, scenario = answer.plan, answer.scenario
    rows = [row for row in tables["capability"] if row["country"] == ALLIANCE]
    place = {code: position for position, code in enumerate(plan.capabilities)}
    k = np.array([place[row["capability"]] for row in rows], dtype=np.int64)
    year = np.array([row["milestone"] for row in rows], dtype=np.int64)
    y = year - plan.base_year
    late = year >= plan.deadline[k]
    names = scenario.tables["capabilities"].columns
    drawn = scenario.array("us_provided")[k] * scenario.array("us_drawdown")[k, y] / 100
    return {
        **{name: [row[name] for row in rows] for name in ("capability", "milestone", "area")},
        "name": [names["name"][position] for position in k.tolist()],
        "counted_in": [names["unit"][position] for position in k.tolist()],
        "deadline": plan.deadline[k].tolist(),
        "at_deadline": (year == plan.deadline[k]).astype(int).tolist(),
        "ramp": np.where(late, 1.0, scenario.number("interim_share") / 100).tolist(),
        "fair_share": scenario.array("fair_share")[k].tolist(),
        "pooled": scenario.array("pooled")[k].tolist(),
        "stockpile_days": plan.days[k].tolist(),
        "withdrawn": drawn.tolist(),
        "priority": plan.priority[k].tolist(),
        "value": plan.value[k].tolist(),
        **together(answer, at, k, y),
        "year_met": [row["year_met"] for row in rows],
    }


def together(answer: Answer, at: Places, k: Ints, y: Ints) -> Values:
    """What the allies have and lack together, and what the pool lacks besides."""
    plan = answer.plan
    place = {pair: n for n, pair in enumerate(zip(k.tolist(), y.tolist(), strict=True))}
    row = [place[pair] for pair in zip(at.k.tolist(), at.y.tolist(), strict=True)]

    def added(numbers: Floats) -> Floats:
        places = np.array(row, dtype=np.int64)
        return np.bincount(places, weights=numbers, minlength=len(k)).astype(float)

    gdp = answer.scenario.array("gdp")[at.i]
    needed_each, held_each = at.of(answer.needed), at.of(answer.outcome.held)
    short_each = gap(needed_each - held_each, needed_each)
    before, target, own = (added(at.of(a)) for a in (plan.stock, plan.target, answer.needed))
    held, short = added(held_each), added(short_each)
    pooled = plan.pooled[k] > 0
    pool = np.where(pooled, gap(target - held - short, target), 0.0)
    missing = (short + pool) * plan.value[k]
    asks, pool_asks = needed_each > 0, pooled & (target > 0)
    met = added((asks & (short_each == 0)).astype(float)) + (pool_asks & (pool == 0))
    return {
        "gdp": added(gdp).tolist(),
        "gdp_of_others": added(np.where(plan.us[at.i], 0.0, gdp)).tolist(),
        "held_before": before.tolist(),
        "target": target.tolist(),
        "needed_by_allies": own.tolist(),
        "needed": np.where(pooled, np.maximum(own, target), own).tolist(),
        "held": held.tolist(),
        "uplift_reached": uplift(held, before),
        "shortfall_of_allies": short.tolist(),
        "pool_shortfall": pool.tolist(),
        "shortfall": (short + pool).tolist(),
        "missing": missing.tolist(),
        "shortfall_value": (missing * plan.priority[k]).tolist(),
        "asked": (added(asks.astype(float)) + pool_asks).astype(int).tolist(),
        "met": met.astype(int).tolist(),
    }


def gap(missing: Floats, asked: Floats) -> Floats:
    """What is missing, where it is more than rounding."""
    return np.where(missing > MET * np.maximum(1.0, asked), missing, 0.0)


def uplift(held: Floats, before: Floats) -> list[float | None]:
    """Held over held before less 1, per cent; None where nothing was held before."""
    pairs = zip(held.tolist(), before.tolist(), strict=True)
    return [100 * (now / then - 1) if then > 0 else None for now, then in pairs]
