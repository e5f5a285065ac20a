"""This file is about a scenario kept in a workbook: its cells as the text of a CSV file.

What a spreadsheet made of a text (a date, a number, TRUE) and what is worked out elsewhere (a
formula) is refused here, cell by cell; everything else is then read by the rules of sheet.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from .errors import Problem
from .findings import Findings
from .places import SheetRow
from .registry import Column, TableSpec
from .sheet import MAX_COLUMNS, MAX_LINES_NAMED, Record, Sheet, known_column, sheet_of_records
from .source import UnreadableError
from .xlsx import Cell, Grid, read_grid
from .xlsx.formats import DATE, PERCENT
from .xlsx.grid import DAY, ERROR, FORMULA, NUMBER, TEXT, TRUTH, letters_of

AS_TEXT = "Format the column as text and write it again."
UNREAD = "?"
"""What stands for a cell that is refused; nobody reads it."""
LAST_DAY = 2_958_465
"""31 December 9999 as spreadsheets count days."""
DAYS_TO_1904 = 1_462
"""Days by which the count from 1904 is behind."""


def read_workbook(path: Path, spec: TableSpec, findings: Findings) -> Sheet | None:
    """The cells of the sheet that is named like the table; None where there is no table in it.

    Every problem goes to `findings`. A cell that is refused leaves the others of its row to be
    read, so that all mistakes are told at once.
    """
    try:
        grid = read_grid(path, spec.name)
    except UnreadableError as refusal:
        findings.problems.append(refusal.problem)
        return None
    finally:
        findings.sources.append(path)
    head = header_row(grid)
    if head is None:
        found, wanted = f"a sheet '{grid.name}' with nothing in it", "a row of headings"
        findings.problems.append(Problem(path, None, "", found, wanted, told=True))
        return None
    reading = Reading(path, spec, findings, grid, head, headings_of(grid, head, spec))
    findings.problems.extend(reading.merged())
    records = [reading.header, *reading.rows()]
    reading.tell_hidden([line for line, _ in records])
    sheet = sheet_of_records(path, spec, findings, iter(records), suspect=True)
    return None if sheet is None else replace(sheet, refused=sheet.refused | reading.refused)


def header_row(grid: Grid) -> int | None:
    """The number of the row of headings: the first that is neither blank nor a comment."""
    for number, cells in grid.rows.items():
        texts = [text for cell in cells.values() if (text := plain_text(cell))]
        if texts and not texts[0].startswith("#"):
            return number
    return None


def headings_of(grid: Grid, head: int, spec: TableSpec) -> dict[str, str]:
    """The letter of each column by its heading as it stands there and as it is known."""
    letters: dict[str, str] = {}
    for column, cell in sorted(grid.rows[head].items()):
        heading = plain_text(cell)
        for name in filter(None, (heading, known_column(heading, spec))):
            letters.setdefault(name, letters_of(column))
    return letters


@dataclass(frozen=True)
class Reading:
    """A sheet on its way from cells to text: where it lies and what its columns are called."""

    path: Path
    spec: TableSpec
    findings: Findings
    grid: Grid
    head: int
    letters: Mapping[str, str]
    refused: set[tuple[int, str]] = field(default_factory=set)
    """The row and the column of each cell that is a problem."""

    def line(self, number: int) -> SheetRow:
        """A row that knows where its cells lie."""
        return SheetRow(number, self.grid.name, self.letters)

    @property
    def places(self) -> range:
        """The columns that have headings, and those between them."""
        return range(1, min(max(self.grid.rows[self.head]), MAX_COLUMNS + 1) + 1)

    @property
    def header(self) -> Record:
        """The row of headings."""
        cells = self.grid.rows[self.head]
        return self.line(self.head), [plain_text(cells.get(place)) for place in self.places]

    def rows(self) -> Iterator[Record]:
        """The rows below the headings; a cell that is refused goes to `refused`."""
        columns = [self.spec.columns.get(known_column(text, self.spec)) for text in self.header[1]]
        for number, cells in self.grid.rows.items():
            if number <= self.head:
                continue
            bad = {
                place: problem
                for place, cell in sorted(cells.items())
                if (problem := self.problem_of(number, place, cell, columns)) is not None
            }
            self.findings.problems.extend(bad.values())
            self.refused.update((number, problem.column) for problem in bad.values())
            yield (
                self.line(number),
                [UNREAD if p in bad else plain_text(cells.get(p)) for p in self.places],
            )

    def problem_of(
        self, number: int, place: int, cell: Cell, columns: list[Column | None]
    ) -> Problem | None:
        """What is wrong with a cell before its text is looked at."""
        if place > len(columns):
            if not plain_text(cell) and cell.kind != FORMULA:
                return None
            line = SheetRow(number, self.grid.name, {"": letters_of(place)})
            found, hint = f"{spoken(cell)} under no heading", "Comments go into the column note."
            return Problem(self.path, line, "", found, "an empty cell", hint, told=True)
        column = columns[place - 1]
        if column is None:  # an unknown heading is a problem of its own
            return None
        bad = refused(cell, takes_numbers(column), self.grid.from_1904)
        if bad is None:
            return None
        found, hint = bad
        line = self.line(number)
        return Problem(self.path, line, column.name, found, column.wanted, hint, told=True)

    def merged(self) -> Iterator[Problem]:
        """A problem for each range of merged cells."""
        for cells in self.grid.merged:
            found, wanted = f"merged cells {cells}", "one cell for each row and column"
            first = cells.partition(":")[0]
            letters = first.rstrip("0123456789")
            line = SheetRow(int(first.removeprefix(letters)), self.grid.name, {"": letters})
            yield Problem(self.path, line, "", found, wanted, "Unmerge them.", told=True)

    def tell_hidden(self, read: list[int]) -> None:
        """Warn of what is read and cannot be seen."""
        if self.grid.hidden:
            self.warn(self.head, f"the sheet '{self.grid.name}' is hidden: read all the same")
        if rows := sorted(set(self.grid.hidden_rows) & set(read)):
            named = ", ".join(map(str, rows[:MAX_LINES_NAMED]))
            more = " ..." if len(rows) > MAX_LINES_NAMED else ""
            self.warn(rows[0], f"hidden rows are read like any other ({named}{more})")
        for place in self.places:
            if any(first <= place <= last for first, last in self.grid.hidden_columns):
                self.warn(self.head, f"column {letters_of(place)} is hidden: read all the same")

    def warn(self, number: int, text: str) -> None:
        """Note something odd about a row."""
        self.findings.warn(self.path, self.line(number), text)


def plain_text(cell: Cell | None) -> str:
    """The text of a cell as it would stand in a CSV file."""
    if cell is None:
        return ""
    return numeral(cell.text) if cell.kind == NUMBER else cell.text.strip()


def numeral(text: str) -> str:
    """The shortest way to write the number that a workbook holds."""
    return repr(float(text)).removesuffix(".0")


def takes_numbers(column: Column) -> bool:
    """Whether a number may stand in a column; `value` also takes the name of a file."""
    return column.kind in ("number", "integer", "year", "flag") or column.name == "value"


def refused(cell: Cell, numbers: bool, from_1904: bool) -> tuple[str, str] | None:
    """What was found and how to put it right, for a cell of a kind that its column never takes."""
    if cell.kind == TEXT:
        return None
    if cell.kind == FORMULA:
        hint = "A scenario holds values: copy the cell and paste its value."
        return spoken(cell), hint
    if cell.kind == NUMBER and cell.shown == DATE:
        day = day_of(float(cell.text), from_1904)
        return f"{numeral(cell.text)} shown as the date {day}", date_hint(numbers)
    if cell.kind == NUMBER and not numbers:
        hint = f"A spreadsheet turns text such as 1E3 into a number. {AS_TEXT}"
        return spoken(cell), hint
    if cell.kind == NUMBER and cell.shown == PERCENT:
        shown = f"{100 * float(cell.text):.15g}"
        hint = f"Give the cell the format General and write {shown} for {shown} %."
        return f"{numeral(cell.text)} shown as {shown} %", hint
    if cell.kind == NUMBER:
        return None
    if cell.kind == DAY:
        return spoken(cell), date_hint(numbers)
    if cell.kind == TRUTH:
        return spoken(cell), "Write 1 for yes, 0 for no." if numbers else AS_TEXT
    return spoken(cell), "Write what was meant."


def date_hint(numbers: bool) -> str:
    """How to put right what a spreadsheet has made a date."""
    if numbers:
        return "Give the cell the format General and write the number alone."
    return f"A spreadsheet turns text such as MAR-1 into a date. {AS_TEXT}"


def day_of(days: float, from_1904: bool) -> str:
    """The day that a spreadsheet shows for a number of days."""
    later = DAYS_TO_1904 if from_1904 else 0
    if not 0 <= days <= LAST_DAY - later:
        return "that it cannot be"
    days += later
    # Spreadsheets take 1900 for a leap year: day 60 never was.
    start = date(1899, 12, 30) if days >= 60 else date(1899, 12, 31)
    return str(start + timedelta(days=int(days)))


def spoken(cell: Cell) -> str:
    """What a cell holds, in words."""
    if cell.kind == TRUTH:
        return f"the truth value {'TRUE' if cell.text == '1' else 'FALSE'}"
    if cell.kind == FORMULA:
        return "a formula"
    words = {NUMBER: "the number", ERROR: "the error", DAY: "the date", TEXT: "the text"}
    text = numeral(cell.text) if cell.kind == NUMBER else cell.text[:40]
    return f"{words[cell.kind]} {text}"
