"""This file is about one table of a results folder: its cells as they stand, and their lines."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..arrays import Floats
from ..errors import Problem
from ..registry import Column, table_specs

NUMBERS = frozenset({"number", "integer", "year"})
PLAIN = re.compile(r"0|-?(?:[1-9][0-9]*|0(?=\.))(?:\.[0-9]*[1-9])?")
"""A number as a run writes it: no exponent, no needless zero."""


@dataclass(eq=False)
class Table:
    """The rows of one table, column by column.

    Attributes:
        file: how the table is called in a message.
        cells: the text of every cell, by column.
        lines: the line of the file on which each row begins.
        problems: what is not of the form in which a run writes it.
    """

    name: str
    file: Path
    cells: dict[str, list[str]]
    lines: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    typed: dict[str, Floats] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.lines)

    def texts(self, column: str) -> list[str]:
        """The cells of a column as they stand."""
        return self.cells[column]

    def numbers(self, column: str) -> Floats:
        """The cells of a column of numbers; NaN where one is blank or no number."""
        if column not in self.typed:
            self.typed[column] = np.array([number(cell) for cell in self.cells[column]], float)
        return self.typed[column]

    def problem(self, row: int, column: str, wanted: str) -> Problem:
        """The problem of a cell that should hold something else."""
        found = self.cells[column][row] if column else ""
        return Problem(self.file, self.lines[row], column, found, wanted)

    def whole(self, found: str, wanted: str) -> Problem:
        """The problem of the table as a whole, in our words."""
        return Problem(self.file, None, "", found, wanted, told=True)


def number(cell: str) -> float:
    """The number of a cell; NaN where it is blank or holds none."""
    try:
        return float(cell)
    except ValueError:
        return np.nan


def read_table(name: str, file: Path, content: bytes) -> Table:
    """The table in the bytes of a file; what is wrong with its form is among its problems."""
    columns = table_specs()[name].columns
    table = Table(name, file, {column: [] for column in columns})
    try:
        rows = list(records(content.decode("utf-8")))
    except (UnicodeDecodeError, csv.Error) as error:
        found = f"no table ({error})"
        table.problems.append(table.whole(found, "a CSV file in UTF-8"))
        return table
    head = tuple(rows[0][1]) if rows else ()
    if head != tuple(columns):
        wanted = f"the columns {', '.join(columns)}"
        table.problems.append(Problem(file, 1, "", ",".join(head), wanted))
        return table
    for line, cells in rows[1:]:
        if len(cells) != len(columns):
            found = f"{len(cells)} cells"
            table.problems.append(Problem(file, line, "", found, f"{len(columns)}", told=True))
            continue
        table.lines.append(line)
        for column, cell in zip(columns, cells, strict=True):
            table.cells[column].append(cell)
    for declared in columns.values():
        table.problems.extend(bad_cells(table, declared))
    return table


def records(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Each record of a CSV text with the line on which it begins."""
    reader, line = csv.reader(io.StringIO(text), strict=True), 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def bad_cells(table: Table, column: Column) -> Iterator[Problem]:
    """A problem for each cell of a column that no run would write."""
    for row, cell in enumerate(table.texts(column.name)):
        if not cell and column.default == "blank":
            continue
        if column.kind in NUMBERS and not plainly(cell, column):
            yield table.problem(row, column.name, f"{column.wanted}, written plainly")


def plainly(cell: str, column: Column) -> bool:
    """Whether a cell is a number of the column as a run writes it."""
    if not PLAIN.fullmatch(cell):
        return False
    value = float(cell)
    whole = column.kind == "number" or value % 1 == 0
    return whole and math.isfinite(value) and column.low <= value <= column.high
