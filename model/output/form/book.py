"""This file is about the workbook of a scenario: the sheet to fill in and the sheets that help."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ...cells import BadCellError, number
from ...describe import bounds_words, default_sentence
from ...registry import Column, parameters, table_specs
from ...scenario import Scenario
from ...tables import Table
from .lists import LISTS, Choice, choices, rules

BLANK_ROWS = 500
"""Rows below the last one that are ready to be filled in."""

MADE = datetime(2025, 1, 1)
"""Stands for the time of making, which would make two equal runs differ."""

MAY = dict.fromkeys(
    ("autofilter", "delete_rows", "format_columns", "format_rows", "insert_rows", "sort"), True
)
"""What a locked sheet still allows."""

WIDTHS = {"parameter": 26, "country": 18, "item": 20, "value": 16, "unit": 16, "note": 60}
OTHER_WIDTH = 10
LINE = 15
"""Height of a line of text, points."""
NUMBERS = ("number", "year")
INK, PAPER, INPUT, RULE = "#ffffff", "#1f3a5f", "#fff7d6", "#d9d2b0"


class Form:
    """The workbook while it is written: its sheets come in the order in which they are shown."""

    def __init__(self, scenario: Scenario, table: Table, comments: Sequence[str]) -> None:
        self.scenario, self.table, self.comments = scenario, table, comments
        self.columns = list(table_specs()["scenario"].columns.values())
        self.bytes = BytesIO()
        options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
        self.book = Workbook(self.bytes, options)
        self.book.set_properties({"title": scenario.name, "created": MADE})
        head = {"bold": True, "font_color": INK, "bg_color": PAPER, "valign": "top"}
        self.head = self.format(**head)
        cell = {"locked": False, "bg_color": INPUT, "border": 1, "border_color": RULE}
        self.number = self.format(**cell, valign="top")
        self.text = self.format(**cell, valign="top", num_format="@", align="left", indent=1)
        self.long = self.format(**cell, valign="top", num_format="@", text_wrap=True)
        self.help = self.format(text_wrap=True, valign="top")

    def format(self, **look: object) -> Format:
        """A format of the workbook."""
        return self.book.add_format(look)

    def content(self) -> bytes:
        """The finished workbook."""
        listed = choices(self.scenario)
        self.write_scenario(listed)
        self.write_parameters()
        self.write_lists(listed)
        self.write_notes()
        self.book.close()
        return self.bytes.getvalue()

    def write_scenario(self, listed: Sequence[Choice]) -> None:
        """The sheet that is read back: headings, rows, and rows to fill in."""
        sheet = self.book.add_worksheet("scenario")
        order = sorted(range(len(self.table)), key=self.table.lines.__getitem__)
        last = len(order) + BLANK_ROWS
        for place, column in enumerate(self.columns):
            look = self.look_of(column)
            sheet.set_column(place, place, WIDTHS.get(column.name, OTHER_WIDTH))
            self.write_head(sheet, place, column)
            for line, row in enumerate(order, start=1):
                write(sheet, line, place, self.content_of(column, row), look)
            for line in range(len(order) + 1, last + 1):
                sheet.write_blank(line, place, None, look)
        for line, row in enumerate(order, start=1):
            sheet.set_row(line, LINE * lines_of(self.table.columns["note"][row]))
        for place, rule in rules(self.columns, listed):
            sheet.data_validation(1, place, last, place, rule)
        sheet.autofilter(0, 0, last, len(self.columns) - 1)
        sheet.freeze_panes(1, 0)
        sheet.protect("", MAY)
        set_up(sheet)
        sheet.activate()

    def look_of(self, column: Column) -> Format:
        """How the cells of a column look: codes are text, so that no spreadsheet reads them."""
        if takes_numbers(column):
            return self.number
        return self.long if column.documentation else self.text

    def write_head(self, sheet: Worksheet, place: int, column: Column) -> None:
        """A heading, with what the column is for as its note."""
        sheet.write_string(0, place, column.name, self.head)
        text = f"{column.description}."
        size = {"author": "", "width": 260, "height": 40 + 18 * (len(text) // 36)}
        sheet.write_comment(0, place, text, size)

    def content_of(self, column: Column, row: int) -> str | float | None:
        """What stands in a cell: a number where the file says one, else its text."""
        value = self.table.columns[column.name][row]
        if value == column.default:
            return None
        if column.name != "value" or not isinstance(value, str):
            return value if isinstance(value, str | float | int) else None
        try:
            return number(value, self.table.marks)
        except BadCellError:  # the name of a file
            return value

    def write_parameters(self) -> None:
        """What a row can set."""
        heads = ("parameter", "for each", "unit", "bounds", "default", "what it is")
        rows = [
            (
                p.name,
                ", ".join(p.dims),
                p.unit,
                bounds_words(p.kind, p.low, p.high),
                default_sentence(p),
                p.documentation,
            )
            for p in parameters().values()
        ]
        self.write_help("parameters", heads, rows, (26, 22, 22, 20, 56, 90))

    def write_lists(self, listed: Sequence[Choice]) -> None:
        """The codes that a row can name, each list in its columns."""
        heads: list[str] = []
        for choice in listed:
            heads += [choice.name, "name"] if choice.names else [choice.name]
        columns: list[Sequence[str]] = []
        for choice in listed:
            columns += [choice.codes, choice.names] if choice.names else [choice.codes]
        height = max(len(column) for column in columns)
        rows = [[c[row] if row < len(c) else "" for c in columns] for row in range(height)]
        widths = [44 if head == "name" else 26 for head in heads]
        self.write_help(LISTS, heads, rows, widths)

    def write_notes(self) -> None:
        """How the workbook is read, and what stood above the table of the file."""
        lines = [
            f"The scenario {self.scenario.name}. Only the sheet 'scenario' is read.",
            "A blank country, item or year means every one; the most specific row wins.",
            "Write per cent as 30, not as 30 %. Write values: a formula is refused.",
            "The file that a row of extends names lies in the folder of this workbook.",
            *self.comments,
        ]
        self.write_help("notes", ("notes",), [(line,) for line in lines], (110,))

    def write_help(
        self,
        name: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
    ) -> None:
        """A sheet of text that cannot be changed."""
        sheet = self.book.add_worksheet(name)
        for place, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, head, self.head)
            for line, row in enumerate(rows, start=1):
                sheet.write_string(line, place, row[place], self.help)
        sheet.autofilter(0, 0, len(rows), len(heads) - 1)
        sheet.freeze_panes(1, 0)
        sheet.protect("", {"autofilter": True, "format_columns": True, "sort": True})
        set_up(sheet)


def form(scenario: Scenario, table: Table, comments: Sequence[str]) -> bytes:
    """The workbook of a scenario: the rows of its own file, lists of codes, help, comments."""
    return Form(scenario, table, comments).content()


def lines_of(note: str) -> int:
    """The lines that a note takes in its column, about."""
    return sum(1 + len(line) // (WIDTHS["note"] + 8) for line in note.split("\n"))


def takes_numbers(column: Column) -> bool:
    """Whether numbers stand in a column; `value` also takes the name of a file."""
    return column.kind in NUMBERS or column.name == "value"


def write(sheet: Worksheet, row: int, place: int, value: str | float | None, look: Format) -> None:
    """One cell. A number that the file format would round is written as its digits."""
    if value is None or value == "":
        sheet.write_blank(row, place, None, look)
    elif isinstance(value, str) or float(f"{value:.16G}") != value:
        sheet.write_string(row, place, str(value), look)
    else:
        sheet.write_number(row, place, value, look)


def set_up(sheet: Worksheet) -> None:
    """How a sheet prints: across, as wide as the page, its head on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
