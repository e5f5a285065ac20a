"""This file is about results folders: CSV tables and a manifest, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from secrets import token_hex
from types import MappingProxyType
from typing import Any

from ..errors import OutputError, Problem
from ..registry import table_specs
from ..results import Tables, tables_of
from ..results.answer import Answer
from .manifest import MANIFEST, WRITTEN_BY, manifest
from .page.report import report_page
from .workbook import plan_workbook

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""Text that begins so could run as a formula in a spreadsheet."""


def write_results(
    answer: Answer,
    folder: Path,
    options: Mapping[str, Any],
    more: Mapping[str, bytes] = MappingProxyType({}),
) -> None:
    """Write every output and the manifest into a folder, which appears whole or not at all.

    `more` are further files by name. An earlier run of the same scenario is replaced; a folder
    that holds anything else is refused.

    Raises:
        OutputError: the folder is not ours, or cannot be written.
    """
    check_place(folder, answer.plan.name)
    files = {**outputs(answer), **more}
    write_folder(folder, files, manifest(answer, files, options))


def outputs(answer: Answer) -> dict[str, bytes]:
    """Every file of a run but its manifest, by name."""
    tables = tables_of(answer)
    return {**table_files(tables), **documents(answer, tables)}


def table_files(tables: Tables) -> dict[str, bytes]:
    """Every table as CSV, by the name of its file."""
    return {f"{name}.csv": csv_text(name, rows).encode() for name, rows in tables.items()}


def documents(answer: Answer, tables: Tables) -> dict[str, bytes]:
    """The workbook and the page, by the names of their files."""
    return {
        "plan.xlsx": plan_workbook(answer, tables),
        "report.html": report_page(answer, tables).encode(),
    }


def write_folder(folder: Path, files: Mapping[str, bytes], record: Mapping[str, Any]) -> None:
    """Write files and the manifest that records them beside a folder, then put them in its place.

    Raises:
        OutputError: the folder cannot be written.
    """
    aside = beside(folder)
    try:
        aside.mkdir(parents=True)
        for name, content in files.items():
            write_durably(aside / name, content)
        write_durably(aside / MANIFEST, manifest_bytes(record))
        put_in_place(aside, folder)
    except OSError as error:
        raise unwritable(folder, error) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def manifest_bytes(record: Mapping[str, Any]) -> bytes:
    """A manifest as it is written."""
    return (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode()


def beside(folder: Path) -> Path:
    """A new hidden name in the same folder, so that a rename is enough to put it in place."""
    return folder.parent / f".{folder.name}-{token_hex(6)}"


def check_place(folder: Path, name: str, kind: str = "scenario") -> None:
    """Refuse a place that holds anything but an earlier run of the same scenario.

    With the kind "comparison": anything but an earlier comparison of the same runs.

    Raises:
        OutputError: it is a file, or a folder with other things in it.
    """
    wanted = f"a new folder, or one of an earlier run of {name}"
    hint = "Name another with --out."
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise OutputError([Problem(folder, None, "", "a file or a link", wanted, hint, told=True)])
    if Path.cwd().is_relative_to(folder.resolve()):
        found = "the folder you are in, or one around it"
        raise OutputError([Problem(folder, None, "", found, wanted, hint, told=True)])
    if folder.is_dir() and any(folder.iterdir()):
        record = record_of(folder)
        if record.get(kind) != name:
            earlier = record.get("scenario") or record.get("comparison")
            found = f"results of {earlier}" if earlier else "a folder with other files in it"
            raise OutputError([Problem(folder, None, "", found, wanted, hint, told=True)])


def record_of(folder: Path) -> dict[str, Any]:
    """The manifest of an earlier run in a folder; empty where there is none of ours."""
    try:
        record = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    ours = isinstance(record, dict) and record.get("written_by") == WRITTEN_BY
    return record if ours else {}


def unwritable(folder: Path, error: OSError) -> OutputError:
    """The error of a place that cannot be written."""
    found = f"no way to write there ({error.strerror or error})"
    wanted = "a place that can be written"
    hint = "Name another with --out. Nothing was overwritten."
    return OutputError([Problem(folder, None, "", found, wanted, hint, told=True)])


def write_durably(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def put_in_place(aside: Path, folder: Path) -> None:
    """Rename a finished folder into its place; an older one steps aside first.

    What the older folder holds besides its run, a planner's notes say, moves to the new one.
    """
    if not folder.exists():
        aside.rename(folder)
        return
    ours = {MANIFEST, *(output["file"] for output in record_of(folder).get("outputs", ()))}
    foreign = [entry.name for entry in folder.iterdir() if entry.name not in ours]
    older = beside(folder)
    folder.rename(older)
    try:
        aside.rename(folder)
    except BaseException:  # an interruption, too, must not lose the earlier run
        older.rename(folder)
        raise
    for name in foreign:
        if not (folder / name).exists():
            (older / name).rename(folder / name)
    shutil.rmtree(older, ignore_errors=True)


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
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return str(value)


def number(value: float) -> str:
    """The shortest decimal that reads back as the same number, without an exponent."""
    text = repr(value)
    if "e" in text:
        text = format(Decimal(text), "f")
    return text.removesuffix(".0")
