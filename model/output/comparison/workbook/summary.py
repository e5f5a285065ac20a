"""This file is about the sheet Summary of compare.xlsx: the runs at a glance, all in formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

from ....comparison.compared import Compared
from ....comparison.targets import ALLIANCE
from ...words import heading
from ...workbook.book import Sheets
from ...workbook.bulk import LargeSheet, Value
from ...workbook.charts import dressed
from ..sections.shared import colour
from .grid import BETTER, DECIMALS, LESS, MORE, WORSE, Workbook, less, letters, rounded

NOTES = (
    "Money in MUSD at constant prices of the base year; A is the base. Every total, difference and "
    "ratio is a formula;",
    "the years and the discount rate are data. The formulas follow a change of the data, but which "
    "plan is best then, only a new run says.",
)
LEGEND = (
    ("Colours of differences", "quiet"),
    ("", "quiet"),
    ("better", BETTER),
    ("worse", WORSE),
    ("less missing, more targets met: better; what is spent is neither", "quiet"),
)
FIRST = 5
"""The row of the first table, from 0."""

NAMED, UNIT, NUMBER = 38, 9, 13
"""Characters across of the columns."""

HIGH = 20
"""Rows that a chart covers."""


Share = tuple[str, str, str, Value]
"""Run, measure, group of inputs and part of a difference."""


@dataclass(frozen=True)
class Line:
    """One headline figure: its formula, in which `@` is the letter of a run, and its values.

    Without a formula the values are data; `name` is what formulas call the cells. `better` says
    whether MORE or LESS than in the base is better; "" where neither is.
    """

    label: str
    unit: str
    values: Sequence[float]
    formula: str = ""
    style: str = "money"
    name: str = ""
    better: str = ""


def fill_summary(book: Workbook, sheet: LargeSheet, compared: Compared) -> None:
    """Fill the sheet once the sheets that it adds up are written."""
    count = len(compared.runs)
    sheet.set_column(0, 0, NAMED)
    sheet.set_column(1, 1, UNIT)
    sheet.set_column(2, 3 * count - 1, NUMBER)
    sheet.write_string(0, 0, f"Compared: {compared.name}", book.style("title"))
    for row, note in enumerate(NOTES, start=1):
        sheet.write_string(row, 0, note, book.style("quiet"))
    for at, (text, look) in enumerate(LEGEND):
        if text:
            sheet.write_string(len(NOTES) + 1, at, text, book.style(look))
    row = heads(book, sheet, compared, FIRST, "The runs")
    for line in [*facts(compared), *figures(book, compared)]:
        row = written(book, sheet, line, count, row)
    row = heads(book, sheet, compared, row + 1, "Missing by area, all milestones")
    first = row
    for line in areas(book, compared):
        row = written(book, sheet, line, count, row)
    last = row + HIGH
    sheet.insert_chart(row + 1, 0, spending_chart(book, compared))
    if row > first:
        sheet.insert_chart(last + 1, 0, areas_chart(book, compared, first, row - 1))
        last += HIGH
    sheet.freeze_panes(FIRST - 1, 1)
    sheet.print_area(0, 0, last, 3 * count - 1)
    book.paper(sheet, NAMED + UNIT + NUMBER * (3 * count - 2), 2)


def heads(book: Sheets, sheet: LargeSheet, compared: Compared, row: int, title: str) -> int:
    """Write the letters and names of the runs over their columns; the next row."""
    base = compared.names[0]
    sheet.write_string(row, 0, title, book.style("section"))
    sheet.write_string(row + 1, 0, "", book.style("head_text"))
    sheet.write_string(row + 1, 1, "unit", book.style("head_text"))
    marks = letters(len(compared.names))
    words = [*marks, *(f"{x} less A" for x in marks[1:]), *(f"{x} over A" for x in marks[1:])]
    named = [*compared.names, *(f"less {base}" for _ in marks[1:]), *("%" for _ in marks[1:])]
    for at, (word, name) in enumerate(zip(words, named, strict=True), start=2):
        sheet.write_string(row, at, word, book.style("unit"))
        sheet.write_string(row + 1, at, name, book.style("head"))
    return row + 2


def written(book: Workbook, sheet: LargeSheet, line: Line, count: int, row: int) -> int:
    """Write one line: a value a run, then differences and ratios; the next row."""
    sheet.write_string(row, 0, line.label, book.style("text"))
    sheet.write_string(row, 1, line.unit, book.style("quiet"))
    base, style = line.values[0], book.style(line.style)
    for place, letter in enumerate(letters(count)):
        value, at = line.values[place], 2 + place
        if line.formula:
            sheet.write_formula(row, at, line.formula.replace("@", letter), style, value)
        else:
            sheet.write_number(row, at, value, style)
        if line.name:
            book.name(f"summary_{line.name}_{letter}", "Summary", (row, at), (row, at))
        if place:
            more, ratio = 1 + count + place, 2 * count + place
            cell, first = f"{column(at)}{row + 1}", f"$C{row + 1}"
            change = less(value, base)
            sheet.write_formula(row, more, f"=ROUND({cell}-{first},{DECIMALS})", style, change)
            if not line.name:
                share = "" if not base else 100 * (value / base - 1)
                formula = f'=IF({first}=0,"",100*({cell}/{first}-1))'
                sheet.write_formula(row, ratio, formula, book.style("percent"), share)
    if line.better:
        book.highlight(sheet, (row, 2 + count, row, 2 * count), line.better)
    return row + 1


def column(at: int) -> str:
    """The letter of a column, fixed."""
    return f"${letters(at + 1)[at]}"


def facts(compared: Compared) -> list[Line]:
    """What the formulas need of each run: its years, when targets are last checked (0: never), and
    its discount rate."""
    rates = [
        next(r["value"] for r in run.tables["assumptions"] if r["parameter"] == "discount_rate")
        for run in compared.runs
    ]
    first = [float(run.years[0]) for run in compared.runs]
    last = [float(run.years[-1]) for run in compared.runs]
    checked = [float(run.milestones[-1]) if run.milestones else 0.0 for run in compared.runs]
    return [
        Line("First year", "", first, style="whole", name="first"),
        Line("Last year", "", last, style="whole", name="last"),
        Line("Targets are last checked in", "", checked, style="whole", name="milestone"),
        Line("Discount rate", "%", rates, style="percent", name="rate"),
    ]


def figures(book: Workbook, compared: Compared) -> list[Line]:
    """The headline figures, each as a formula over the data."""
    marks = letters(len(compared.runs))

    def numbers(name: str) -> list[list[float]]:
        found = [book.values[name.replace("@", letter)] for letter in marks]
        return [[v for v in values if isinstance(v, int | float)] for values in found]

    met = numbers("targets_met_@")
    spent = [rounded(fsum(values), DECIMALS) for values in numbers("years_spent_@")]
    years = [len(run.years) for run in compared.runs]
    weighted = [
        rounded(fsum(a * b for a, b in zip(amounts, weights, strict=True)), DECIMALS)
        for amounts, weights in zip(
            numbers("years_spent_@"), numbers("years_weight_@"), strict=True
        )
    ]
    missed = [sum(value > 0 for value in values) for values in numbers("allies_missed_@")]
    all_spent = "SUM(years_spent_@)"
    short = [shortfall(book, marks, "Shortfall, all milestones", "MUSD", "missing")]
    if compared.weighted:
        label = "Weighted by priority, as stage 1 counts"
        short.append(shortfall(book, marks, label, "weighted", "weighted"))
    return [
        Line("Targets", "", [len(v) for v in met], "=COUNT(targets_met_@)", "count"),
        Line("Targets met", "", [sum(v) for v in met], "=SUM(targets_met_@)", "count",
             better=MORE),
        Line("Allies that fall short", "", missed, '=COUNTIF(allies_missed_@,">0")', "count",
             better=LESS),
        *short,
        Line("Cost in all", "MUSD", spent, f"=ROUND({all_spent},{DECIMALS})"),
        Line("Cost a year", "MUSD",
             [rounded(a / b, DECIMALS) for a, b in zip(spent, years, strict=True)],
             f"=ROUND({all_spent}/(summary_last_@-summary_first_@+1),{DECIMALS})"),
        Line("Cost in all, discounted", "MUSD", weighted,
             f"=ROUND(SUMPRODUCT(years_spent_@,years_weight_@),{DECIMALS})"),
    ]  # fmt: skip


def shortfall(book: Workbook, marks: Sequence[str], label: str, unit: str, name: str) -> Line:
    """What all allies miss together, in money or weighted."""
    return Line(
        label,
        unit,
        [missing(book, f"targets_{name}_{letter}") for letter in marks],
        f'=ROUND(SUMIFS(targets_{name}_@,targets_country,"{ALLIANCE}"),{DECIMALS})',
        better=LESS if name == "missing" else "",
    )


def missing(book: Workbook, name: str, area: str = "") -> float:
    """What all allies miss together in a run, in an area or in all, MUSD."""
    rows = zip(
        book.values[name], book.values["targets_country"], book.values["targets_area"], strict=True
    )
    amounts = (
        value
        for value, country, inside in rows
        if country == ALLIANCE and area in ("", inside) and isinstance(value, int | float)
    )
    return rounded(fsum(amounts), DECIMALS)


def areas(book: Workbook, compared: Compared) -> list[Line]:
    """What is missing by area."""
    marks = letters(len(compared.runs))
    return [
        Line(
            heading(area),
            "MUSD",
            [missing(book, f"targets_missing_{letter}", area) for letter in marks],
            f'=ROUND(SUMIFS(targets_missing_@,targets_country,"{ALLIANCE}",targets_area,"{area}"),'
            f"{DECIMALS})",
            better=LESS,
        )
        for area in sorted({str(area) for area in book.values["targets_area"]})
    ]


def spending_chart(book: Workbook, compared: Compared) -> Any:
    """Spending by year, a column a run."""
    chart = book.chart("column")
    for place, letter in enumerate(letters(len(compared.runs))):
        chart.add_series({
            "name": compared.names[place],
            "categories": book.places["years_year"],
            "values": book.places[f"years_spent_{letter}"],
            "fill": {"color": colour(place)},
            "gap": 60,
        })  # fmt: skip
    return dressed(chart, "Payments and upkeep by year, MUSD", 380)


def areas_chart(book: Workbook, compared: Compared, first: int, last: int) -> Any:
    """Shortfall by area, a column a run: programs agree on the order of its legend."""
    chart = book.chart("column")
    for place in range(len(compared.runs)):
        chart.add_series({
            "name": compared.names[place],
            "categories": ["Summary", first, 0, last, 0],
            "values": ["Summary", first, 2 + place, last, 2 + place],
            "fill": {"color": colour(place)},
            "gap": 60,
        })  # fmt: skip
    return dressed(chart, "Shortfall by area, all milestones, MUSD", 380)


def attribution_values(compared: Compared) -> list[Share]:
    """Every part of every attribution."""
    return [
        (share.scenario, measure, group, part)
        for share in compared.attributions
        for (measure, group), part in share.parts.items()
    ]
