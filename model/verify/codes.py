"""This file is about the sets of a run: its allies, capabilities and systems, as codes.csv lists
them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..arrays import Ints
from .table import Table


@dataclass(frozen=True, eq=False)
class Codes:
    """Codes in the order of every axis.

    Attributes:
        area: of each capability. serves: the place of the capability of each system.
        origin: of each system; blank where none is stated.
    """

    countries: tuple[str, ...]
    capabilities: tuple[str, ...]
    systems: tuple[str, ...]
    area: tuple[str, ...]
    serves: Ints
    origin: tuple[str, ...]

    @cached_property
    def axes(self) -> dict[str, dict[str, int]]:
        """The place of each code by what kind of thing it stands for."""
        kinds = {
            "country": self.countries,
            "capability": self.capabilities,
            "system": self.systems,
        }
        return {kind: {code: at for at, code in enumerate(codes)} for kind, codes in kinds.items()}

    def places(self, kind: str, table: Table, column: str) -> Ints:
        """The place of the code in each row of a column; -1 where it is another word."""
        known = self.axes[kind]
        return np.array([known.get(cell, -1) for cell in table.texts(column)], dtype=np.int64)


def read_codes(table: Table) -> Codes:
    """The sets; a system of an unknown capability has the place -1."""
    rows = list(zip(*(table.texts(name) for name in COLUMNS), strict=True))
    countries, capabilities, systems = (
        [row for row in rows if row[0] == kind] for kind in ("country", "capability", "system")
    )
    place = {code: at for at, (_, code, _, _) in enumerate(capabilities)}
    return Codes(
        countries=tuple(code for _, code, _, _ in countries),
        capabilities=tuple(code for _, code, _, _ in capabilities),
        systems=tuple(code for _, code, _, _ in systems),
        area=tuple(above for _, _, above, _ in capabilities),
        serves=np.array([place.get(above, -1) for _, _, above, _ in systems], dtype=np.int64),
        origin=tuple(origin for _, _, _, origin in systems),
    )


COLUMNS = ("kind", "code", "belongs_to", "origin")
