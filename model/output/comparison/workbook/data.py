"""This file is about the data sheets of compare.xlsx: the plans, the money and the targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ....comparison.compared import Compared
from ....comparison.targets import ALLIANCE, targets_of
from ...workbook.bulk import Value
from ..differences import Changed, changed_parameters, decimals
from .grid import DECIMALS, LESS, Column, Workbook, differences, letters, rounded

Rows = Sequence[Mapping[str, Any]]


def plan_sheet(book: Workbook, compared: Compared) -> None:
    """Every order, delivery and payment of every run, one below the other."""
    runs, rows = stacked(compared, "plan")
    names = ("country", "area", "capability", "system")
    value = [rounded(row["ordered"] * row["price"], DECIMALS) for row in rows]
    book.table(
        "Plan",
        "What each ally orders, gets and pays in every run: one row for each run, ally, system "
        "and year.",
        [
            Column("run", runs, style="text", width=6),
            *(Column(name, [row[name] for row in rows], style="text", width=18) for name in names),
            Column("year", [row["year"] for row in rows], style="whole"),
            Column("ordered", [row["ordered"] for row in rows], unit="units", style="units"),
            Column("delivered", [row["delivered"] for row in rows], unit="units", style="units"),
            Column("price", [row["price"] for row in rows], unit="MUSD", style="price"),
            Column("value", value, f"=ROUND({{ordered}}*{{price}},{DECIMALS})", "MUSD"),
            Column("payments", [row["payments"] for row in rows], unit="MUSD"),
        ],
        5,
    )


def spending_sheet(book: Workbook, compared: Compared) -> None:
    """Each ally's cap and spending in every run, one below the other."""
    runs, rows = stacked(compared, "spending")
    spent = [rounded(row["payments"] + row["running"], DECIMALS) for row in rows]
    book.table(
        "Spending",
        "Each ally's cap and what the plan takes of it: one row for each run, ally and year.",
        [
            Column("run", runs, style="text", width=6),
            Column("country", [row["country"] for row in rows], style="text"),
            Column("year", [row["year"] for row in rows], style="whole"),
            Column("cap", [row["cap"] for row in rows], unit="MUSD"),
            Column("payments", [row["payments"] for row in rows], unit="MUSD"),
            Column("running", [row["running"] for row in rows], unit="MUSD"),
            Column("spent", spent, f"=ROUND({{payments}}+{{running}},{DECIMALS})", "MUSD"),
        ],
        3,
    )


def stacked(compared: Compared, table: str) -> tuple[list[str], list[Mapping[str, Any]]]:
    """The rows of one table of every run, and the letter of the run of each."""
    runs: list[str] = []
    rows: list[Mapping[str, Any]] = []
    for letter, run in zip(letters(len(compared.runs)), compared.runs, strict=True):
        runs += [letter] * len(run.tables[table])
        rows += run.tables[table]
    return runs, rows


def targets_sheet(book: Workbook, compared: Compared) -> None:
    """Every target of any run, the runs side by side."""
    found = [by_place(run.tables["capability"]) for run in compared.runs]
    places = list(dict.fromkeys(place for rows in found for place in rows))
    pools = [
        {t.key: int(t.met) for t in targets_of(run) if t.country == ALLIANCE}
        for run in compared.runs
    ]
    area = {place[1]: rows[place]["area"] for rows in found for place in rows}
    columns = [
        Column("country", [place[0] for place in places], style="text"),
        Column("area", [area[place[1]] for place in places], style="text", width=18),
        Column("capability", [place[1] for place in places], style="text", width=16),
        Column("milestone", [place[2] for place in places], style="whole"),
    ]
    named = list(zip(letters(len(found)), compared.names, found, pools, strict=True))
    for letter, run, rows, _ in named:
        values = [rows[p]["needed"] if p in rows else None for p in places]
        columns.append(Column(f"needed_{letter}", values, unit=f"{run}, units", style="units"))
    missing = of_each(found, places, "missing")
    columns += each("missing", missing, compared.names, "MUSD", "money")
    columns += differences("missing", missing, unit="MUSD", better=LESS)
    if compared.weighted:
        weighed = of_each(found, places, "shortfall_value")
        columns += each("weighted", weighed, compared.names, "weighted", "money")
    years = of_each(found, places, "year_met")
    columns += each("year", years, compared.names, "year", "whole", "year met")
    columns += differences("year", years, "whole", "years", LESS, "year met")
    for letter, run, rows, pool in named:
        columns.append(met_column(letter, run, places, rows, pool))
    book.table(
        "Targets",
        "Every target, the runs side by side; met is 1 or 0, and blank where nothing is asked. "
        "ALLIANCE: what all miss together; met there is that of the pool.",
        columns,
        4,
    )


