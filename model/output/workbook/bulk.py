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

    rows = ""
    """The columns below all single cells as XML, where they are made already."""

    _first_row = 0
    _columns: Sequence[Cells] = ()

    def write_columns(self, first_row: int, columns: Sequence[Cells]) -> None:
        """Take columns of one length, written below all single cells when the book is closed."""
        self._first_row, self._columns = first_row, columns
        for column in columns:
            texts = [text for text in column.values if isinstance(text, str) and text]
            for text in dict.fromkeys(texts):
                self.str_table._get_shared_string_index(text[:MAX_TEXT])
            self.str_table.count += len(texts) - len(set(texts))
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
        if self._columns:
            texts = {text: place for place, text in enumerate(self.str_table.string_array)}
            self.fh.write(self.rows or self.rows_as_xml(texts))

    def rows_as_xml(self, strings: Mapping[str, int]) -> str:
        """The columns as XML; `strings` has the place of each text in the table of strings."""
        first, shared = self._first_row + 1, count()
        rows = [str(row) for row in range(first, first + len(self._columns[0].values))]
        texts = [cell_texts(column, rows, strings, shared) for column in self._columns]
        lines = zip(rows, zip(*texts, strict=True), strict=True)
        return "".join([f'<row r="{row}">{"".join(cells)}</row>' for row, cells in lines])


def cell_texts(
    column: Cells, rows: Sequence[str], strings: Mapping[str, int], shared: Iterator[int]
) -> list[str]:
    """The XML of each cell of a column.

    Args:
        rows: the number of each row, from 1.
        strings: the place of each text in the workbook's table of strings.
        shared: numbers for formulas that several cells share.
    """
    letter, ends = xl_col_to_name(column.at), list[str]()
    for formula, group in groupby(column.formulas):
        part = slice(len(ends), len(ends) + sum(1 for _ in group))
        values, places = column.values[part], rows[part]
        if not formula:
            ends += data_ends(strings, values)
        elif formula.startswith("{"):
            ends += array_ends(letter, places, values, formula[2:-1])
        else:
            ends += shared_ends(letter, places, values, formula[1:], next(shared))
    head = f'<c r="{letter}'
    if isinstance(column.style, Format):
        style = f'" s="{column.style._get_xf_index()}"'
        return [head + row + style + end for row, end in zip(rows, ends, strict=True)]
    styles = [f'" s="{style._get_xf_index()}"' for style in column.style]
    return [head + row + style + end for row, style, end in zip(rows, styles, ends, strict=True)]


def data_ends(strings: Mapping[str, int], values: Sequence[Value]) -> list[str]:
    """Numbers and text; text is a place in the table of strings, and so never a formula."""
    return [data_end(strings, value) for value in values]


def data_end(strings: Mapping[str, int], value: Value) -> str:
    """The rest of a cell without a formula."""
    if value is None or value == "":
        return "/>"
    if isinstance(value, str):
        return f' t="s"><v>{strings[value[:MAX_TEXT]]}</v></c>'
    return f"><v>{value!r}</v></c>"


def shared_ends(
    letter: str, rows: Sequence[str], values: Sequence[Value], formula: str, number: int
) -> list[str]:
    """One formula for several cells below each other: told once, and then by its number."""
    text, area = escaped(formula.replace(ROW, rows[0])), f"{letter}{rows[0]}:{letter}{rows[-1]}"
    told = f'<f t="shared" ref="{area}" si="{number}">{text}</f>'
    again = f'<f t="shared" si="{number}"/>'
    return [result(told, values[0]), *[result(again, value) for value in values[1:]]]


def array_ends(
    letter: str, rows: Sequence[str], values: Sequence[Value], formula: str
) -> list[str]:
    """A formula that works on whole columns, for each cell by itself."""
    texts = [escaped(formula.replace(ROW, row)) for row in rows]
    told = [
        f'<f t="array" ref="{letter}{row}">{text}</f>'
        for row, text in zip(rows, texts, strict=True)
    ]
    return [result(own, value) for own, value in zip(told, values, strict=True)]


def result(told: str, value: Value) -> str:
    """The rest of a cell: its formula, and the number or the text that it gives."""
    if value is None or isinstance(value, str):
        return f' t="str">{told}<v>{escaped(value or "")}</v></c>'
    return f">{told}<v>{value!r}</v></c>"


SPECIAL = re.compile("[&<>]|_x[0-9A-Fa-f]{4}_")
CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def escaped(text: str) -> str:
    """Text for XML; what a spreadsheet would take for the code of a character stays text."""
    if not SPECIAL.search(text):
        return text
    text = CODED.sub("_x005F_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
