"""Every parameter as an array, and the origin of every number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from .errors import Problem
from .layers import Layer
from .laying import Cells, Floats, Laying, lay
from .origins import Origin, Origins
from .registry import Parameter, parameters
from .sets import Sets
from .tables import Table

UNSOURCED = "an assumption: no source is stated"


@dataclass(frozen=True, eq=False)
class Resolved:
    """Every parameter as an array with the origin of each number, and what they rest on."""

    sets: Sets
    tables: Mapping[str, Table]
    layers: tuple[Layer, ...]
    years: tuple[int, ...]
    cells: Mapping[str, Cells]
    origins: Origins

    def array(self, name: str) -> Floats:
        """The numbers of a parameter, one axis for each dimension."""
        return self.cells[name].values

    def scalar(self, name: str) -> float:
        """The number of a parameter without dimensions; NaN where it is not stated."""
        return float(self.cells[name].values)

    def origin(self, name: str, index: tuple[int, ...] = ()) -> Origin:
        """The origin of one number of a parameter."""
        cells = self.cells[name]
        origin = self.origins[int(cells.origin[index])]
        if origin.kind != "table" or not cells.parameter.graded_as:
            return origin
        return self._graded(origin, cells.parameter, self.sets.systems[index[0]])

    def _graded(self, origin: Origin, parameter: Parameter, system: str) -> Origin:
        """The origin with what the table of field grades says about one field of a system."""
        if parameter.graded_as == "none":
            return replace(origin, source=UNSOURCED, grade="C", url="")
        found = self._field_grades.get((system, parameter.graded_as))
        if found is None:
            return origin
        source, grade, url = found
        # The grade of a row of systems is that of its price; elsewhere the weaker of both counts.
        grade = grade if parameter.table == "systems" else max(grade, origin.grade)
        return replace(origin, source=source, grade=grade, url=url)

    @cached_property
    def _field_grades(self) -> Mapping[tuple[str, str], tuple[str, str, str]]:
        """Source, grade and address by system and field."""
        table = self.tables.get("system_field_grades")
        if table is None:
            return {}
        names = ("system", "field", "source", "grade", "url")
        rows = zip(*(table.columns[name] for name in names), strict=True)
        return {(system, field): (source, grade, url) for system, field, source, grade, url in rows}

    def problem(self, name: str, index: tuple[int, ...], wanted: str, hint: str = "") -> Problem:
        """The problem of one number, at the row that states it."""
        cells = self.cells[name]
        origin = self.origin(name, index)
        row = cells.rows.get(int(cells.origin[index]))
        found = row.text if row else f"{cells.values[index]:.15g}"
        column = cells.parameter.column if origin.kind == "table" else "value"
        return Problem(origin.file, origin.line, column, found, wanted, hint)


def resolve_all(
    laying: Laying, layers: tuple[Layer, ...], names: Sequence[str]
) -> dict[str, Cells]:
    """The named parameters, each resolved by itself."""
    return {name: lay(laying, layers, parameters()[name]) for name in names}
