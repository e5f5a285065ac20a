"""This file is about plan.xlsx: its copies of tables, and its totals, agree with the tables."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...arrays import Floats
from ...registry import table_specs
from ..finding import Finding, Tally
from ..folder import BOOK, Folder
from ..quantity import Quantity, half_units, written
from ..table import NUMBERS, Table
from ..targets import ALLIANCE
from .spending import MONEY, SHARE

COPIES = {"Codes": "codes", "Assumptions": "assumptions", "Prices": "prices"}
"""The sheets that hold a table as it is."""

SHOWN = {"Spending": "spending", "Alliance": "capability", "Dependence": "dependence"}
"""Sheets whose formulas give the columns of a table."""

FIGURES = {
    "Targets": "targets",
    "Targets met": "targets_met",
    "Allies that fall short": "allies_short",
    "Missing, all milestones": "missing",
    "Shortfall of the plan": "shortfall_of_plan",
    "Least shortfall, as proven": "shortfall",
    "Cost, discounted": "cost",
    "Payments": "payments",
    "Upkeep": "running",
    "Cost a year": "spending_a_year",
}
"""Figures on the sheet Summary, and the columns of summary.csv that they tell."""

AS = "as told by"

MARK = "'"
"""Keeps a text of a CSV file from being run as a formula."""

STEPS = {"MUSD": MONEY, "%": SHARE}
"""Half of the step to which a column is written, by its unit."""


def copies(folder: Folder) -> Iterator[Finding]:
    """Codes, numbers used and prices stand in the workbook as they stand in their tables."""
    tally = Tally("copies", problems=list(folder.sheets[1]))
    for name, table in COPIES.items():
        sheet = folder.sheets[0].get(name)
        if sheet is not None and folder.tables[table].cells:
            compare(tally, folder.tables[table], sheet)
    yield tally.finding()


def compare(tally: Tally, table: Table, sheet: Table) -> None:
    """Hold every cell of a table against the sheet that is its copy."""
    if len(table) != len(sheet):
        wanted = f"{len(sheet)} rows, as plan.xlsx has"
        tally.claim(False, table.whole(f"{len(table)} rows", wanted))
        return
    for column, declared in table_specs()[table.name].columns.items():
        if declared.kind in NUMBERS:
            tally.agree(table, column, sheet.numbers(column), 0.0, BOOK, AS)
            continue
        tally.relations += len(table)
        pairs = zip(table.texts(column), sheet.texts(column), strict=True)
        for row, (cell, copy) in enumerate(pairs):
            if cell.replace(MARK, "") != copy.replace(MARK, ""):
                wanted = f"{copy!r}, as plan.xlsx has it"
                tally.problems.append(table.problem(row, column, wanted))


def totals(folder: Folder) -> Iterator[Finding]:
    """What the formulas of the workbook gave is what the tables say."""
    tally, sheets = Tally("workbook"), folder.sheets[0]
    for name, table in SHOWN.items():
        if name in sheets:
            shown(tally, folder, sheets[name], folder.tables[table])
    if "Summary" in sheets:
        figures(tally, folder, sheets["Summary"])
    if "Years" in sheets:
        years(tally, folder, sheets["Years"])
    yield tally.finding()


def shown(tally: Tally, folder: Folder, sheet: Table, table: Table) -> None:
    """The columns that a sheet shares with a table, in the order of the rows."""
    rows = np.arange(len(table))
    if table.name == "capability":
        rows = np.flatnonzero([country == ALLIANCE for country in table.texts("country")])
    if len(sheet) != len(rows):
        tally.claim(False, sheet.whole(f"{len(sheet)} rows", f"{len(rows)}, as {table.file.name}"))
        return
    for column, declared in table_specs()[table.name].columns.items():
        if column in sheet.cells and declared.kind in NUMBERS:
            half = np.broadcast_to(step(folder, table, declared.unit), len(table))
            told = written(table.numbers(column)[rows], half[rows])
            tally.agree(sheet, column, told, 0.0, f"{table.file.name}", AS)


def step(folder: Folder, table: Table, unit: str) -> Floats | float:
    """Half of the step to which a column of a unit is written, for all rows or for each."""
    if unit == "unit of the capability":
        k = folder.codes.places("capability", table, "capability")
        return half_units(folder.given.value)[k]
    return STEPS.get(unit, 0.0)


def figures(tally: Tally, folder: Folder, sheet: Table) -> None:
    """The headline figures."""
    table = folder.tables["summary"]
    units = {name: column.unit for name, column in table_specs()["summary"].columns.items()}
    for label, column in FIGURES.items():
        if label not in sheet.cells:
            tally.claim(False, sheet.whole("no such line", f"'{label}' on the sheet Summary"))
            continue
        told = written(table.numbers(column), STEPS.get(units[column], 0.0))
        tally.agree(sheet, label, told, 0.0, "summary.csv", AS)


def years(tally: Tally, folder: Folder, sheet: Table) -> None:
    """Money by year."""
    given, made = folder.given, folder.orders
    first = given.at(given.first)
    spent = made.spent.sum(axis=0)
    for column, money in (
        ("payments", made.payments.sum(axis=1).sum(axis=0)),
        ("running", made.running.sum(axis=0)),
        ("spent", spent),
        ("discounted", spent * given.discount),
    ):
        whole: Quantity = money[first:]
        if len(sheet) == len(given.horizon):
            tally.agree(sheet, column, whole, 0.0, "orders")
