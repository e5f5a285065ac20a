"""This file is about the cells of one sheet as they stand in its markup."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .archive import Archive
from .formats import PLAIN
from .markup import Walk
from .texts import unescaped

MAX_CELLS = 200_000
MAX_MERGED = 1_000
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
TEXT, NUMBER, TRUTH, ERROR, DAY, FORMULA = "text", "number", "truth", "error", "day", "formula"
KINDS = {
    "s": TEXT,
    "str": TEXT,
    "inlineStr": TEXT,
    "n": NUMBER,
    "b": TRUTH,
    "e": ERROR,
    "d": DAY,
}
NUMERAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


@dataclass(frozen=True)
class Cell:
    """One cell that is not empty: what kind of thing it holds, its text, how a number is shown."""

    kind: str
    text: str
    shown: str = PLAIN


@dataclass
class Grid:
    """The cells of a sheet by row and column (both from 1), and what is odd about the sheet.

    Hidden columns are told as pairs: the first and the last.
    """

    name: str
    hidden: bool = False
    from_1904: bool = False
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


class GridWalk(Walk):
    """The walk through the part of a sheet that fills a grid."""

    def __init__(
        self, archive: Archive, part: str, grid: Grid, strings: list[str], shown: list[str]
    ) -> None:
        super().__init__(archive, part)
        self.grid, self.strings, self.shown = grid, strings, shown
        self._row = self._column = self._cells = 0
        self._type, self._style, self._formula = "n", 0, False
        self._value: list[str] = []
        self._inside: list[str] = []

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self._inside.append(name)
        if name == "c":
            self._begin_cell(attributes)
        elif name == "row":
            self._begin_row(attributes)
        elif name == "f":
            self._formula = True
        elif name == "mergeCell":
            self._merge(attributes["ref"])
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            self._hide(int(attributes["min"]), int(attributes["max"]))

    def _hide(self, first: int, last: int) -> None:
        self.grid.hidden_columns.append((first, last))
        if len(self.grid.hidden_columns) > LAST_COLUMN:
            raise ValueError(f"more than {LAST_COLUMN} columns")

    def _merge(self, cells: str) -> None:
        if REFERENCE.fullmatch(cells.partition(":")[0]) is None:
            raise ValueError(f"merged cells {cells[:40]}")
        self.grid.merged.append(cells)
        if len(self.grid.merged) > MAX_MERGED:
            raise ValueError(f"more than {MAX_MERGED} ranges of merged cells")

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self._row + 1))
        if not self._row < number <= LAST_ROW:
            raise ValueError(f"row {number} after row {self._row}")
        self._row, self._column = number, 0
        if attributes.get("hidden") in ("1", "true"):
            self.grid.hidden_rows.append(number)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise self.archive.damaged(f"more than {MAX_CELLS} cells in sheet {self.grid.name}")
        if not self._row:
            raise ValueError("a cell in no row")
        column = self._column + 1
        if "r" in attributes:
            found = REFERENCE.fullmatch(attributes["r"])
            if found is None or int(found[2]) != self._row:
                raise ValueError(f"cell {attributes['r']} in row {self._row}")
            column = number_of(found[1])
        if not self._column < column <= LAST_COLUMN:
            raise ValueError(f"cell {letters_of(column)}{self._row} out of order")
        self._column = column
        self._type, self._style = attributes.get("t", "n"), int(attributes.get("s", "0"))
        self._formula, self._value = False, []

    def data(self, text: str) -> None:
        inside = self._inside
        if inside[-1:] == ["v"] or (
            inside[-1:] == ["t"] and "is" in inside and "rPh" not in inside
        ):
            self._value.append(text)

    def finish(self, name: str) -> None:
        self._inside.pop()
        if name == "c" and (cell := self._cell()) is not None:
            self.grid.rows.setdefault(self._row, {})[self._column] = cell

    def _cell(self) -> Cell | None:
        """The cell that ends; None where it is empty."""
        kind, text = KINDS[self._type], "".join(self._value)
        if self._formula:
            return Cell(FORMULA, text)
        if not text:
            return None
        if kind == TEXT:
            text = self._shared(int(text)) if self._type == "s" else unescaped(text)
            return Cell(TEXT, text) if text else None
        if kind != NUMBER:
            return Cell(kind, text)
        if not NUMERAL.fullmatch(text.strip()):
            raise ValueError(f"{text[:40]!r} as a number in row {self._row}")
        return Cell(NUMBER, text.strip(), self._kind_of_style())

    def _shared(self, number: int) -> str:
        if not 0 <= number < len(self.strings):
            raise ValueError(f"no shared string {number}")
        return self.strings[number]

    def _kind_of_style(self) -> str:
        return self.shown[self._style] if 0 <= self._style < len(self.shown) else PLAIN


def number_of(letters: str) -> int:
    """The number of a column from its letters: A is 1."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def letters_of(number: int) -> str:
    """The letters of a column from its number, from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