def of_each(
    found: Sequence[Mapping[tuple[str, str, int], Mapping[str, Any]]],
    places: Sequence[tuple[str, str, int]],
    column: str,
) -> list[list[Value]]:
    """One column of the capability tables of all runs, for the same places in each."""
    return [[rows[p][column] if p in rows else None for p in places] for rows in found]


def by_place(rows: Rows) -> dict[tuple[str, str, int], Mapping[str, Any]]:
    """The rows of a capability table by ally, capability and milestone."""
    return {(row["country"], row["capability"], row["milestone"]): row for row in rows}


def each(
    name: str,
    values: Sequence[Sequence[Value]],
    names: Sequence[str],
    unit: str,
    style: str,
    words: str = "",
) -> list[Column]:
    """A column of data a run."""
    return [
        Column(
            f"{name}_{letter}",
            found,
            unit=f"{run}, {unit}".removesuffix(", "),
            style=style,
            head=f"{words or name} {letter}",
        )
        for letter, run, found in zip(letters(len(values)), names, values, strict=True)
    ]


def met_column(
    letter: str,
    run: str,
    places: Sequence[tuple[str, str, int]],
    rows: Mapping[tuple[str, str, int], Mapping[str, Any]],
    pools: Mapping[tuple[str, str, int], int],
) -> Column:
    """Whether each target is met: for an ally by its year, for a pool as the run says."""
    formula = f'=IF({{needed_{letter}}}>0,IF({{year_{letter}}}="",0,1),"")'
    values: list[Value] = []
    formulas = []
    for place in places:
        if place[0] == ALLIANCE:
            values.append(pools.get(place))
            formulas.append("")
            continue
        row = rows.get(place)
        asked = row is not None and row["needed"] > 0
        values.append(int(row["year_met"] is not None) if row is not None and asked else "")
        formulas.append(formula)
    return Column(f"met_{letter}", values, formulas, run, "whole", 8)


def codes_sheet(book: Workbook, compared: Compared) -> None:
    """What the codes of the other sheets stand for, those of the base first."""
    rows = {(row["kind"], row["code"]): row for run in compared.runs for row in run.tables["codes"]}
    kinds = ("kind", "code", "name", "belongs_to", "unit")
    widths = dict(zip(kinds, (12, 20, 44, 20, 16), strict=True))
    book.table(
        "Codes",
        "What the codes on the other sheets stand for.",
        [
            Column(name, [row[name] for row in rows.values()], style="text", width=widths[name])
            for name in kinds
        ],
        2,
    )


BY_DECIMALS = ("count", "money", "units", "fine", "factor")
"""Of styles those for numbers with none, one, … four decimals."""


def input_style(parameter: Changed) -> str:
    """How the numbers of a parameter look: all with as many decimals as any of them needs."""
    if parameter.unit == "year":
        return "whole"
    needed = decimals(value for figure in parameter.figures for value in figure.values)
    return BY_DECIMALS[min(needed, len(BY_DECIMALS) - 1)]


def inputs_sheet(book: Workbook, compared: Compared) -> None:
    """What differs in the inputs, the runs side by side; each parameter has decimals of its own."""
    found = compared.inputs
    styles = [
        style
        for parameter in changed_parameters(found)
        for style in [input_style(parameter)] * len(parameter.figures)
    ]
    values = [[figure.values[place] for figure in found] for place in range(len(compared.runs))]
    origins = [[figure.origins[place] for figure in found] for place in range(len(compared.runs))]
    numbers = each("value", values, compared.names, "", "number")
    numbers += differences("value", values, "number")
    book.table(
        "Inputs",
        "Every number of the inputs that is not the same in all runs, and the line that states it.",
        [
            Column("parameter", [f.measure for f in found], style="text", width=24),
            Column("country", [f.country for f in found], style="text"),
            Column("item", [f.item for f in found], style="text", width=20),
            Column("year", [f.year for f in found], style="whole"),
            Column("unit", [f.unit for f in found], style="text"),
            *(replace(column, styles=styles) for column in numbers),
            *each("origin", origins, compared.names, "", "text", "stated in"),
        ],
        4,
    )
