"""This file is about how a place is told: the line of a file, or the cell of a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


class SheetRow(int):
    """The number of a row of a workbook, which knows its sheet and the letters of its columns.

    Whatever keeps the line of a row keeps with it what is needed to name any cell of the row.
    """

    sheet: str
    letters: Mapping[str, str]

    def __new__(cls, number: int, sheet: str, letters: Mapping[str, str]) -> SheetRow:
        """Row `number`, from 1; `letters` by the name of the column."""
        row = super().__new__(cls, number)
        row.sheet, row.letters = sheet, letters
        return row

    def __getnewargs__(self) -> tuple[int, str, Mapping[str, str]]:  # type: ignore[override]
        return int(self), self.sheet, self.letters

    def cell(self, column: str) -> str:
        """`sheet!E7`; the first cell of the row where the column has no letter."""
        letter = self.letters.get(column) or next(iter(self.letters.values()), "A")
        return f"{self.sheet}!{letter}{int(self)}"


def place(file: str | Path, line: int | None, column: str = "") -> str:
    """`file:line`, or `file!sheet!cell` in a workbook; the file alone where no line is meant."""
    if not line:
        return str(file)
    if isinstance(line, SheetRow):
        return f"{file}!{line.cell(column)}"
    return f"{file}:{line}"
