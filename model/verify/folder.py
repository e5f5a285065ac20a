"""This file is about a results folder as it is verified: its bytes, read once, and what they say.

Nothing else is read: no scenario, no reference table. What is worked out is kept, so that each
check asks for it by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import InputError, Problem
from ..output.manifest import MANIFEST, instead_of_a_run, record_of
from ..registry import table_specs
from ..source import UnreadableError, read_bytes
from .codes import Codes, read_codes
from .given import Given
from .inputs import Inputs
from .orders import Orders
from .sheets import read_sheets
from .table import Table, read_table
from .targets import Targets

TABLES = (
    "plan",
    "spending",
    "capability",
    "industry",
    "dependence",
    "prices",
    "assumptions",
    "codes",
    "summary",
)
EXPLAINED = (
    "verdicts", "cures", "worth", "reasons", "affordability", "ranges", "conflicts", "relaxation",
)  # fmt: skip
"""The tables that only a run which was explained, or should have met every target, has."""

BOOK, PAGE = "plan.xlsx", "report.html"
SHEETS = {
    "Summary": "summary",
    "Spending": "spending",
    "Alliance": "capability",
    "Dependence": "dependence",
    "Years": "spending",
    "Codes": "codes",
    "Assumptions": "assumptions",
    "Prices": "prices",
}
"""The sheets of the workbook that are read, and the table that says what their columns are."""

WRITTEN = (*(f"{name}.csv" for name in TABLES), BOOK, PAGE)
"""What every run writes beside its manifest."""


@dataclass(frozen=True, eq=False)
class Folder:
    """A results folder.

    Attributes:
        record: its manifest.
        contents: the bytes of each file of the run that could be read, by name.
        unread: why each of the others could not.
        foreign: what else lies there.
    """

    path: Path
    record: Mapping[str, Any]
    contents: Mapping[str, bytes]
    unread: Mapping[str, str]
    foreign: tuple[str, ...] = ()

    @cached_property
    def recorded(self) -> dict[str, Mapping[str, Any]]:
        """What the manifest says of each file that was written, by name."""
        entries = self.record.get("outputs")
        listed = entries if isinstance(entries, list) else []
        plain = [e for e in listed if isinstance(e, dict) and isinstance(e.get("file"), str)]
        return {entry["file"]: entry for entry in plain}

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Every table of the run; one without its file has no row and a problem."""
        asked = (name for name in EXPLAINED if f"{name}.csv" in self.recorded)
        return {name: self._table(name) for name in (*TABLES, *asked)}

    def _table(self, name: str) -> Table:
        file = self.path / f"{name}.csv"
        if file.name in self.contents:
            return read_table(name, file, self.contents[file.name])
        wanted = "the table of the run"
        problem = Problem(file, None, "", "no file that can be read", wanted, told=True)
        columns: dict[str, list[str]] = {column: [] for column in table_specs()[name].columns}
        return Table(name, file, columns, problems=[problem])

    @cached_property
    def sheets(self) -> tuple[dict[str, Table], list[Problem]]:
        """Sheets of the workbook by name, and why they could not be read; none without it."""
        if BOOK not in self.contents:
            return {}, []
        return read_sheets(self.path / BOOK, SHEETS)

    @cached_property
    def codes(self) -> Codes:
        """The sets."""
        return read_codes(self.tables["codes"])

    @cached_property
    def inputs(self) -> Inputs:
        """The numbers that the run rests on."""
        return Inputs(self.tables["assumptions"], self.codes)

    @cached_property
    def given(self) -> Given:
        """What follows from them."""
        return Given(self.inputs, self.codes)

    @cached_property
    def orders(self) -> Orders:
        """What follows from the orders of the plan."""
        return Orders(self.tables["plan"], self.given, self.codes)

    @cached_property
    def targets(self) -> Targets:
        """What is asked, and how it is met."""
        return Targets(self.given, self.orders, self.codes)

    def stage(self, name: str, figure: str) -> float | None:
        """A figure that the manifest records of a stage; None where it has none."""
        stages = self.record.get("stages")
        for stage in stages if isinstance(stages, list) else []:
            if isinstance(stage, dict) and stage.get("stage") == name:
                found = stage.get(figure)
                return float(found) if isinstance(found, int | float) else None
        return None


def open_folder(path: Path) -> Folder:
    """A results folder with every file of its run.

    Raises:
        InputError: no run of ours.
    """
    record = record_of(path)
    if not isinstance(record.get("scenario"), str):
        wanted = "the results folder of a run"
        found = instead_of_a_run(path, record)
        raise InputError([Problem(path, None, "", found, wanted, told=True)])
    empty = Folder(path, record, {}, {})
    names = dict.fromkeys((*WRITTEN, *(name for name in empty.recorded if is_plain(name))))
    contents, unread = {}, {}
    for name in names:
        try:
            contents[name] = read_bytes(path / name)
        except UnreadableError as error:
            unread[name] = error.problem.found
    there = sorted(entry.name for entry in path.iterdir())
    foreign = tuple(name for name in there if name not in names and name != MANIFEST)
    return Folder(path, record, contents, unread, foreign)


def is_plain(name: str) -> bool:
    """Whether a name is that of a file in the folder itself, as every file of a run is."""
    return Path(name).name == name and name not in ("", ".", "..")
