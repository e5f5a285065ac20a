"""This file is about the numbers that a run rests on, as assumptions.csv states them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, product

import numpy as np

from ..arrays import Floats
from ..errors import Problem
from ..registry import Parameter, parameters
from .codes import Codes
from .table import Table

UNSTATED = {"interim_year": np.nan, "production": np.inf}
"""Parameters that need no row, and what a cell without one means: none, and unlimited."""

SINGLE = ("base_year", "retire_year", "first_year", "last_year", "interim_year")


class Inputs:
    """The parameters of a run as arrays over the sets, by name.

    Attributes:
        rows: the places of the rows of each parameter, and of each `table.column`.
        years: the base year to the last year. problems: what is not as a run states it.
    """

    def __init__(self, table: Table, codes: Codes) -> None:
        self.table, self.codes = table, codes
        self.problems: list[Problem] = []
        names = table.texts("parameter")
        self.rows: dict[str, list[int]] = {}
        for name, rows in groupby(range(len(table)), key=names.__getitem__):
            self.rows.setdefault(name, []).extend(rows)
        self.years = range(0)
        self._arrays: dict[str, Floats] = {}
        self._read()

    def _read(self) -> None:
        """First the years, which give the other arrays their axis."""
        stated = [p for p in parameters().values() if p.kind != "file"]
        self.problems += list(self._bounds(stated))
        for parameter in (p for p in stated if not p.dims):
            self._lay(parameter)
        self.problems += list(self._horizon())
        if self.problems:
            return
        self.years = range(int(self.number("base_year")), int(self.number("last_year")) + 1)
        for parameter in (p for p in stated if p.dims):
            self.problems += list(self._misplaced(parameter))
            self._lay(parameter)

    def number(self, name: str) -> float:
        """The number of a parameter without dimensions."""
        return float(self._arrays[name])

    def array(self, name: str) -> Floats:
        """A parameter over all its dimensions; the base year of a dated one is not stated."""
        return self._arrays[name]

    def share(self, name: str) -> Floats:
        """A parameter in per cent as fractions."""
        return self._arrays[name] / 100

    def column(self, name: str) -> dict[tuple[str, str], float]:
        """The numbers of a `table.column` by country and item."""
        country, item = self.table.texts("country"), self.table.texts("item")
        value = self.table.numbers("value")
        return {(country[row], item[row]): float(value[row]) for row in self.rows.get(name, ())}

    def _codes(self, dim: str) -> Sequence[str]:
        """What an axis goes over; a dated parameter counts from the year after the base year."""
        if dim == "year":
            return [str(year) for year in self.years[1:]]
        return tuple(self.codes.axes[dim])

    def _axes(self, parameter: Parameter) -> list[str]:
        """The dimensions along which a parameter varies, as its first row shows."""
        row = self.rows[parameter.name][0]
        return [dim for dim in parameter.dims if self.table.texts(axis_of(dim))[row]]

    def _misplaced(self, parameter: Parameter) -> Iterator[Problem]:
        """A problem for each row that is not about what the rows of its parameter are about."""
        rows = self.rows.get(parameter.name, [])
        if not rows:
            return
        axes = self._axes(parameter)
        listed = [self._codes(dim) for dim in axes]
        if parameter.name in UNSTATED and "system" in axes:
            stated = {self.table.texts("item")[row] for row in rows}
            listed[axes.index("system")] = [s for s in self.codes.systems if s in stated]
        expected = list(product(*listed))
        if len(expected) != len(rows):
            wanted = f"{len(expected)} rows of {parameter.name}"
            yield self.table.whole(f"{len(rows)}", wanted)
            return
        for row, place in zip(rows, expected, strict=True):
            for dim, code in zip(axes, place, strict=True):
                if self.table.texts(axis_of(dim))[row] != code:
                    yield self.table.problem(row, axis_of(dim), f"{code} in the order of rows")

    def _lay(self, parameter: Parameter) -> None:
        """Put the rows of a parameter into an array; a blank axis is the same number for all."""
        blank = UNSTATED.get(parameter.name, np.nan)
        shape = [len(self.years) if d == "year" else len(self._codes(d)) for d in parameter.dims]
        values = np.full(shape, blank)
        columns = [(dim, self.table.texts(axis_of(dim))) for dim in parameter.dims]
        numbers = self.table.numbers("value")
        for row in self.rows.get(parameter.name, ()):
            place = tuple(self._place(dim, column[row]) for dim, column in columns)
            values[place] = numbers[row]
        self._arrays[parameter.name] = values
        if parameter.name not in UNSTATED and parameter.name not in self.rows:
            wanted = f"a row of {parameter.name}"
            self.problems.append(self.table.whole("none", wanted))

    def _place(self, dim: str, code: str) -> int | slice:
        """Where a code stands on its axis; all of it for a blank, none of it for another word."""
        if not code:
            return slice(None)
        if dim == "year":
            year = int(code) - self.years[0]
            return year if 0 <= year < len(self.years) else slice(0)
        place = self.codes.axes[dim].get(code)
        return slice(0) if place is None else place

    def _bounds(self, stated: Sequence[Parameter]) -> Iterator[Problem]:
        """A problem for each number that no scenario may state."""
        numbers = self.table.numbers("value")
        for parameter in stated:
            for row in self.rows.get(parameter.name, ()):
                value = numbers[row]
                whole = not parameter.whole or value % 1 == 0
                if not (whole and parameter.low <= value <= parameter.high):
                    yield self.table.problem(row, "value", parameter.wanted)

    def _horizon(self) -> Iterator[Problem]:
        """A problem for each year that does not fit the others."""
        base, retire, first, last, interim = (self.number(name) for name in SINGLE)
        fits = {
            "first_year": base < first <= last,
            "retire_year": base < retire,
            "interim_year": np.isnan(interim) or first <= interim <= last,
        }
        for name, good in fits.items():
            if not good and self.rows.get(name):
                row = self.rows[name][0]
                yield self.table.problem(row, "value", f"a year that fits {', '.join(SINGLE)}")


def axis_of(dim: str) -> str:
    """The column that names a dimension."""
    return "item" if dim in ("capability", "system") else dim
