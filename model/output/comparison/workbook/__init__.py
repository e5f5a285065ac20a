"""This file is about compare.xlsx: several runs as a workbook whose every sum and difference is a
live formula over their plans."""

from __future__ import annotations

from collections.abc import Sequence

from ....comparison.compared import Compared
from ..screen import MEASURED
from .data import codes_sheet, inputs_sheet, plan_sheet, spending_sheet, targets_sheet
from .grid import Column, Workbook
from .summary import Share, attribution_values, fill_summary
from .sums import Sums, allies_sheet, areas_sheet, systems_sheet, years_sheet

__all__ = ["comparison_workbook"]

SHEETS = (
    "Summary", "Inputs", "Attribution", "Years", "Areas", "Allies", "Systems", "Targets", "Plan",
    "Spending", "Codes",
)  # fmt: skip
"""In the order in which they stand."""


def comparison_workbook(compared: Compared) -> bytes:
    """The bytes of compare.xlsx; the same for the same comparison."""
    book = Workbook(f"Compared: {compared.name}")
    shares = attribution_values(compared)
    book.order([name for name in SHEETS if name != "Attribution" or shares])
    for fill in (inputs_sheet, plan_sheet, spending_sheet, targets_sheet, codes_sheet):
        fill(book, compared)
    if shares:
        attribution_sheet(book, shares)
    sums = Sums(book)
    for add_up in (years_sheet, areas_sheet, allies_sheet, systems_sheet):
        add_up(book, compared, sums)
    fill_summary(book, book.ready["Summary"], compared)
    return book.close()


def attribution_sheet(book: Workbook, found: Sequence[Share]) -> None:
    """Where the differences come from."""
    runs, codes, groups, parts = (list(column) for column in zip(*found, strict=True))
    measures = [MEASURED[str(code)] for code in codes]
    book.table(
        "Attribution",
        "What of each run's difference from the base each group of inputs accounts for.",
        [
            Column("run", runs, style="text", width=24),
            Column("measure", measures, style="text", width=18),
            Column("group", groups, style="text", width=14),
            Column("part", parts, unit="MUSD"),
        ],
        3,
    )
