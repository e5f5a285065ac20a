"""This file is about the sheets of plan.xlsx as tables: columns by name, cells by their place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..errors import Problem
from ..places import SheetRow
from ..source import UnreadableError
from ..xlsx import Grid, read_grids
from ..xlsx.grid import letters_of
from .table import Table, number

HEAD = 5
"""The row that names the columns of a sheet."""

LABEL, FIGURE = 1, 2
"""On the sheet Summary the columns of what is told, and of its figure."""

ROWS = "Summary"
"""The sheet whose rows are named, not its columns."""


def read_sheets(file: Path, shown: dict[str, str]) -> tuple[dict[str, Table], list[Problem]]:
    """Sheets of a workbook by name, and the problem where they cannot be read.

    Args:
        shown: the table that each of them shows.
    """
    try:
        grids = read_grids(file, list(shown))
    except UnreadableError as error:
        return {}, [error.problem]
    return {grid.name: sheet(file, grid, shown[grid.name]) for grid in grids}, []


def sheet(file: Path, grid: Grid, table: str) -> Table:
    """A sheet as a table."""
    if grid.name == ROWS:
        return summary(file, grid, table)
    names = {column: cell.text for column, cell in grid.rows.get(HEAD, {}).items()}
    letters = {name: letters_of(column) for column, name in names.items()}
    rows = [row for row in sorted(grid.rows) if row > HEAD]
    lines: Sequence[int] = [SheetRow(row, grid.name, letters) for row in rows]
    cells = {name: [text(grid, row, column) for row in rows] for column, name in names.items()}
    return Table(table, file, cells, list(lines))


def summary(file: Path, grid: Grid, table: str) -> Table:
    """The sheet Summary as a table of one row: a column for each label."""
    cells: dict[str, list[str]] = {}
    letters: dict[str, str] = {}
    for row in sorted(grid.rows):
        label = text(grid, row, LABEL)
        if label and label not in cells and not np.isnan(number(text(grid, row, FIGURE))):
            cells[label] = [text(grid, row, FIGURE)]
            letters[label] = f"{letters_of(FIGURE)}{row}"
    return Table(table, file, cells, [Figure(1, grid.name, letters)])


class Figure(SheetRow):
    """The one row of such a table: its cells lie in one column of the sheet."""

    def cell(self, column: str) -> str:
        """`sheet!B7`."""
        return f"{self.sheet}!{self.letters.get(column, '')}"


def text(grid: Grid, row: int, column: int) -> str:
    """What stands in a cell, or what its formula gave."""
    found = grid.rows.get(row, {}).get(column)
    return found.text if found is not None else ""
