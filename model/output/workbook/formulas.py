"""This file is about formulas: from what sheets.toml says to what a spreadsheet calculates.

Each number on the sheet Assumptions has a name such as `unit_cost[leopard2a8]`, written as the rows
of the model are. A formula puts that name together from the codes of its own row and looks it up,
so it finds its number wherever the rows are sorted to.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from ...registry import parameters, table_specs
from ...results.assumptions import stated
from ...scenario import Scenario

DIMS = ("country", "item", "year")
LOOKUP = re.compile(r"@([a-z_]+(?:\.[a-z_]+)?)")
COMPOUND = re.compile(r"@compound\(([a-z_]+)\)")
PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class ColumnSpec:
    """How one column looks and what is calculated in it; see sheets.toml."""

    unit: str = ""
    style: str = "units"
    width: float = 0
    changeable: bool = False
    bar: bool = False
    helper: bool = False
    always: bool = False
    choices: str = ""
    low: float | None = None
    means: str = ""
    formula: str = ""
    formulas: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SheetSpec:
    """One sheet of sheets.toml.

    Attributes:
        table: the table of schema.csv that says what columns of the same name mean.
        codes: what gives the code of each dimension in a row, for names on Assumptions.
        sources: how a column of another sheet is found from a row; `*` is its name.
        when: where a row counts; elsewhere its formulas give blanks.
        spare: rows left for more of them.
    """

    about: str
    frozen: int
    table: str
    codes: Mapping[str, str]
    sources: Mapping[str, str]
    columns: Mapping[str, ColumnSpec]
    when: str = ""
    spare: int = 0


@cache
def sheet_specs() -> Mapping[str, SheetSpec]:
    """Every sheet that is a table, in the order of sheets.toml."""
    text = Path(__file__).with_name("sheets.toml").read_text(encoding="utf-8")
    return {
        name: SheetSpec(
            about=found["about"],
            frozen=found["frozen"],
            table=found.get("table", ""),
            codes=found.get("codes", {}),
            sources=found.get("from", {}),
            columns={key: ColumnSpec(**column) for key, column in found["columns"].items()},
            when=found.get("when", ""),
            spare=found.get("spare", 0),
        )
        for name, found in tomllib.loads(text).items()
    }


KIND_STYLES = {"number": "number", "integer": "whole", "year": "whole", "flag": "whole"}


@cache
def sheet_spec(name: str) -> SheetSpec:
    """What sheets.toml says of a sheet; else that of a table of results, all of it data."""
    if name in sheet_specs():
        return sheet_specs()[name]
    table = table_specs()[name.lower()]
    columns = {
        column.name: ColumnSpec(column.unit, KIND_STYLES.get(column.kind, "text"))
        for column in table.columns.values()
    }
    frozen = max(1, len(table.key))
    return SheetSpec(f"{table.description}.", frozen, table.name, {}, {}, columns)


def meaning(sheet: SheetSpec, name: str) -> str:
    """What a column of a sheet means, in words."""
    described = table_specs()[sheet.table].columns if sheet.table else {}
    return sheet.columns[name].means or described[name].description


@cache
def looked_up() -> Set[str]:
    """Every parameter that a formula of sheets.toml looks up, whether or not a row takes it."""
    columns = [column for spec in sheet_specs().values() for column in spec.columns.values()]
    texts = [text for column in columns for text in (column.formula, *column.formulas.values())]
    rates = {name for text in texts for name in COMPOUND.findall(text)}
    return rates.union(*(LOOKUP.findall(COMPOUND.sub("", text)) for text in texts))


@dataclass(frozen=True)
class Known:
    """The numbers of a scenario by their names, and the formulas that look them up.

    `read` are the parameters that some formula looks up.
    """

    scenario: Scenario
    read: set[str] = field(default_factory=set)

    @cached_property
    def axes(self) -> dict[str, tuple[str, ...]]:
        """The dimensions along which each parameter varies here; `line` where lines tell apart."""
        found: dict[str, tuple[str, ...]] = {}
        for row in stated(self.scenario):
            if row["parameter"] not in found:
                varied = tuple(dim for dim in DIMS if row[dim] not in ("", None))
                found[row["parameter"]] = ("line",) if by_line(row) else varied
        return found

    def lookup(self, parameter: str, codes: Mapping[str, str]) -> str:
        """The part of a formula that finds a number from the parts that give its codes."""
        self.read.add(parameter)
        parts = [codes[dim] for dim in self.axes.get(parameter, ())]
        inner = '&","&'.join(parts)
        name = f'"{parameter}["&{inner}&"]"' if parts else f'"{parameter}"'
        return f"INDEX(assumptions_value,MATCH({name},assumptions_name,0))"

    def compound(self, rate: str, codes: Mapping[str, str], year: int | None) -> str:
        """The part of a formula that gives growth since the base year; `year` where it is dated."""
        if "year" not in self.axes.get(rate, ()):
            elapsed = f"({codes['year']}-{self.lookup('base_year', codes)})"
            return f"(1+{self.lookup(rate, codes)}/100)^{elapsed}"
        years = range(self.scenario.base_year + 1, (year or 0) + 1)
        factors = (self.lookup(rate, {**codes, "year": f'"{y}"'}) for y in years)
        return "*".join(f"(1+{factor}/100)" for factor in factors)

    def dated(self, formula: str) -> bool:
        """Whether a formula differs from year to year, as a rate in it does."""
        return any("year" in self.axes.get(rate, ()) for rate in COMPOUND.findall(formula))

    def written(
        self,
        formula: str,
        sheet: SheetSpec,
        places: Mapping[str, str],
        year: int | None = None,
    ) -> str:
        """A formula as a spreadsheet reads it, but for the number of the row.

        Args:
            places: what stands for `{name}`: the cell of a column in the same row, or more text.
            year: of the row, where the formula is dated.
        """
        array = formula.startswith("{=")
        text = formula[1:-1] if array else formula
        for other, found in sheet.sources.items():
            text = re.sub(rf"\b{other}\.(\w+)", found.replace("_*", r"_\1"), text)
        text = COMPOUND.sub(lambda m: self.compound(m[1], sheet.codes, year), text)
        text = LOOKUP.sub(lambda m: self.lookup(m[1], sheet.codes), text)
        text = PLACE.sub(lambda m: places[m[1]], text)
        return f"{{{text}}}" if array else text


def by_line(row: Mapping[str, Any]) -> bool:
    """Whether a number is one of a table read as it stands whose rows only lines tell apart."""
    return row["parameter"] not in parameters() and " / " in row["item"]


def name_of(row: Mapping[str, Any]) -> str:
    """The name of a number: as the model names a row, or with its line."""
    parts = [str(row[dim]) for dim in DIMS if row[dim] not in ("", None)]
    if by_line(row):
        parts = [row["origin"].rpartition(":")[2]]
    return f"{row['parameter']}[{','.join(parts)}]" if parts else str(row["parameter"])
