"""One table, strictly read: typed rows in a fixed order, and every problem found on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .cells import BadCellError, Marks, typed
from .errors import Problem, did_you_mean
from .findings import Findings
from .registry import Column, TableSpec
from .sheet import Sheet, read_sheet


@dataclass(frozen=True)
class Table:
    """The typed rows of a file, sorted by key and then by content.

    `columns` holds every declared column (its default where the file has none); `lines` the
    physical line of each row; `stated` the columns that the file has. None stands for a number
    that may stay blank. `unkeyed` are the rows left out, by line, for those who look for further
    problems in them.
    """

    name: str
    path: Path
    lines: tuple[int, ...]
    columns: Mapping[str, tuple[Any, ...]]
    stated: frozenset[str]
    marks: Marks
    unkeyed: Mapping[int, Mapping[str, Any]]

    def __len__(self) -> int:
        return len(self.lines)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each row as column: value."""
        names = tuple(self.columns)
        for values in zip(*self.columns.values(), strict=True):
            yield dict(zip(names, values, strict=True))

    def problem(self, row: int, column: str, wanted: str, hint: str = "") -> Problem:
        """The problem of the cell in a row (counted from 0) and column."""
        value = self.columns[column][row]
        found = "" if value is None else f"{value:.15g}" if isinstance(value, float) else value
        return Problem(self.path, self.lines[row], column, str(found), wanted, hint)


def read_csv(path: Path, spec: TableSpec, findings: Findings) -> Table | None:
    """The table in a file, or None where there is none in it.

    Every problem goes to `findings`. A row whose key is bad is left out; another bad cell is None.
    """
    sheet = read_sheet(path, spec, findings)
    return None if sheet is None else table_of(sheet, spec, findings)


def table_of(sheet: Sheet, spec: TableSpec, findings: Findings) -> Table:
    """The table that cells of text make; problems and gaps as in `read_csv`."""
    columns = {name: typed_column(sheet, c, findings) for name, c in spec.columns.items()}
    order = sorted(good_rows(sheet, spec, columns), key=row_order(spec, columns))
    others = set(range(len(sheet.lines))).difference(order)
    table = Table(
        name=spec.name,
        path=sheet.path,
        lines=tuple(sheet.lines[row] for row in order),
        columns=MappingProxyType({n: tuple(c[row] for row in order) for n, c in columns.items()}),
        stated=frozenset(sheet.columns),
        marks=sheet.marks,
        unkeyed={sheet.lines[row]: {n: c[row] for n, c in columns.items()} for row in others},
    )
    findings.problems.extend(unstated_addresses(table, spec))
    if spec.kind != "scenario":  # layers.py knows what makes two rows of a scenario clash
        find_repeats(table, spec, findings)
    return table


def typed_column(sheet: Sheet, column: Column, findings: Findings) -> list[Any]:
    """The values of a column; None for a bad cell."""
    texts = sheet.columns.get(column.name)
    if texts is None:
        default = None if column.default is None else typed(column, "", sheet.marks)
        return [default] * len(sheet.lines)
    refused = [(line, column.name) in sheet.refused for line in sheet.lines]
    readable = [text for text, skipped in zip(texts, refused, strict=True) if not skipped]
    known: dict[str, object] = {}
    bad: dict[str, str] = {}
    for text in dict.fromkeys(readable):
        try:
            known[text] = typed(column, text, sheet.marks)
        except BadCellError as error:
            known[text], bad[text] = None, error.hint
    if bad:
        findings.problems.extend(bad_cells(sheet, column, texts, bad, findings))
    return [None if skipped else known[text] for text, skipped in zip(texts, refused, strict=True)]


def bad_cells(
    sheet: Sheet, column: Column, texts: Iterable[str], bad: Mapping[str, str], findings: Findings
) -> Iterator[Problem]:
    """A problem for each cell whose text is bad."""
    for line, text in zip(sheet.lines, texts, strict=True):
        if text in bad and (line, column.name) not in sheet.refused:
            hint = bad[text]
            if not hint and column.choices and findings.hinting:
                hint = did_you_mean(text, column.choices)
            yield Problem(sheet.path, line, column.name, text, column.wanted, hint)


def good_rows(sheet: Sheet, spec: TableSpec, columns: Mapping[str, list[Any]]) -> list[int]:
    """The rows whose key could be read."""
    keys = [columns[name] for name in spec.key]
    return [row for row in range(len(sheet.lines)) if all(k[row] is not None for k in keys)]


def row_order(spec: TableSpec, columns: Mapping[str, list[Any]]) -> Any:
    """The order of rows: by key, then by everything else, so that the file's order never counts."""
    names = [*spec.key, *(name for name in columns if name not in spec.key)]

    def key(row: int) -> tuple[tuple[bool, Any], ...]:
        return tuple((columns[n][row] is not None, columns[n][row]) for n in names)

    return key


def unstated_addresses(table: Table, spec: TableSpec) -> Iterator[Problem]:
    """A problem for each blank url in a row whose grade is better than C."""
    column = spec.columns.get("url")
    if column is None or column.default != "grade C":
        return
    pairs = zip(table.columns["url"], table.columns["grade"], strict=True)
    for row, (url, grade) in enumerate(pairs):
        if url == "" and grade in ("A", "B"):
            hint = f"The grade is {grade}: only an estimate of grade C goes without."
            yield table.problem(row, "url", column.wanted, hint)


def find_repeats(table: Table, spec: TableSpec, findings: Findings) -> None:
    """Rows with one key are a problem that names both lines; without a key, twins a warning."""
    names = spec.key or tuple(table.columns)
    first: dict[tuple[Any, ...], int] = {}
    for line, values in sorted(
        zip(table.lines, zip(*(table.columns[n] for n in names), strict=True), strict=True)
    ):
        earlier = first.setdefault(values, line)
        if earlier == line:
            continue
        if spec.key:
            found = "/".join(str(value) for value in values)
            wanted = f"each {'/'.join(spec.key)} once"
            hint = f"It stands in line {earlier} already."
            findings.problems.append(Problem(table.path, line, names[0], found, wanted, hint))
        else:
            findings.warn(table.path, line, f"the same row as in line {earlier}: read twice")
