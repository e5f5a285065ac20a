"""This file is about when most targets are met, on the sheet Allies of compare.xlsx."""

from __future__ import annotations

from collections.abc import Sequence

from ....comparison.answers import SHARES
from ....comparison.compared import Compared
from .grid import LESS, Column, Workbook, differences, letters

MET = ("half met", "nine in ten met")
"""What the shares are called."""


def asked_columns(book: Workbook, compared: Compared, codes: Sequence[str]) -> list[Column]:
    """How many targets each ally has in the last year of each run in which any are checked."""
    columns = []
    for letter, run in zip(letters(len(compared.runs)), compared.runs, strict=True):
        last = run.milestones[-1] if run.milestones else 0
        found = zip(
            book.values["targets_country"], book.values["targets_milestone"],
            book.values[f"targets_needed_{letter}"], strict=True,
        )  # fmt: skip
        asks = [
            country
            for country, year, needed in found
            if year == last and isinstance(needed, int | float) and needed > 0
        ]
        formula = (
            f"=COUNTIFS(targets_country,{{country}},targets_milestone,summary_milestone_{letter},"
            f'targets_needed_{letter},">0")'
        )
        values = [asks.count(code) for code in codes]
        head = f"last year {letter}"
        columns.append(
            Column(f"asked_{letter}", values, formula, f"{run.name}, targets", "count", head=head)
        )
    return columns


def by_when(compared: Compared, codes: Sequence[str]) -> list[Column]:
    """By which year half and nine in ten targets of the last year are met, and the differences."""
    columns: list[Column] = []
    for (measure, share), words in zip(
        SHARES.items(), ("half met", "nine in ten met"), strict=True
    ):
        found = [compared.values("country", measure, country=code) for code in codes]
        each = [[row[at] for row in found] for at in range(len(compared.runs))]
        name = words.replace(" ", "_")
        for letter, run, values in zip(letters(len(each)), compared.names, each, strict=True):
            columns.append(
                Column(
                    f"{name}_{letter}",
                    ["" if year is None else year for year in values],
                    year_formula(letter, share),
                    f"{run}, year",
                    "whole",
                )
            )
        columns += differences(name, each, "whole", "years", LESS, words)
    return columns


def year_formula(letter: str, share: float) -> str:
    """The first year by which a share of an ally's targets of the last year are met.

    It is the one after the years by which too few are: that many lines down the sheet Years.
    """
    wanted = f"ROUNDUP(ROUND({share}*{{asked_{letter}}},6),0)"
    met = (
        f"COUNTIFS(targets_country,{{country}},targets_milestone,summary_milestone_{letter},"
        f'targets_year_{letter},"<="&years_year)'
    )
    early = f"SUMPRODUCT(--({met}<{wanted}))"
    return f'=IF(OR({{asked_{letter}}}=0,{early}=ROWS(years_year)),"",INDEX(years_year,{early}+1))'
