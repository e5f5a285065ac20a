"""This file is about the sheets of compare.xlsx that add up the data: years, areas, allies,
systems. Every number on them is a formula."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from math import fsum

from ....comparison.compared import Compared
from ....comparison.targets import ALLIANCE
from ...words import heading
from ...workbook.bulk import Value
from .grid import LESS, MORE, Column, Workbook, decimals, differences, letters, rounded
from .timing import asked_columns, by_when

Criteria = Sequence[tuple[str, str]]
"""Names of columns of the data sheets, each with the column of this sheet that picks its rows."""


class Sums:
    """Sums over the data sheets, as a formula and as the value that it gives."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.found: dict[tuple[str, tuple[str, ...]], dict[tuple[Hashable, ...], float]] = {}

    def total(
        self, amounts: str, keys: Sequence[str], places: int
    ) -> dict[tuple[Hashable, ...], float]:
        """The amounts of a column added up by the codes in others, rounded to some decimals."""
        asked = (amounts, tuple(keys))
        if asked not in self.found:
            found: dict[tuple[Hashable, ...], list[float]] = defaultdict(list)
            for amount, *key in zip(*(self.book.values[n] for n in (amounts, *keys)), strict=True):
                if isinstance(amount, int | float):
                    found[tuple(key)].append(amount)
            self.found[asked] = {
                key: rounded(fsum(values), places) for key, values in found.items()
            }
        return self.found[asked]

    def columns(
        self,
        name: str,
        names: Sequence[str],
        amounts: str,
        criteria: Criteria,
        places: Sequence[tuple[Hashable, ...]],
        fixed: tuple[tuple[str, str], ...] = (),
        unit: str = "MUSD",
        style: str = "money",
        better: str = "",
    ) -> list[Column]:
        """A column a run, and by how much each differs from the base.

        Args:
            amounts: the column to add up; `{run}` in it is the letter of the run.
            criteria: which column of data must equal which column of this sheet.
            places: for each row the codes that `criteria` compare with.
            fixed: columns of data that must equal a text; `{run}` in it is the letter of the run.
            better: whether MORE or LESS than in the base is better; "" where neither is.
        """
        columns, each = [], []
        for letter, run in zip(letters(len(names)), names, strict=True):
            column, held = amounts.format(run=letter), [(n, t.format(run=letter)) for n, t in fixed]
            keys = [*(n for n, _ in held), *(n for n, _ in criteria)]
            sums = self.total(column, keys, decimals(style))
            values: list[Value] = [sums.get((*(t for _, t in held), *p), 0.0) for p in places]
            tests = [f'{n},"{t}"' for n, t in held] + [f"{n},{{{own}}}" for n, own in criteria]
            formula = f"=ROUND(SUMIFS({column},{','.join(tests)}),{decimals(style)})"
            columns.append(Column(f"{name}_{letter}", values, formula, f"{run}, {unit}", style))
            each.append(values)
        return [*columns, *differences(name, each, style, unit, better)]


POOLED = (("targets_country", ALLIANCE),)


def years_sheet(book: Workbook, compared: Compared, sums: Sums) -> None:
    """Spending and caps by year, and what makes later spending weigh less."""
    years = sorted({year for run in compared.runs for year in run.years})
    places = [(year,) for year in years]
    columns = [Column("year", years, style="whole")]
    for name, amounts in (("spent", "spending_spent"), ("cap", "spending_cap")):
        columns += sums.columns(
            name, compared.names, amounts, (("spending_year", "year"),), places,
            (("spending_run", "{run}"),),
        )  # fmt: skip
    for letter, run in zip(letters(len(compared.runs)), compared.runs, strict=True):
        rate = next(
            row["value"] for row in run.tables["assumptions"] if row["parameter"] == "discount_rate"
        )
        values = [(1 + rate / 100) ** -(year - run.years[0]) for year in years]
        columns.append(
            Column(
                f"weight_{letter}", values,
                f"=(1+summary_rate_{letter}/100)^-({{year}}-summary_first_{letter})",
                run.name, "factor",
            )
        )  # fmt: skip
    book.table("Years", "Payments and upkeep of all allies by year, and their caps.", columns, 1)


