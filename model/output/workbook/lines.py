"""This file is about a sheet filled line by line, for figures that are not one table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from ...arrays import Floats
from .book import Book
from .bulk import LargeSheet, Value

Cell: TypeAlias = tuple[str, str, Value]
"""Style, formula ("" for data) and value of one cell."""


@dataclass
class Lines:
    """The sheet while it is filled from top to bottom.

    Attributes:
        row: the number of lines written.
        places: where the columns named so far lie, for charts.
    """

    book: Book
    sheet: LargeSheet
    title: str
    row: int = 0
    places: dict[str, list[Any]] = field(default_factory=dict)
    numbers: dict[str, Floats] = field(default_factory=dict)
    codes: dict[str, Any] = field(default_factory=dict)

    def line(self, *cells: Cell) -> None:
        """Write the cells of one line from the left."""
        for at, (style, formula, value) in enumerate(cells):
            look = self.book.style(style)
            given = "" if value is None else value
            if formula.startswith("{"):
                place = (self.row, at, self.row, at)
                self.sheet.write_array_formula(*place, formula, look, given)
            elif formula:
                self.sheet.write_formula(self.row, at, formula, look, given)
            elif isinstance(value, str):
                self.sheet.write_string(self.row, at, value, look)
            elif value is not None:
                self.sheet.write_number(self.row, at, value, look)
        self.row += 1

    def head(self, title: str, names: Sequence[str], units: Sequence[str]) -> int:
        """Open a table: its title, the units, the names of its columns; the next row, from 1."""
        self.row += 1
        self.line(("section", "", title), *[("section", "", "")] * (len(names) - 1))
        self.line(*(("unit" if at else "quiet", "", text) for at, text in enumerate(units)))
        self.line(*(("head" if at else "head_label", "", text) for at, text in enumerate(names)))
        return self.row + 1

    def name(self, columns: Iterable[tuple[str, int]], first: int) -> None:
        """Name cells of columns from a row (from 1) to the last one written, if there are any."""
        if self.row < first:
            return
        for name, at in columns:
            top, bottom = (first - 1, at), (self.row - 1, at)
            self.places[name] = [self.title, *top, *bottom]
            self.book.name(f"{self.title.lower()}_{name}", self.title, top, bottom)

    def of(self, name: str) -> Floats:
        """The numbers of a column of another sheet; 0 for a blank."""
        if name not in self.numbers:
            numbers = [value or 0.0 for value in self.book.values[name]]
            self.numbers[name] = np.array(numbers, dtype=float)
        return self.numbers[name]

    def where(self, name: str, code: object) -> Floats:
        """1 in the rows in which a column of another sheet holds a code, else 0."""
        if name not in self.codes:
            self.codes[name] = np.array(self.book.values[name], dtype=object)
        held: Floats = (self.codes[name] == code).astype(float)
        return held
