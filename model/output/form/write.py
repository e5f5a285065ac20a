"""This file is about writing the form of a scenario into a new file."""

from __future__ import annotations

from pathlib import Path

from ...errors import OutputError, Problem
from ...findings import Findings
from ...layers import EXTENDS, read_layer
from ...scenario import Scenario
from ...sheet import header_place
from ...source import SPREADSHEETS, read_text
from ...tables import Table
from ..new import write_new
from .book import form


def write_form(scenario: Scenario, file: Path) -> str:
    """Write the workbook of a scenario; the name of the file that it extends, or "".

    Only the rows of the scenario's own file go into it: those of a file that it extends stay
    there.

    Raises:
        OutputError: the file exists, cannot be written or is not called .xlsx.
    """
    if file.suffix.lower() != ".xlsx":
        found, wanted = file.name, "the name of a new file that ends in .xlsx"
        raise OutputError([Problem(file, None, "", found, wanted)])
    table = read_layer(scenario.path, Findings())
    if table is None:
        raise OutputError(
            [Problem(scenario.path, None, "", "a file that has changed", "a scenario", told=True)]
        )
    write_new(file, form(scenario, table, comments_of(scenario.path)))
    return base_of(table)


def comments_of(path: Path) -> list[str]:
    """The lines above the table of a CSV file; none of a workbook."""
    if path.suffix.lower() in SPREADSHEETS:
        return []
    lines = read_text(path).split("\n")
    head = lines[: header_place(lines)]
    return [text for line in head if (text := line.strip().strip('",;\t').strip()).startswith("#")]


def base_of(table: Table) -> str:
    """The file that a scenario extends, or ""."""
    rows = zip(table.columns["parameter"], table.columns["value"], strict=True)
    return next((str(value) for name, value in rows if name == EXTENDS), "")
