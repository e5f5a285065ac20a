"""This file is about one finished run as a comparison sees it: its manifest and its tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..errors import InputError, Problem
from ..output.files import unmarked
from ..output.manifest import MANIFEST, instead_of_a_run, record_of
from ..registry import table_specs
from ..sheet import CONTROL, NAME_WANTED, is_name
from ..source import UnreadableError, read_bytes

READ = ("summary", "spending", "capability", "plan", "industry", "assumptions", "codes")
"""The tables that a comparison reads."""

LARGEST = 2**30
"""Bytes of the largest table that is read."""
TYPES = {"number": float, "year": int, "integer": int}
Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Run:
    """One finished run.

    Attributes:
        name: what the comparison calls it: its scenario, or its folder where two share that.
        folder: where its results lie.
        record: its manifest.
        fingerprint: the hash of the manifest, which holds the hash of every table.
        tables: by name the rows of the tables in READ, typed as schema.csv declares them.
    """

    name: str
    folder: Path
    record: Mapping[str, Any]
    fingerprint: str
    tables: Mapping[str, tuple[Row, ...]]

    @property
    def scenario(self) -> str:
        """The scenario that was solved."""
        return str(self.record["scenario"])

    @property
    def source(self) -> str:
        """The file of the scenario, as the manifest records it: the first of what was read."""
        read = self.record.get("inputs")
        first = read[0] if isinstance(read, list) and read else None
        file = first.get("file") if isinstance(first, dict) else None
        return file if isinstance(file, str) else f"{self.scenario}.csv"

    @property
    def summary(self) -> Row:
        """The one row of its headline figures."""
        return self.tables["summary"][0]

    @property
    def years(self) -> range:
        """The years of the plan."""
        return range(self.summary["first_year"], self.summary["last_year"] + 1)

    @cached_property
    def milestones(self) -> tuple[int, ...]:
        """The years in which any target is checked."""
        return tuple(sorted({row["milestone"] for row in self.tables["capability"]}))


def read_run(folder: Path) -> Run:
    """The run in a results folder.

    Raises:
        InputError: no run of ours, or files that are not as the run wrote them.
    """
    record = record_of(folder)
    if not isinstance(record.get("scenario"), str):
        wanted = "the results folder of a run, or the CSV file of a scenario"
        found = instead_of_a_run(folder, record)
        raise InputError([Problem(folder, None, "", found, wanted, told=True)])
    problems: list[Problem] = []
    contents: dict[str, bytes] = {}
    for name in (MANIFEST, *(f"{table}.csv" for table in READ)):
        try:
            contents[name] = read_bytes(folder / name, LARGEST)
        except UnreadableError as refusal:
            problems.append(not_as_written(folder / name, refusal.problem.found))
    if problems:
        raise InputError(problems)
    return run_of(folder, contents)


def run_of(folder: Path, contents: Mapping[str, bytes]) -> Run:
    """The run whose files hold these bytes, by name; `folder` is where they lie, or will.

    Raises:
        InputError: a table is not the one that the manifest records.
    """
    import json

    record = json.loads(contents[MANIFEST])
    problems = list(strange_files(folder, record, contents))
    if problems:
        raise InputError(problems)
    tables = {table: tuple(typed_rows(table, contents[f"{table}.csv"])) for table in READ}
    name, fingerprint = str(record["scenario"]), sha256(contents[MANIFEST]).hexdigest()
    return Run(name, folder, record, fingerprint, tables)


def strange_files(
    folder: Path, record: Mapping[str, Any], contents: Mapping[str, bytes]
) -> Iterator[Problem]:
    """A problem for each table that was changed or cut after the run wrote it."""
    outputs = record.get("outputs")
    listed = [entry for entry in outputs if isinstance(entry, dict)] if outputs else []
    recorded = {entry.get("file"): entry.get("sha256") for entry in listed}
    for table in READ:
        file = f"{table}.csv"
        if recorded.get(file) != sha256(contents[file]).hexdigest():
            yield not_as_written(folder / file, "other content than the manifest records")
        elif not readable(contents[file]):
            yield not_as_written(folder / file, "characters that no table holds")
        elif header(contents[file]) != tuple(table_specs()[table].columns):
            yield not_as_written(folder / file, "the columns of another version")


def readable(content: bytes) -> bool:
    """Whether a table is text as a run writes it, without control characters."""
    try:
        return not CONTROL.search(content.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def not_as_written(file: Path, found: str) -> Problem:
    """The problem of a file of a run that cannot be trusted."""
    hint = "Solve the scenario again."
    return Problem(file, None, "", found, "the table as the run wrote it", hint, told=True)


def header(content: bytes) -> tuple[str, ...]:
    """The first record of a table."""
    return tuple(next(csv.reader(io.StringIO(content.decode("utf-8"))), ()))


def typed_rows(table: str, content: bytes) -> Iterator[Row]:
    """The rows of a table with numbers as numbers, None for a blank one."""
    kinds = column_types(table)
    reader = csv.reader(io.StringIO(content.decode("utf-8")))
    next(reader)
    for cells in reader:
        yield {
            name: unmarked(cell) if kind is None else kind(cell) if cell else None
            for (name, kind), cell in zip(kinds, cells, strict=True)
        }


@cache
def column_types(table: str) -> tuple[tuple[str, Any], ...]:
    """Each column of a table with what makes a number of its cells; None for text."""
    return tuple((c.name, TYPES.get(c.kind)) for c in table_specs()[table].columns.values())


def told_apart(places: Sequence[tuple[str, Path]]) -> tuple[str, ...]:
    """A name for each scenario and the folder of its results: where two have the same scenario,
    each goes by its folder.

    Raises:
        InputError: two cannot be told apart even so, or a name is none.
    """
    scenarios = [scenario for scenario, _ in places]
    names = [
        folder.resolve().name if scenarios.count(scenario) > 1 else scenario
        for scenario, folder in places
    ]
    problems = [
        Problem(folder, None, "", name, NAME_WANTED)
        for name, (_, folder) in zip(names, places, strict=True)
        if not is_name(name)
    ]
    wanted, hint = "runs whose names differ", "Give one of them another name, or leave it out."
    problems += [
        Problem(folder, None, "", f"a second run called {name}", wanted, hint, told=True)
        for place, (name, (_, folder)) in enumerate(zip(names, places, strict=True))
        if name in names[:place]
    ]
    if problems:
        raise InputError(problems)
    return tuple(names)
