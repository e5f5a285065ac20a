"""This file is about the files of a run: its tables as CSV, its workbook, its page, its record."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..aside import aside
from ..clock import Timed, untimed
from ..registry import table_specs
from ..results import GIVEN, NONE, Tables, tables_of
from ..results.answer import Answer
from ..scenario import Scenario
from .folders import write_folder
from .free import check_place
from .manifest import manifest
from .page.report import begin_page, report_page
from .workbook import begin_workbook, plan_workbook

STARTS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
"""A cell that begins so could run as a formula in a spreadsheet; the wide ones do in some
languages."""

RISKY = re.compile(f'^(?=[{STARTS}\t\r\n])|(?<=[,;\t\r\n])(?="*[{STARTS}])')
"""Where a cell begins so: the text itself, and what a spreadsheet takes for a cell of its own that
was told to part cells by another mark than this file does."""

MARKED = re.compile(f"^'(?=[{STARTS}\t\r\n])|(?<=[,;\t\r\n])'(?=\"*[{STARTS}])")
"""The mark that was set there."""


def write_results(
    answer: Answer,
    folder: Path,
    options: Mapping[str, Any],
    more: Mapping[str, bytes] = MappingProxyType({}),
    timed: Timed = untimed,
    made: Tables = NONE,
) -> None:
    """Write every output and the manifest into a folder, which appears whole or not at all.

    `more` are further files by name, `made` the tables that are there already. An earlier run of
    the same scenario is replaced; a folder that holds anything else is refused.

    Raises:
        OutputError: the folder is not ours, or cannot be written.
    """
    check_place(folder, answer.plan.name, inputs=answer.scenario.sources)
    files = {**outputs(answer, timed, made), **more}
    with timed("write"):
        write_folder(folder, files, manifest(answer, files, options, folder))


def begin_outputs(scenario: Scenario) -> None:
    """Make and keep what the files of a run say of its scenario whatever the answer is."""
    given_files(scenario)
    begin_page(scenario)
    begin_workbook(scenario)


def outputs(answer: Answer, timed: Timed = untimed, made: Tables = NONE) -> dict[str, bytes]:
    """Every file of a run but its manifest, by name; `made` are tables that are there already."""
    *_, files = in_parts(answer, timed, made)
    return files


def in_parts(
    answer: Answer, timed: Timed = untimed, made: Tables = NONE
) -> Iterator[dict[str, bytes]]:
    """The tables as CSV, by name, as soon as they are there; then every file but the manifest."""
    with timed("tables"):
        tables = tables_of(answer, made)
    with aside(partial(plan_workbook, answer, tables)) as book:
        with timed("tables"):
            files = table_files(answer.scenario, tables)
        yield files
        with timed("page"):
            page = report_page(answer, tables).encode()
        with timed("workbook"):
            yield {**files, "plan.xlsx": book(), "report.html": page}


def table_files(scenario: Scenario, tables: Tables) -> dict[str, bytes]:
    """Every table as CSV, by the name of its file; what needs no answer is made of the scenario."""
    given = given_files(scenario)
    return {
        f"{name}.csv": given[name] if name in given else csv_bytes(name, rows)
        for name, rows in tables.items()
    }


@lru_cache(1)
def given_files(scenario: Scenario) -> dict[str, bytes]:
    """The same, by the name of the table, of what needs no answer; kept for the last scenario."""
    return {name: csv_bytes(name, rows(scenario)) for name, rows in GIVEN.items()}


def csv_bytes(table: str, rows: Iterable[dict[str, Any]]) -> bytes:
    """One table as the bytes of its file."""
    return csv_text(table, rows).encode()


def csv_text(table: str, rows: Iterable[dict[str, Any]]) -> str:
    """One table as CSV, with the columns that schema.csv declares for it, in that order."""
    columns = list(table_specs()[table].columns)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        if row.keys() != set(columns):
            raise KeyError(f"{table}: columns {sorted(row.keys() ^ set(columns))} do not agree")
        writer.writerow([cell(row[column]) for column in columns])
    return text.getvalue()


def cell(value: str | int | float | None) -> str:
    """One cell: plain decimals, nothing for none, text that no spreadsheet runs as a formula."""
    if value is None:
        return ""
    if isinstance(value, float):
        return number(value)
    return inert(value) if isinstance(value, str) else str(value)


@lru_cache(1 << 15)
def inert(text: str) -> str:
    """Text with a mark before whatever a spreadsheet could run."""
    return RISKY.sub("'", text)


def unmarked(text: str) -> str:
    """A text as it was before it was made inert."""
    return MARKED.sub("", text) if "'" in text else text


def number(value: float) -> str:
    """The shortest decimal that reads back as the same number, without an exponent."""
    text = repr(value)
    if "e" in text:
        text = format(Decimal(text), "f")
    return text.removesuffix(".0")
