"""This file is about the sheets of compare.xlsx: tables with as many columns as there are runs.

A run is known by a letter: A the base, B the first of the others, as in `optimize compare A B`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from ...workbook.book import A3, HEAD_ROW, PRINTED, TEXTS, WIDE, Sheets
from ...workbook.bulk import ROW, Cells, LargeSheet, Value

WIDEST = 26
"""Characters of the widest column."""

ACROSS = 1.4 * WIDE
"""Characters across that still read well on one page of A3."""

MORE, LESS = "more", "less"
BETTER, WORSE = "better", "worse"
"""The looks of a difference: blue and amber."""

PLACE = re.compile(r"\{(\w+)\}")
DECIMALS, FINE = 6, 9
"""Sums are rounded, in the formulas too, to the decimals that the tables have: money to the dollar,
units more finely. No digit is then an accident of adding."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        values: one for each row; where there is a formula, what it gives.
        formula: for all rows, or one for each; `{price}` in it is the cell of the column `price`
            in the same row, "" stands for data.
        unit: what stands over the heading.
        head: the heading, where it is not the name.
        styles: the style of each cell, where they are not all of `style`.
        better: of a difference, whether MORE or LESS than in the base is better, to be coloured;
            "" where neither is.
    """

    name: str
    values: Sequence[Value]
    formula: str | Sequence[str] = ""
    unit: str = ""
    style: str = "money"
    width: float = 12
    head: str = ""
    better: str = ""
    styles: Sequence[str] = ()

    @property
    def title(self) -> str:
        """The heading in words."""
        words = self.head or self.name.replace("_", " ")
        return words[:1].upper() + words[1:]


@dataclass
class Workbook(Sheets):
    """A workbook that remembers its columns by the names that formulas use, such as plan_value.

    Attributes:
        values: what a column holds or gives.
        places: where it lies, for charts: sheet, first row, column, last row, column.
        ready: sheets by name that are not filled yet.
    """

    values: dict[str, Sequence[Value]] = field(default_factory=dict)
    places: dict[str, list[Any]] = field(default_factory=dict)
    ready: dict[str, LargeSheet] = field(default_factory=dict)

    def order(self, names: Sequence[str]) -> None:
        """Make empty sheets in the order in which they shall stand."""
        self.ready |= {name: self.sheet(name) for name in names}

    def table(self, name: str, about: str, columns: Sequence[Column], frozen: int) -> None:
        """Fill a sheet that is one table: filters, frozen head, units, a name for each column."""
        sheet = self.ready[name]
        sheet.write_string(0, 0, name, self.style("title"))
        rows = max(1, len(columns[0].values))
        cut = f" On paper: the first {PRINTED:,} of {rows:,} rows." if rows > PRINTED else ""
        sheet.write_string(1, 0, f"{about}{cut}", self.style("quiet"))
        last = HEAD_ROW + rows
        self.fill(sheet, columns, HEAD_ROW, 0, name.lower())
        table = {
            "name": f"{name.lower()}_table",
            "style": "Table Style Light 1",
            "banded_rows": False,
            "columns": [
                {"header": column.title, "header_format": self.style(head_style(column))}
                for column in columns
            ],
        }
        sheet.add_table(HEAD_ROW, 0, last, len(columns) - 1, table)
        sheet.freeze_panes(HEAD_ROW + 1, frozen)
        sheet.repeat_rows(HEAD_ROW - 1, HEAD_ROW)
        sheet.print_area(0, 0, HEAD_ROW + min(rows, PRINTED), len(columns) - 1)
        self.paper(sheet, sum(room(column) for column in columns), frozen)

    def fill(
        self, sheet: LargeSheet, columns: Sequence[Column], head: int, left: int, prefix: str
    ) -> None:
        """Write units and cells of columns under a head row; name them and highlight differences.

        Rows and columns count from 0.
        """
        rows = len(columns[0].values)
        letters = {c.name: f"${xl_col_to_name(left + at)}{ROW}" for at, c in enumerate(columns)}
        cells = []
        for at, column in enumerate(columns, start=left):
            quiet = "unit_text" if column.style in TEXTS else "unit"
            sheet.write_string(head - 1, at, column.unit, self.style(quiet))
            sheet.set_column(at, at, room(column))
            placed = self.placed(column, letters)
            looks = [self.style(style) for style in column.styles] or self.style(column.style)
            cells.append(Cells(at, looks, column.values, placed))
            span = (head + 1, at, head + max(1, rows), at)
            self.name(f"{prefix}_{column.name}", sheet.get_name(), span[:2], span[2:])
            self.values[f"{prefix}_{column.name}"] = column.values
            self.places[f"{prefix}_{column.name}"] = [sheet.get_name(), *span]
            if column.better:
                self.highlight(sheet, span, column.better)
        if rows:
            sheet.write_columns(head + 1, cells)

    @staticmethod
    def placed(column: Column, letters: dict[str, str]) -> list[str]:
        """The formula of each cell of a column, with the cells of its row by their letters."""
        rows = len(column.values)
        if isinstance(column.formula, str):
            return [PLACE.sub(lambda found: letters[found[1]], column.formula)] * rows
        texts = {
            text: PLACE.sub(lambda found: letters[found[1]], text) for text in set(column.formula)
        }
        return [texts[text] for text in column.formula]

    def highlight(self, sheet: LargeSheet, span: tuple[int, int, int, int], better: str) -> None:
        """Colour what is better than in the base, and what is worse."""
        for criteria, change in ((">", MORE), ("<", LESS)):
            look = self.style(BETTER if change == better else WORSE)
            # A cell of text is more than any number to a spreadsheet.
            first = f"{xl_col_to_name(span[1])}{span[0] + 1}"
            test = f"=AND(ISNUMBER({first}),{first}{criteria}0)"
            sheet.conditional_format(*span, {"type": "formula", "criteria": test, "format": look})

    @staticmethod
    def paper(sheet: LargeSheet, across: float, repeated: int) -> None:
        """Set up the print of what is so many characters wide so that it can be read: on larger
        paper, and on several pages side by side that repeat the first columns."""
        if across > WIDE:
            sheet.set_paper(A3)
        if across > ACROSS:
            sheet.repeat_columns(0, repeated - 1)
            sheet.fit_to_pages(math.ceil(across / ACROSS), 0)


def room(column: Column) -> float:
    """Characters across that a column needs."""
    return min(max(column.width, len(column.title) + 3, len(column.unit)), WIDEST)


def head_style(column: Column) -> str:
    """Text stands left, numbers stand right, and so do their headings."""
    return "head_text" if column.style in TEXTS else "head"


def letters(count: int) -> list[str]:
    """The letters of the runs."""
    return [xl_col_to_name(place) for place in range(count)]


def decimals(style: str) -> int:
    """To how many decimals sums are rounded: money to the dollar, all else as finely as stated."""
    return DECIMALS if style == "money" else FINE


def rounded(value: float, places: int) -> float:
    """A number as ROUND of a spreadsheet gives it: halves away from zero, of 15 digits.

    Python rounds the binary number, for which 0.5000005 lies on either side of the half.
    """
    step = Decimal(1).scaleb(-places)
    return float(Decimal(f"{value:.15g}").quantize(step, ROUND_HALF_UP)) + 0.0


def less(value: Value, base: Value, style: str = "money") -> Value:
    """What a formula for a difference gives."""
    if not isinstance(value, int | float) or not isinstance(base, int | float):
        return ""
    return rounded(value - base, decimals(style))


def differences(
    name: str,
    each: Sequence[Sequence[Value]],
    style: str = "money",
    unit: str = "",
    better: str = "",
    words: str = "",
) -> list[Column]:
    """A column a run but the base: by how much the column `name` differs from the base's."""
    base, *others = each
    return [
        Column(
            f"more_{name}_{letter}",
            [less(value, before, style) for value, before in zip(values, base, strict=True)],
            f'=IF(OR({{{name}_A}}="",{{{name}_{letter}}}=""),"",'
            f"ROUND({{{name}_{letter}}}-{{{name}_A}},{decimals(style)}))",
            unit,
            style,
            head=f"{words or name} {letter} less A",
            better=better,
        )
        for letter, values in zip(letters(len(each))[1:], others, strict=True)
    ]
