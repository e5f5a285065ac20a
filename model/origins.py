"""Where numbers come from: the file and line of each, found again from one integer a cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .layers import Row
from .tables import Table


@dataclass(frozen=True)
class Origin:
    """Where a number comes from: its file and line, and what is said about it there.

    `kind` is "default" (registry.csv), "table" (a reference table) or "scenario".
    """

    file: Path
    line: int
    kind: str
    note: str = ""
    source: str = ""
    grade: str = ""
    url: str = ""


class Origins:
    """All origins by number; each is made only when it is asked for."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._makers: list[Callable[[int], Origin]] = []
        self._count = 0
        self._table_starts: dict[str, int] = {}

    def __getitem__(self, number: int) -> Origin:
        block = bisect_right(self._starts, number) - 1
        return self._makers[block](number - self._starts[block])

    def add(self, count: int, make: Callable[[int], Origin]) -> int:
        """The first number of a block of `count` origins."""
        start = self._count
        self._starts.append(start)
        self._makers.append(make)
        self._count += count
        return start

    def of_table(self, table: Table) -> int:
        """The number of the first row of a table."""
        if table.name not in self._table_starts:
            made = self.add(len(table), lambda row: table_origin(table, row))
            self._table_starts[table.name] = made
        return self._table_starts[table.name]


def table_origin(table: Table, row: int) -> Origin:
    """The origin of a number in a row of a reference table."""
    columns = table.columns
    note = next((columns[name][row] for name in ("note", "notes") if name in columns), "")
    said = {
        name: columns[name][row] or "" if name in columns else ""
        for name in ("source", "grade", "url")
    }
    return Origin(table.path, table.lines[row], "table", note or "", **said)


def row_origin(row: Row) -> Origin:
    """The origin of a number in a row of a scenario."""
    return Origin(row.path, row.line, "scenario", row.note)
