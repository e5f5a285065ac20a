"""This file is about large sheets: many cells written at once.

XlsxWriter writes one cell after the other and looks through every formula for functions newer than
Excel 2010, of which there are none here; 300,000 cells take it ten seconds. Here a whole column is
turned into text at once, and a formula that is the same in all rows is stored once and shared, as
the format allows. Its references stay on its own sheet (other sheets are reached by names), as
shared references to other sheets are read in more than one way. Everything else of the workbook
stays XlsxWriter's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, groupby
from typing import Any, TypeAlias

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import Worksheet

Value: TypeAlias = str | float | int | None

MAX_TEXT = 32_767
"""Characters that a cell holds."""

ROW = "#"
"""Stands for the number of the row in a formula."""


@dataclass(frozen=True)
class Cells:
    """The cells of one column from a row on.

    Attributes:
        at: the column, from 0.
        style: the format of every cell, or of each.
        values: data, or what the formulas give.
        formulas: one for each cell, "" for data; `#` in it is the number of the row.
    """

    at: int
    style: Format | Sequence[Format]
    values: Sequence[Value]
    formulas: Sequence[str]


class LargeSheet(Worksheet):  # type: ignore[misc]
    """A worksheet of XlsxWriter that can take whole columns besides single cells."""

    _first_row = 0
    _columns: Sequence[Cells] = ()

    def write_columns(self, first_row: int, columns: Sequence[Cells]) -> None:
        """Take columns of one length, written below all single cells when the book is closed."""
        self._first_row, self._columns = first_row, columns
        for column in columns:
            for text in column.values:
                if isinstance(text, str) and text:
                    self.str_table._get_shared_string_index(text[:MAX_TEXT])
        self._check_dimensions(first_row, max(column.at for column in columns))
        self._check_dimensions(first_row + len(columns[0].values) - 1, 0)

    def add_long_table(
        self, first_row: int, last_row: int, last: int, look: dict[str, Any]
    ) -> None:
        """Make the cells from the first column to the last a table with filters.

        XlsxWriter notes every cell of a table, so it is told of two rows, and the table then made
        longer.
        """
        self.add_table(first_row, 0, first_row + 1, last, look)
        area = xl_range(first_row, 0, last_row, last)
        self.tables[-1].update({"range": area, "a_range": area, "autofilter": area})

    def _write_rows(self) -> None:
        """Write the single cells as XlsxWriter does, and the columns below them."""
        super()._write_rows()
        strings = {text: place for place, text in enumerate(self.str_table.string_array)}
        shared = count()
        texts = [
            cell_texts(column, self._first_row + 1, strings, shared) for column in self._columns
        ]
        for row, cells in enumerate(zip(*texts, strict=True), start=self._first_row + 1):
            self.fh.write(f'<row r="{row}">{"".join(cells)}</row>')


def cell_texts(
    column: Cells, first: int, strings: Mapping[str, int], shared: Iterator[int]
) -> Iterator[str]:
    """The XML of each cell of a column.

    Args:
        first: the number of the first row, from 1.
        strings: the place of each text in the workbook's table of strings.
        shared: numbers for formulas that several cells share.
    """
    letter, styles = xl_col_to_name(column.at), style_numbers(column)
    row = first
    for formula, group in groupby(column.formulas):
        rows = sum(1 for _ in group)
        part = slice(row - first, row - first + rows)
        heads = [
            f'<c r="{letter}{place}" s="{style}"'
            for place, style in enumerate(styles[part], start=row)
        ]
        values = column.values[part]
        if not formula:
            yield from data_cells(strings, heads, values)
        elif formula.startswith("{"):
            yield from array_cells(letter, heads, row, values, formula[2:-1])
        else:
            yield from shared_cells(letter, heads, row, values, formula[1:], next(shared))
        row += rows


def style_numbers(column: Cells) -> list[int]:
    """The number of the format of each cell."""
    if isinstance(column.style, Format):
        return [column.style._get_xf_index()] * len(column.values)
    return [style._get_xf_index() for style in column.style]


def data_cells(
    strings: Mapping[str, int], heads: Sequence[str], values: Sequence[Value]
) -> Iterator[str]:
    """Numbers and text; text is a place in the table of strings, and so never a formula."""
    for head, value in zip(heads, values, strict=True):
        if value is None or value == "":
            yield f"{head}/>"
        elif isinstance(value, str):
            yield f'{head} t="s"><v>{strings[value[:MAX_TEXT]]}</v></c>'
        else:
            yield f"{head}><v>{value!r}</v></c>"


def shared_cells(
    letter: str,
    heads: Sequence[str],
    first: int,
    values: Sequence[Value],
    formula: str,
    number: int,
) -> Iterator[str]:
    """One formula for several cells below each other: told once, and then by its number."""
    last = first + len(values) - 1
    text = escaped(formula.replace(ROW, str(first)))
    told = f'<f t="shared" ref="{letter}{first}:{letter}{last}" si="{number}">{text}</f>'
    for head, value in zip(heads, values, strict=True):
        yield f"{head}{result(told, value)}</c>"
        told = f'<f t="shared" si="{number}"/>'


def array_cells(
    letter: str, heads: Sequence[str], first: int, values: Sequence[Value], formula: str
) -> Iterator[str]:
    """A formula that works on whole columns, for each cell by itself."""
    for row, (head, value) in enumerate(zip(heads, values, strict=True), start=first):
        text = escaped(formula.replace(ROW, str(row)))
        told = f'<f t="array" ref="{letter}{row}">{text}</f>'
        yield f"{head}{result(told, value)}</c>"


def result(told: str, value: Value) -> str:
    """The rest of a cell: its formula, and the number or the text that it gives."""
    if value is None or isinstance(value, str):
        return f' t="str">{told}<v>{escaped(value or "")}</v>'
    return f">{told}<v>{value!r}</v>"


SPECIAL = re.compile("[&<>]|_x[0-9A-Fa-f]{4}_")
CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def escaped(text: str) -> str:
    """Text for XML; what a spreadsheet would take for the code of a character stays text."""
    if not SPECIAL.search(text):
        return text
    text = CODED.sub("_x005F_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
