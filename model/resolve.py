"""Every parameter as an array, and the origin of every number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .errors import Problem
from .layers import Layer
from .laying import Cells, Floats, Laying, lay
from .origins import Origin, Origins
from .registry import parameters
from .sets import Sets
from .tables import Table


@dataclass(frozen=True)
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
        return self.origins[int(self.cells[name].origin[index])]

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
