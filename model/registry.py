"""The declarations: every parameter and every column of every table, each described once.

They are read from registry.csv and schema.csv beside this file; nothing else declares one.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

REGISTRY_FILE = Path(__file__).with_name("registry.csv")
SCHEMA_FILE = Path(__file__).with_name("schema.csv")
WHOLE_KINDS = frozenset({"integer", "year", "flag"})


@dataclass(frozen=True)
class Parameter:
    """One parameter: its dimensions, unit, bounds and default, and where it enters the model.

    `default` is None where a reference table must state it (or, for `interim_year`, where it may
    stay unstated), and infinite for "unlimited". `table` and `column` name the reference column,
    `graded_as` the field of system_field_grades.csv with its source and grade ("none": it has
    neither; blank: the row of the table itself has them). `group` is what a difference is put down
    to: timing, targets, budget, prices, industry or rules.
    """

    name: str
    dims: tuple[str, ...]
    unit: str
    kind: str
    low: float
    high: float
    default: float | None
    table: str
    column: str
    graded_as: str
    base_knot: bool
    group: str
    enters: str
    documentation: str
    line: int

    @property
    def item_dim(self) -> str:
        """The dimension that the column `item` names: capability, system, or none."""
        return next((dim for dim in self.dims if dim in ("capability", "system")), "")

    @property
    def whole(self) -> bool:
        """Whether only whole numbers make sense."""
        return self.kind in WHOLE_KINDS

    @property
    def wanted(self) -> str:
        """What a value must be, in words."""
        return wanted(self.kind, self.low, self.high, self.unit)


UNKNOWN = Parameter(
    name="",
    dims=("country", "capability", "system", "year"),
    unit="",
    kind="number",
    low=-math.inf,
    high=math.inf,
    default=None,
    table="",
    column="",
    graded_as="",
    base_knot=False,
    group="",
    enters="",
    documentation="",
    line=0,
)
"""Stands for a misspelt parameter: it may have any dimension, so that a row's codes are read."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `default` None means that a cell must be stated; "blank" that it may stay empty; for the kind
    url, "grade C" that it may stay empty where the grade of the row is C.
    """

    table: str
    name: str
    kind: str
    unit: str
    default: str | None
    low: float
    high: float
    refers_to: str
    key: bool
    documentation: bool
    description: str

    @property
    def choices(self) -> tuple[str, ...]:
        """What a column of the kind choice may hold."""
        return tuple(self.refers_to.split("|")) if self.kind == "choice" else ()

    @property
    def whole(self) -> bool:
        """Whether only whole numbers make sense."""
        return self.kind in WHOLE_KINDS

    @property
    def wanted(self) -> str:
        """What a cell must be, in words."""
        if (self.table, self.name) == ("scenario", "value"):
            return "a number in the unit of the parameter, or for extends the name of a file"
        if self.kind == "choice":
            return "one of " + ", ".join(self.choices)
        return wanted(self.kind, self.low, self.high, self.unit)


@dataclass(frozen=True)
class TableSpec:
    """One table: its kind (scenario, required, optional, documentation, output) and columns."""

    name: str
    kind: str
    description: str
    columns: Mapping[str, Column]

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell two rows apart; none where rows may repeat."""
        return tuple(column.name for column in self.columns.values() if column.key)

    @property
    def reference(self) -> bool:
        """Whether the table lies in the reference folder."""
        return self.kind in ("required", "optional", "documentation")


@cache
def parameters() -> Mapping[str, Parameter]:
    """Every parameter by name, in the order of registry.csv; `extends` among them."""
    with REGISTRY_FILE.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return MappingProxyType({row["name"]: parameter(row, reader.line_num) for row in reader})


@cache
def table_specs() -> Mapping[str, TableSpec]:
    """Every table by name, in the order of schema.csv."""
    columns: dict[str, dict[str, Column]] = {}
    heads: dict[str, dict[str, str]] = {}
    with SCHEMA_FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["column"]:
                columns.setdefault(row["table"], {})[row["column"]] = column(row)
            else:
                heads[row["table"]] = row
    return MappingProxyType(
        {
            name: TableSpec(
                name, head["kind"], head["description"], MappingProxyType(columns.get(name, {}))
            )
            for name, head in heads.items()
        }
    )


@cache
def reference_specs() -> Mapping[str, TableSpec]:
    """The tables of the reference folder by name."""
    return MappingProxyType({name: s for name, s in table_specs().items() if s.reference})


def parameter(row: Mapping[str, str], line: int) -> Parameter:
    """One row of registry.csv."""
    return Parameter(
        name=row["name"],
        dims=tuple(row["dims"].split()),
        unit=row["unit"],
        kind=row["kind"],
        low=bound(row["low"], -math.inf),
        high=bound(row["high"], math.inf),
        default=stated(row["default"]),
        table=row["table"],
        column=row["column"],
        graded_as=row["graded_as"],
        base_knot=row["base_knot"] == "1",
        group=row["group"],
        enters=row["enters"],
        documentation=row["documentation"],
        line=line,
    )


def column(row: Mapping[str, str]) -> Column:
    """One row of schema.csv; a column of the kind `parameter` takes what the registry says."""
    source = parameters()[row["refers_to"]] if row["kind"] == "parameter" else None
    default = row["default"] or None
    ends = (0.0, 1.0) if row["kind"] == "flag" else (-math.inf, math.inf)
    if source is not None and default == "registry":
        default = number_text(source.default)
    return Column(
        table=row["table"],
        name=row["column"],
        kind=source.kind if source else row["kind"],
        unit=source.unit if source else row["unit"],
        default=default,
        low=source.low if source else bound(row["low"], ends[0]),
        high=source.high if source else bound(row["high"], ends[1]),
        refers_to="" if source else row["refers_to"],
        key=row["key"] == "1",
        documentation=row["documentation"] == "1",
        description=row["description"] or (source.documentation if source else ""),
    )


def stated(text: str) -> float | None:
    """The default of a parameter."""
    if text in ("", "none"):
        return None
    return math.inf if text == "unlimited" else float(text)


def bound(text: str, missing: float) -> float:
    """A bound, or what stands for none."""
    return float(text) if text else missing


def number_text(value: float | None) -> str | None:
    """A number as a planner would write it: no needless zeros."""
    return None if value is None else f"{value:.15g}"


def wanted(kind: str, low: float, high: float, unit: str) -> str:
    """What a cell of a kind must be, in words: "a number from 0 up, in MUSD"."""
    if kind == "flag":
        return "0 or 1"
    fixed = {"text": "some text", "url": "an address that starts with https://", "code": CODE_WORDS}
    if kind in fixed:
        return fixed[kind]
    noun = {"number": "a number", "integer": "a whole number", "year": "a year"}.get(kind, kind)
    unit_words = f", in {unit}" if unit not in ("", "year") or kind == "integer" else ""
    return f"{noun}{range_words(low, high)}{unit_words}"


CODE_WORDS = "a code of letters, digits, - and _, at most 40"


def range_words(low: float, high: float) -> str:
    """The bounds in words, or nothing where there are none."""
    if math.isinf(high):
        return "" if math.isinf(low) else f" from {amount(low)} up"
    if math.isinf(low):
        return f" up to {amount(high)}"
    return f" from {amount(low)} to {amount(high)}"


def amount(value: float) -> str:
    """A bound as it can be written into a cell: digits and a point, no exponent."""
    return f"{value:.6f}".rstrip("0").rstrip(".")
