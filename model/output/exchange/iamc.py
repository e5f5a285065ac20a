"""This file is about the layout of integrated assessment: one line a series, one column a year.

Names come from the tables, as a tree: `Capability|Land|Main battle tanks|Held`. What is not a
series of years (prices of limits, the summary, the year in which a target is met) stays in the
tables alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from ...registry import table_specs
from ...results import TABLES
from ...results.answer import Answer
from ...results.capability import ALLIANCE
from ...rounding import rounded
from ..files import cell
from ..manifest import WRITTEN_BY, installed
from .names import Names

HEADS = ("Model", "Scenario", "Region", "Variable", "Unit")
Key = tuple[str, str, str]
"""Region, variable, unit."""

TREES = {
    "spending": "Spending",
    "capability": "Capability",
    "plan": "Procurement",
    "industry": "Industry",
    "dependence": "Dependence",
}
"""The tables that hold series, and the first name of their variables."""

LEAVES = {
    "running": "Upkeep",
    "committed": "Firm orders",
    "share_of_gdp": "Share of GDP",
    "booked": "Booked by firm orders",
    "delivered_us": "Delivered to the United States",
    "held_by_us": "Held by the United States",
    "us_share": "Share of the United States",
}
"""The last name of a variable where the column does not say it."""

SUMMED = {
    "spending": ("equipment_money", "committed", "cap", "payments", "running", "unspent"),
    "plan": ("ordered", "delivered", "payments"),
}
"""Columns that the alliance has the sum of; the other tables state the alliance themselves."""

SUM_DECIMALS = 9


def files(answer: Answer) -> dict[str, bytes]:
    """iamc.csv: Model, Scenario, Region, Variable, Unit, and a column for each year."""
    years = answer.plan.all_years
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*HEADS, *years])
    model = f"{WRITTEN_BY} {installed(WRITTEN_BY)}"
    for key, values in series(answer).items():
        row = [model, answer.plan.name, *key, *(values.get(year) for year in years)]
        writer.writerow([cell(value) for value in row])
    return {"iamc.csv": text.getvalue().encode()}


def series(answer: Answer) -> dict[Key, dict[int, float]]:
    """Every series by region, variable and unit: its values by year."""
    names = Names(answer)
    found: dict[Key, dict[int, float]] = {}
    for table in TREES:
        summed: dict[Key, dict[int, float]] = {}
        for row in TABLES[table](answer):
            year = row["milestone"] if table == "capability" else row["year"]
            for column, variable, unit in variables(table, row, names):
                region = names.regions[row.get("country", ALLIANCE)]
                found.setdefault((region, variable, unit), {})[year] = row[column]
                if column in SUMMED.get(table, ()):
                    total = summed.setdefault((names.regions[ALLIANCE], variable, unit), {})
                    total[year] = rounded(total.get(year, 0.0) + row[column], SUM_DECIMALS)
        found |= summed
    return found


def variables(table: str, row: Mapping[str, Any], names: Names) -> Iterator[tuple[str, str, str]]:
    """The columns of a row that have a number, each with its variable and unit."""
    branch = [TREES[table]]
    if capability := row.get("capability"):
        branch += [names.areas[names.area_of[capability]], names.capabilities[capability]]
    if system := row.get("system"):
        branch.append(names.systems[system])
    for name, column in table_specs()[table].columns.items():
        if column.kind == "number" and row[name] is not None:
            leaf = LEAVES.get(name) or name.replace("_", " ").capitalize()
            yield name, "|".join([*branch, leaf]), names.unit(column.unit, capability, system)
