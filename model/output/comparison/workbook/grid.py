"""This file is about the sheets of compare.xlsx: tables with as many columns as there are runs.

A run is known by a letter: A the base, B the first of the others, as in `optimize compare A B`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from ...workbook.book import HEAD_ROW, TEXTS, Sheets
from ...workbook.bulk import ROW, Cells, LargeSheet, Value

WIDEST = 26
"""Characters of the widest column."""

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
        more: whether it is a difference, to be highlighted.
    """

    name: str
    values: Sequence[Value]
    formula: str | Sequence[str] = ""
    unit: str = ""
    style: str = "money"
    width: float = 12
    more: bool = False


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
        sheet.write_string(1, 0, about, self.style("quiet"))
        last = HEAD_ROW + max(1, len(columns[0].values))
        self.fill(sheet, columns, HEAD_ROW, 0, name.lower())
        table = {
            "name": f"{name.lower()}_table",
            "style": "Table Style Light 1",
            "banded_rows": False,
            "columns": [
                {"header": column.name, "header_format": self.style(head_style(column))}
                for column in columns
            ],
        }
        sheet.add_table(HEAD_ROW, 0, last, len(columns) - 1, table)
        sheet.freeze_panes(HEAD_ROW + 1, frozen)
        sheet.repeat_rows(HEAD_ROW - 1, HEAD_ROW)

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
            room = max(column.width, len(column.name) + 3, len(column.unit))
            sheet.set_column(at, at, min(room, WIDEST))
            placed = self.placed(column, letters)
            cells.append(Cells(at, self.style(column.style), column.values, placed))
            span = (head + 1, at, head + max(1, rows), at)
            self.name(f"{prefix}_{column.name}", sheet.get_name(), span[:2], span[2:])
            self.values[f"{prefix}_{column.name}"] = column.values
            self.places[f"{prefix}_{column.name}"] = [sheet.get_name(), *span]
            if column.more:
                self.highlight(sheet, span)
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

    def highlight(self, sheet: LargeSheet, span: tuple[int, int, int, int]) -> None:
        """Colour what is more than in the base, and what is less."""
        for criteria, look in ((">", "more"), ("<", "less")):
            rule = {"type": "cell", "criteria": criteria, "value": 0, "format": self.style(look)}
            sheet.conditional_format(*span, rule)


def head_style(column: Column) -> str:
    """Text stands left, numbers stand right, and so do their headings."""
    return "head_text" if column.style in TEXTS else "head"


def letters(count: int) -> list[str]:
    """The letters of the runs."""
    return [xl_col_to_name(place) for place in range(count)]


def decimals(style: str) -> int:
    """To how many decimals sums are rounded: money to the dollar, all else as finely as stated."""
    return DECIMALS if style == "money" else FINE


def less(value: Value, base: Value, style: str = "money") -> Value:
    """What a formula for a difference gives."""
    if not isinstance(value, int | float) or not isinstance(base, int | float):
        return ""
    return round(value - base, decimals(style)) + 0.0


def differences(name: str, each: Sequence[Sequence[Value]], style: str = "money") -> list[Column]:
    """A column a run but the base: by how much the column `name` differs from the base's."""
    base, *others = each
    return [
        Column(
            f"more_{name}_{letter}",
            [less(value, before, style) for value, before in zip(values, base, strict=True)],
            f'=IF(OR({{{name}_A}}="",{{{name}_{letter}}}=""),"",'
            f"ROUND({{{name}_{letter}}}-{{{name}_A}},{decimals(style)}))",
            f"{letter} less A",
            style,
            more=True,
        )
        for letter, values in zip(letters(len(each))[1:], others, strict=True)
    ]