def areas_sheet(book: Workbook, compared: Compared, sums: Sums) -> None:
    """What is missing and how many targets are met, by area and milestone."""
    found = zip(book.values["targets_area"], book.values["targets_milestone"], strict=True)
    places = sorted({(str(area), int(str(year))) for area, year in found})
    criteria = (("targets_area", "area"), ("targets_milestone", "milestone"))
    book.table(
        "Areas",
        "What is missing and how many targets are met, by area and milestone.",
        [
            Column("area", [area for area, _ in places], style="text", width=20),
            Column("name", [heading(area) for area, _ in places], style="text", width=20),
            Column("milestone", [year for _, year in places], style="whole"),
            *sums.columns(
                "missing", compared.names, "targets_missing_{run}", criteria, places, POOLED,
                better=LESS,
            ),
            *sums.columns(
                "met", compared.names, "targets_met_{run}", criteria, places,
                unit="targets", style="count", better=MORE,
            ),
        ],
        3,
    )  # fmt: skip


def allies_sheet(book: Workbook, compared: Compared, sums: Sums) -> None:
    """What each ally misses, all milestones together, and what it spends."""
    codes = sorted({str(code) for code in book.values["spending_country"]})
    places = [(code,) for code in codes]
    criteria = (("targets_country", "country"),)
    missed = [
        missed_column(book, letter, run, codes)
        for letter, run in zip(letters(len(compared.runs)), compared.names, strict=True)
    ]
    book.table(
        "Allies",
        "What each ally misses, all milestones together, how many targets it meets and misses, "
        "by which year half and nine in ten of those of the last year are met (blank: never), "
        "and what it spends.",
        [
            Column("country", codes, style="text"),
            Column("name", [compared.called(code) for code in codes], style="text", width=20),
            *sums.columns(
                "missing", compared.names, "targets_missing_{run}", criteria, places, better=LESS,
            ),
            *sums.columns(
                "met", compared.names, "targets_met_{run}", criteria, places,
                unit="targets", style="count", better=MORE,
            ),
            *missed,
            *asked_columns(book, compared, codes),
            *by_when(compared, codes),
            *sums.columns(
                "spent", compared.names, "spending_spent", (("spending_country", "country"),),
                places, (("spending_run", "{run}"),),
            ),
        ],
        2,
    )  # fmt: skip


def missed_column(book: Workbook, letter: str, run: str, codes: Sequence[str]) -> Column:
    """How many targets each ally misses in a run."""
    met = zip(book.values["targets_country"], book.values[f"targets_met_{letter}"], strict=True)
    misses = [country for country, flag in met if flag == 0 and not isinstance(flag, str)]
    return Column(
        f"missed_{letter}",
        [misses.count(code) for code in codes],
        f"=COUNTIFS(targets_country,{{country}},targets_met_{letter},0)",
        f"{run}, targets",
        "count",
    )


def systems_sheet(book: Workbook, compared: Compared, sums: Sums) -> None:
    """What is ordered of each system in units and money."""
    codes = sorted({str(code) for code in book.values["plan_system"]})
    places = [(code,) for code in codes]
    criteria, fixed = (("plan_system", "system"),), (("plan_run", "{run}"),)
    book.table(
        "Systems",
        "What is ordered of each system, all allies and years together.",
        [
            Column("system", codes, style="text", width=20),
            Column("name", [compared.called(code) for code in codes], style="text", width=26),
            *sums.columns(
                "ordered", compared.names, "plan_ordered", criteria, places, fixed,
                unit="units", style="units",
            ),
            *sums.columns("value", compared.names, "plan_value", criteria, places, fixed),
        ],
        2,
    )  # fmt: skip
