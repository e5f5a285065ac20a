"""Read the reference tables and a scenario, and lay one over the other.

The inputs of the tests are valid, so nothing is checked here.  The rules are those of the scenario
documentation: layers from the default up to the scenario, within one layer the most specific row,
rows of different years as the knots of a line.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

Table = list[dict[str, str]]


@dataclass(frozen=True)
class Lever:
    """One row of a scenario."""

    parameter: str
    country: str
    item: str
    year: int | None
    value: float
    change: str


def read_table(path: Path) -> Table:
    """The rows of a CSV file, none where the file does not exist."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [{key: (cell or "").strip() for key, cell in row.items() if key} for row in rows]


def number(row: dict[str, str], column: str, default: float = 0.0) -> float:
    """A cell as a number; the default where the column is missing or the cell blank."""
    cell = row.get(column, "")
    return float(cell) if cell else default


def read_layers(path: Path) -> list[list[Lever]]:
    """The layers of a scenario, the lowest first: what it extends, then its own rows."""
    below: list[list[Lever]] = []
    own: list[Lever] = []
    for row in read_table(path):
        if row["parameter"] == "extends":
            below = read_layers(path.parent / row["value"])
            continue
        year = int(row["year"]) if row.get("year") else None
        change = row.get("change") or "set"
        value = float(row["value"])
        own.append(Lever(row["parameter"], row["country"], row["item"], year, value, change))
    return [*below, own]


class Levers:
    """All rows of a scenario in their layers, and the sets that say what a row applies to."""

    def __init__(self, scenario: Path, tables: dict[str, Table]) -> None:
        self.layers: list[dict[str, list[Lever]]] = []
        for layer in read_layers(scenario):
            by_name: dict[str, list[Lever]] = {}
            for lever in layer:
                by_name.setdefault(lever.parameter, []).append(lever)
            self.layers.append(by_name)
        self.groups: dict[str, set[str]] = {}
        for row in tables["groups"]:
            self.groups.setdefault(row["group"], set()).add(row["country"])
        self.area = {row["capability"]: row["area"] for row in tables["capabilities"]}
        self.capability = {row["system"]: row["capability"] for row in tables["systems"]}
        self.base_year = int(self.value("base_year", 2025))
        self.first_year = int(self.value("first_year", 2026))

    def value(
        self, name: str, before: float, country: str = "", item: str = "", year: int = 0
    ) -> float:
        """The value of one cell, starting from what stands in the reference (or the default)."""
        return self.line(name, before, None, country, item, year)

    def line(
        self, name: str, before: float, base: float | None, country: str, item: str, year: int
    ) -> float:
        """The same for a parameter whose line may begin with a knot in the base year.

        `base` is the base-year value in the reference, None where the parameter has none.
        """
        for layer in self.layers:
            rows = self._winner(layer.get(name, []), country, item)
            if not rows:
                continue
            change = rows[0].change
            assert all(row.change == change for row in rows), f"two kinds of change in {name}"
            knot = {"set": base, "scale": 1.0, "add": 0.0}[change] if base is not None else None
            found = self._read_line(rows, knot, year)
            before = {"set": found, "scale": before * found, "add": before + found}[change]
        return before

    def _winner(self, rows: list[Lever], country: str, item: str) -> list[Lever]:
        """The rows of the most specific key that applies to the cell, none where none does."""
        best: tuple[int, int] = (-1, -1)
        found: list[Lever] = []
        for row in rows:
            rank = (self._item_rank(row.item, item), self._country_rank(row.country, country))
            if min(rank) < 0 or rank < best:
                continue
            if rank > best:
                best, found = rank, []
            found.append(row)
        assert len({(row.country, row.item) for row in found}) <= 1, f"twins: {found}"
        return found

    def _item_rank(self, wanted: str, item: str) -> int:
        """3 for the system itself, 2 for the capability, 1 for the area, 0 blank, -1 no match."""
        capability = self.capability.get(item, item)
        names = ["", self.area.get(capability, ""), capability]
        if item in self.capability:
            names.append(item)
        return names.index(wanted) if wanted in names else -1

    def _country_rank(self, wanted: str, country: str) -> int:
        """2 for the country itself, 1 for a group that holds it, 0 blank, -1 no match."""
        if not wanted:
            return 0
        if wanted == country:
            return 2
        return 1 if country in self.groups.get(wanted, set()) else -1

    def _read_line(self, rows: list[Lever], knot: float | None, year: int) -> float:
        """A single undated value, or a straight line between the dated ones, flat outside."""
        if rows[0].year is None:
            assert len(rows) == 1
            return rows[0].value
        knots = {row.year: row.value for row in rows if row.year is not None}
        if knot is not None and min(knots) > self.first_year:
            knots[self.base_year] = knot
        return interpolate(knots, year)


def interpolate(knots: dict[int, float], year: int) -> float:
    """Straight lines between the knots, flat outside."""
    years = sorted(knots)
    return float(np.interp(year, years, [knots[when] for when in years]))
