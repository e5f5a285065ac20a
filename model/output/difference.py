"""This file is about the first place in which two versions of one output differ, in a sentence."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from typing import Any
from zipfile import ZipFile

from ..errors import shown
from ..registry import table_specs
from ..source import MAX_BYTES

Rows = Sequence[Sequence[str]]
"""A table as text; its first row holds the names of its columns."""

SHEET = re.compile(r"xl/worksheets/sheet([0-9]+)\.xml")
CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"')
AROUND = 30
"""Characters shown on both sides of where two texts part."""


def first_difference(file: str, then: bytes, now: bytes) -> str:
    """Where a file of other bytes differs first: row and column of a table, cell of a sheet, line.

    Args:
        file: its name, which says what it is.
        then, now: what was written, and what would be.
    """
    try:
        return by_kind(file, then, now)
    except Exception:  # whatever it is now, it is not what its name says
        return text_difference(decoded(then), decoded(now))


def by_kind(file: str, then: bytes, now: bytes) -> str:
    """Where a file differs first, told as its kind allows."""
    if file.endswith(".csv"):
        mark = ";" if file.endswith(".excel.csv") else ","
        return table_difference(file, csv_rows(then, mark), csv_rows(now, mark))
    if file.endswith(".parquet") and find_spec("pyarrow"):
        return table_difference(file, parquet_rows(then), parquet_rows(now))
    if file.endswith(".xlsx"):
        return archive_difference(then, now)
    return text_difference(decoded(then), decoded(now))


def decoded(content: bytes) -> str:
    """Bytes as text, whatever they are."""
    return content.decode("utf-8-sig", "backslashreplace")


def csv_rows(content: bytes, mark: str) -> Rows:
    """The rows of a CSV file."""
    return list(csv.reader(io.StringIO(decoded(content), newline=""), delimiter=mark))


def parquet_rows(content: bytes) -> Rows:
    """The rows of a Parquet file, as text."""
    from pyarrow import BufferReader, parquet

    table = parquet.read_table(BufferReader(content))
    rows = (row.values() for row in table.to_pylist())
    return [table.column_names, *(["" if v is None else str(v) for v in row] for row in rows)]


def table_difference(file: str, then: Rows, now: Rows) -> str:
    """The first row that is missing, new or elsewhere, or the first cell that is another."""
    if not then or not now or list(then[0]) != list(now[0]):
        return "the columns are others"
    heads = then[0]
    key = [at for at, name in enumerate(heads) if name in key_of(file)] or range(len(heads))
    old, new = ({tuple(row[at] for at in key): row for row in rows[1:]} for rows in (then, now))
    for name in [*old, *new]:
        row = ", ".join(f"{heads[at]} {shown(text)}" for at, text in zip(key, name, strict=True))
        if name not in new:
            return f"the row of {row} is there no more"
        if name not in old:
            return f"the row of {row} is new"
        for head, before, after in zip(heads, old[name], new[name], strict=False):
            if before != after:
                return f"row {row}, column {head}: {shown(before)} then, {shown(after)} now"
    return "the same rows, in another order or written in another way"


def key_of(file: str) -> Sequence[str]:
    """The columns that tell the rows of a table apart."""
    spec = table_specs().get(file.split(".")[0])
    return spec.key if spec else ("Model", "Scenario", "Region", "Variable", "Unit")


def archive_difference(then: bytes, now: bytes) -> str:
    """The first part of a workbook that differs, and the cell where it is a sheet."""
    old, new = (ZipFile(io.BytesIO(content)) for content in (then, now))
    for part in dict.fromkeys([*old.namelist(), *new.namelist()]):
        if part not in new.namelist() or part not in old.namelist():
            return f"part {shown(part)} is only in one of them"
        if max(book.getinfo(part).file_size for book in (old, new)) > MAX_BYTES:
            return f"part {shown(part)} is too large to look into"
        before, after = (decoded(book.read(part)) for book in (old, new))
        if before != after:
            return part_difference(part, before, after, decoded(new.read("xl/workbook.xml")))
    return "the same parts, packed in another way"


def part_difference(part: str, then: str, now: str, workbook: str) -> str:
    """Where a part of a workbook differs first."""
    place, sheet = parting(then, now), SHEET.fullmatch(part)
    names = re.findall(r'<sheet name="([^"]*)"', workbook)
    cells = CELL.findall(then[: place + 1]) if sheet else []
    named = f"sheet {shown(names[int(sheet[1]) - 1])}" if sheet else f"part {shown(part)}"
    return f"{named}{f', cell {cells[-1]}' if cells else ''}: {apart(then, now, place)}"


def text_difference(then: str, now: str) -> str:
    """The line in which two texts part."""
    place = parting(then, now)
    return f"line {then.count(chr(10), 0, place) + 1}: {apart(then, now, place)}"


def parting(then: str, now: str) -> int:
    """The place of the first character that two texts do not share."""
    most = min(len(then), len(now))
    low = 0
    while low < most:  # the longest common start, by halves
        middle = (low + most + 1) // 2
        low, most = (middle, most) if then[low:middle] == now[low:middle] else (low, middle - 1)
    return low


def apart(then: str, now: str, place: int) -> str:
    """Two texts around the place where they part."""
    before, after = (text[max(0, place - AROUND) : place + AROUND] for text in (then, now))
    return f"{shown(before)} then, {shown(after)} now"


def unlike(then: Any, now: Any, where: str = "") -> Iterator[str]:
    """Every number or text in which two records differ, with its name."""
    if isinstance(then, Mapping) and isinstance(now, Mapping):
        for name in dict.fromkeys([*then, *now]):
            yield from unlike(then.get(name), now.get(name), f"{where}.{name}" if where else name)
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for place, pair in enumerate(zip(then, now, strict=True), start=1):
            yield from unlike(*pair, f"{where}[{place}]")
    elif then != now:
        yield f"{where}: {shown(str(then))} then, {shown(str(now))} now"
