"""Lines of text as records of cells; a record that is not CSV is a problem, not an end."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from .errors import Problem
from .findings import Findings
from .source import MAX_BYTES


def records_of(
    path: Path, findings: Findings, lines: list[str], start: int, separator: str
) -> Iterator[tuple[int, list[str]]]:
    """Each record with the physical line in which it starts, from the header on."""
    limit = csv.field_size_limit(MAX_BYTES)
    try:
        reader = csv.reader(
            (line + "\n" for line in lines[start:]), delimiter=separator, strict=True
        )
        while True:
            line = start + reader.line_num + 1
            try:
                record = next(reader, None)
            except csv.Error as error:
                findings.problems.append(broken(path, lines, line, start + reader.line_num, error))
                continue
            if record is None:
                return
            yield line, record
    finally:
        csv.field_size_limit(limit)


def broken(path: Path, lines: list[str], first: int, last: int, error: csv.Error) -> Problem:
    """The problem of a record that is not CSV."""
    if "end of data" in str(error):
        hint = "A quote inside a quoted cell is written twice."
        line = opening_line(lines, first)
        return Problem(
            path, line, "", "a quote that is never closed", "a closing quote", hint, told=True
        )
    found = "text after a closing quote"
    hint = "Quote the whole cell; a quote inside it is written twice."
    return Problem(path, last, "", found, "a separator there", hint, told=True)


# Quoted cells; anything else up to the next separator; the separators and line ends themselves.
# What was taken once is never given back: a long file is walked through once.
PIECES = re.compile(r'(?:"[^"]*+(?:""[^"]*+)*+"|[^",;\t\n][^,;\t\n]*+|[,;\t\n])*+')


def opening_line(lines: list[str], first: int) -> int:
    """The line of the quote that is never closed, in a record that starts at line `first`."""
    rest = "\n".join(lines[first - 1 :])
    closed = PIECES.match(rest)
    return first + rest.count("\n", 0, closed.end() if closed else 0)
