"""This file is about what the components of a model hold: indices as numbers, numbers as arrays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

import numpy as np
import pyomo.core as pyo

from .arrays import Floats, Ints

Read = TypeVar("Read")


class Places:
    """Where each member of a component stands, found for many indices at once."""

    def __init__(self, name: str, keys: Ints) -> None:
        """Take the indices, shape (members, dimensions)."""
        self.name = name
        self.low = keys.min(axis=0)
        self.shape = tuple((keys.max(axis=0) - self.low + 1).tolist())
        self.table = np.full(np.prod(self.shape), -1)
        self.table[self.cell(keys.T)] = np.arange(len(keys))

    def cell(self, keys: Iterable[Ints]) -> Ints:
        """Where indices stand in the table; ValueError where it has no such cell."""
        shifted = (key - low for key, low in zip(keys, self.low.tolist(), strict=True))
        return np.ravel_multi_index(np.broadcast_arrays(*shifted), self.shape)

    def of(self, keys: list[Ints]) -> Ints:
        """The places of indices, one array a dimension.

        Raises:
            KeyError: there is no such member.
        """
        try:
            place = self.table[self.cell(keys)]
        except ValueError:
            place = np.full(1, -1)
        if place.min() < 0:
            raise KeyError(f"an index of {self.name} that it does not have")
        return place


class Known:
    """What the components of a model hold, in arrays; each is read once.

    An index is a number: a year is itself, a code is numbered when it is first met.
    """

    def __init__(self, variables: Iterable[pyo.Var]) -> None:
        self.codes: defaultdict[str, int] = defaultdict()
        self.codes.default_factory = self.codes.__len__
        self.found: dict[tuple[int, str], Any] = {}
        self.first: dict[int, int] = {}
        total = 0
        for variable in variables:
            self.first[id(variable)] = total
            total += len(variable.index_set())
        self.width = total

    def keys(self, indices: Iterable[Any]) -> Ints:
        """Indices as numbers, shape (members, dimensions)."""
        listed = list(indices)
        if listed and not isinstance(listed[0], tuple):
            listed = [(index,) for index in listed]
        columns = [
            np.fromiter(map(self.codes.__getitem__, part), np.int64, len(part))
            if isinstance(part[0], str)
            else np.array(part, dtype=np.int64)
            for part in zip(*listed, strict=True)
        ]
        return np.stack(columns, axis=1) if columns else np.zeros((len(listed), 0), np.int64)

    def places(self, component: Any) -> Places:
        """Where the members of an indexed component stand."""
        return self.kept(
            component, "places", lambda: Places(component.name, self.keys(component.index_set()))
        )

    def values(self, parameter: pyo.Param) -> Floats:
        """The numbers of a parameter, in the order of its members."""

        def read() -> Floats:
            whole(parameter)
            return np.fromiter(parameter.values(), np.float64, len(parameter))

        return self.kept(parameter, "values", read)

    def lists(self, sets: Any) -> tuple[Ints, Ints]:
        """The members of a set of sets one after the other, and where each set starts."""

        def listed() -> tuple[Ints, Ints]:
            whole(sets)
            parts = [list(part) for part in sets.values()]
            start = np.cumsum([0, *map(len, parts)])
            return self.keys(index for part in parts for index in part), start

        return self.kept(sets, "lists", listed)

    def kept(self, component: Any, what: str, read: Callable[[], Read]) -> Read:
        """What was read of a component, or is read now."""
        key = (id(component), what)
        if key not in self.found:
            self.found[key] = read()
        return cast(Read, self.found[key])


def whole(component: Any) -> None:
    """Refuse a component that lacks a member: members are told apart by their place.

    Raises:
        KeyError: it has none for some of its indices.
    """
    if len(component) != len(component.index_set()):
        raise KeyError(f"{component.name} has no member for some of its indices")
