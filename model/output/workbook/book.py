"""This file is about workbooks: sheets made of columns, each cell with its formula and its value.

Which columns there are, and their formulas, sheets.toml says. The value that a formula gives is
written beside it, so that a reader that does not calculate shows it, and so that a spreadsheet
that does can be held against it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

from .bulk import MAX_TEXT, ROW, Cells, LargeSheet, Value
from .formulas import ColumnSpec, Known, SheetSpec, meaning, sheet_spec
from .looks import BAR, FONT, INK, INPUT_LOOK, NOTE, PERCENT_BAR, STYLES
from .typing_in import column_rule

MADE = datetime(2025, 1, 1)
"""Stands for the time of making, which would make two equal runs differ."""

HEAD_ROW = 4
"""Row (from 0) of the column names; above it the title, what the sheet is about, and the units."""

TEXTS = frozenset({"key", "text", "wrapped", "quiet", "note"})

A4, A3 = 9, 8
WIDE = 170
"""Characters across that still read well on one page."""

BELOW = 1000
"""Rows below a table in which a stray entry is noticed."""

PRINTED = 200
"""Rows of a table that go on paper; a plan has thousands."""


@dataclass
class Sheets:
    """A workbook in memory: its sheets, looks, names and charts.

    Attributes:
        title: of the document.
    """

    title: str

    def __post_init__(self) -> None:
        self._bytes = BytesIO()
        self._workbook = Workbook(
            self._bytes,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        self._workbook.set_properties({"title": self.title, "created": MADE})
        self._workbook.set_calc_mode("auto")
        self._formats: dict[tuple[str, bool], Format] = {}

    def style(self, name: str, changeable: bool = False) -> Format:
        """The format of a style."""
        key = (name, changeable)
        if key not in self._formats:
            look = {"font_name": FONT, "font_size": 10, "font_color": INK, **STYLES[name]}
            look |= INPUT_LOOK if changeable else {}
            self._formats[key] = self._workbook.add_format(look)
        return self._formats[key]

    def reserve(self, texts: Sequence[str], looks: Sequence[tuple[str, bool]]) -> None:
        """Let the workbook's tables of strings and formats begin with these, used or not."""
        for look in looks:
            self.style(*look)._get_xf_index()
        for text in texts:
            self._workbook.str_table._get_shared_string_index(text[:MAX_TEXT])
        self._workbook.str_table.count = 0

    @property
    def texts(self) -> Mapping[str, int]:
        """The place of each text in the table of strings, so far."""
        places: Mapping[str, int] = self._workbook.str_table.string_table
        return places

    def sheet(self, name: str, *, landscape: bool = True) -> LargeSheet:
        """An empty sheet, set up for print on one page's width."""
        sheet: LargeSheet = self._workbook.add_worksheet(name, LargeSheet)
        sheet.hide_gridlines(2)
        sheet.set_paper(A4)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer("&L&8" + escaped(self.title) + "&C&8&A&R&8&P")
        return sheet

    def chart(self, kind: str, subtype: str = "") -> Any:
        """A native chart, to be filled and inserted."""
        options = {"type": kind, "subtype": subtype} if subtype else {"type": kind}
        return self._workbook.add_chart(options)

    def name(self, name: str, sheet: str, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Give a range of cells a name that formulas use."""
        (row, column), (end_row, end_column) = first, last
        area = f"${xl_col_to_name(column)}${row + 1}:${xl_col_to_name(end_column)}${end_row + 1}"
        self._workbook.define_name(name, f"='{sheet}'!{area}")

    def close(self) -> bytes:
        """The bytes of the finished workbook."""
        self._workbook.close()
        return self._bytes.getvalue()


@dataclass
class Book(Sheets):
    """A workbook whose sheets are the tables of sheets.toml.

    Attributes:
        known: the numbers that formulas look up.
        values: what each column of each table holds or gives, by the name that formulas use.
        places: where it lies, for charts: sheet, first row, column, last row, column.
    """

    known: Known
    values: dict[str, Sequence[Value]] = field(default_factory=dict)
    places: dict[str, list[Any]] = field(default_factory=dict)

    def table(
        self,
        name: str,
        values: Mapping[str, Sequence[Value]],
        variants: Mapping[str, Sequence[str]] | None = None,
        looks: Mapping[str, Sequence[tuple[str, bool]]] | None = None,
    ) -> LargeSheet:
        """Write a sheet that is one table: filters, frozen head, units, a name for each column.

        Args:
            name: of the sheet in sheets.toml, or of a table of results; its lower-case form
                starts the names of its columns.
            values: for each column what its cells hold or, where there is a formula, give.
            variants: for columns with several formulas, which one each row takes: its key there, a
                formula, or "" for data.
            looks: for columns whose cells do not all look the same, how each does.
        """
        spec, sheet = sheet_spec(name), self.sheet(name)
        if values.keys() != spec.columns.keys():
            raise KeyError(f"{name}: columns {sorted(values.keys() ^ spec.columns.keys())}")
        prefix = name.lower().replace(" ", "_")
        values = {column: [*found, *[None] * spec.spare] for column, found in values.items()}
        rows = len(next(iter(values.values())))
        last = HEAD_ROW + max(1, rows)
        places = {column: f"${xl_col_to_name(at)}{ROW}" for at, column in enumerate(values)}
        cells = []
        for at, (column, found) in enumerate(spec.columns.items()):
            formulas = self.formulas(spec, found, values, (variants or {}).get(column), places)
            given = (looks or {}).get(column)
            style = self.style(found.style, found.changeable)
            styles = [self.style(*look) for look in given] if given else style
            cells.append(Cells(at, styles, values[column], formulas))
            self.name(f"{prefix}_{column}", name, (HEAD_ROW + 1, at), (last, at))
            self.values[f"{prefix}_{column}"] = values[column]
            self.places[f"{prefix}_{column}"] = [name, HEAD_ROW + 1, at, last, at]
        if rows:
            sheet.write_columns(HEAD_ROW + 1, cells)
        if spec.spare:
            typed = sum(column.changeable for column in spec.columns.values())
            self.name(f"{prefix}_typed", name, (HEAD_ROW + 1, 0), (last + BELOW, typed - 1))
        self.head(sheet, name, spec, rows - spec.spare)
        self.dress(sheet, prefix, spec, last)
        self.paper(sheet, spec, rows - spec.spare)
        return sheet

    def formulas(
        self,
        sheet: SheetSpec,
        column: ColumnSpec,
        values: Mapping[str, Sequence[Value]],
        chosen: Sequence[str] | None,
        places: Mapping[str, str],
    ) -> list[str]:
        """The formula of each cell of a column, "" for data."""
        rows = len(next(iter(values.values())))
        if self.known.dated(column.formula):
            return [
                self.known.written(column.formula, sheet, places, int(year or 0))
                for year in values["year"]
            ]
        if chosen is None:
            return [self.known.written(guarded(sheet, column), sheet, places)] * rows
        texts = {
            key: self.known.written(column.formulas.get(key, key), sheet, places)
            for key in dict.fromkeys(chosen)
        }
        return [texts[key] for key in chosen]

    def head(self, sheet: LargeSheet, name: str, spec: SheetSpec, rows: int) -> None:
        """Write the title, what the sheet is about, and the unit above each column."""
        cut = f" On paper: the first {PRINTED:,} of {rows:,} rows." if rows > PRINTED else ""
        sheet.write_string(0, 0, name, self.style("title"))
        sheet.write_string(1, 0, f"{spec.about}{cut}", self.style("quiet"))
        for at, column in enumerate(spec.columns.values()):
            style = "unit_text" if column.style in TEXTS else "unit"
            sheet.write_string(HEAD_ROW - 1, at, column.unit, self.style(style))
        for at, column_name in enumerate(spec.columns):
            sheet.write_comment(HEAD_ROW, at, meaning(spec, column_name), NOTE)

    def dress(self, sheet: LargeSheet, prefix: str, spec: SheetSpec, last: int) -> None:
        """Make the cells a table with filters; widths, bars, rules for what is typed, panes."""
        for at, (name, column) in enumerate(spec.columns.items()):
            folded = {"level": 1, "hidden": True} if column.helper else {}
            sheet.set_column(at, at, room(name, column), None, folded)
            if column.bar:
                bar = PERCENT_BAR if column.unit.startswith("%") else BAR
                sheet.conditional_format(HEAD_ROW + 1, at, last, at, bar)
            if rule := column_rule(column):
                sheet.data_validation(HEAD_ROW + 1, at, last, at, rule)
        heads = [
            {"header": name, "header_format": self.style(head_style(column))}
            for name, column in spec.columns.items()
        ]
        look = {"style": "Table Style Light 1", "banded_rows": False}
        table = {"name": f"{prefix}_table", "columns": heads, **look}
        sheet.add_long_table(HEAD_ROW, last, len(heads) - 1, table)
        sheet.freeze_panes(HEAD_ROW + 1, spec.frozen)

    @staticmethod
    def paper(sheet: LargeSheet, spec: SheetSpec, rows: int) -> None:
        """Print the first rows, on larger paper and on pages side by side where they are wide."""
        across = sum(room(name, c) for name, c in spec.columns.items() if not c.helper)
        sheet.repeat_rows(HEAD_ROW - 1, HEAD_ROW)
        sheet.print_area(0, 0, HEAD_ROW + max(1, min(rows, PRINTED)), len(spec.columns) - 1)
        if across > WIDE:
            sheet.set_paper(A3)
            sheet.repeat_columns(0, spec.frozen - 1)
            sheet.fit_to_pages(math.ceil(across / (1.5 * WIDE)), 0)


def guarded(sheet: SheetSpec, column: ColumnSpec) -> str:
    """The formula of a column, blank where the row does not count."""
    if not sheet.when or not column.formula or column.always:
        return column.formula
    return f'=IF({sheet.when},{column.formula[1:]},"")'


def room(name: str, column: ColumnSpec) -> float:
    """The width of a column, characters."""
    return max(column.width, len(name) + 4, len(column.unit) + 1)


def head_style(column: ColumnSpec) -> str:
    """Text stands left, numbers stand right, and so do their headings."""
    return "head_text" if column.style in TEXTS else "head"


def escaped(text: str) -> str:
    """Text for a footer, where `&` starts a code."""
    return text.replace("&", "&&")
