"""This file is about scenarios between two others: some groups of inputs of one, the rest of the
other's.

Parameters are laid one by one, each by the layers of its own levers; so the levers of some
parameters can be taken from one scenario and the others from another, exactly.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..errors import InputError, UpliftError
from ..findings import Findings
from ..layers import Layer
from ..registry import parameters
from ..scenario import Scenario, relaid
from .attribution import Mixture, between


class CannotAttributeError(UpliftError):
    """Two scenarios of which no mixture makes sense, or too many would have to be solved."""


def mixed(base: Scenario, other: Scenario, groups: Mixture) -> Scenario:
    """The base with the inputs of some groups as the other has them.

    Raises:
        InputError: the inputs of the two do not go together.
    """
    layers = (
        *(filtered(layer, lambda group: group not in groups) for layer in base.resolved.layers),
        *(filtered(layer, lambda group: group in groups) for layer in other.resolved.layers),
    )
    return relaid(base, layers, Findings(sources=list(base.sources)))


def filtered(layer: Layer, kept: Callable[[str], bool]) -> Layer:
    """A layer with only the rows whose parameter is of a group that is kept."""
    return Layer(
        layer.path,
        tuple(row for row in layer.rows if kept(row.parameter.group)),
        tuple(lever for lever in layer.levers if kept(lever.parameter.group)),
    )


def differing_groups(base: Scenario, other: Scenario) -> tuple[str, ...]:
    """The groups of inputs in which two scenarios differ, in the order of the registry.

    What a lever makes of a parameter depends on nothing but the tables, which both share, and on
    the years, which the levers of timing set; a group that changes no number with the years of
    the one nor with those of the other therefore changes none in any mixture.

    Raises:
        CannotAttributeError: they stand on different reference tables.
    """
    if not same_tables(base, other):
        raise CannotAttributeError(
            f"The difference between {base.name} and {other.name} cannot be attributed: they "
            f"stand on different reference tables."
        )
    groups = dict.fromkeys(p.group for p in parameters().values() if p.group)
    return tuple(g for g in groups if differs(base, other, g) or differs(other, base, g))


def differs(base: Scenario, other: Scenario, group: str) -> bool:
    """Whether the base changes when it takes the inputs of a group from the other."""
    try:
        changed = mixed(base, other, frozenset((group,))).resolved
    except InputError:
        return True
    return changed.years != base.resolved.years or any(
        not np.array_equal(cells.values, changed.cells[name].values, equal_nan=True)
        for name, cells in base.resolved.cells.items()
    )


def same_tables(base: Scenario, other: Scenario) -> bool:
    """Whether two scenarios stand on the same reference tables."""
    mine, theirs = base.resolved.tables, other.resolved.tables
    return mine.keys() == theirs.keys() and all(
        table.columns == theirs[name].columns and table.stated == theirs[name].stated
        for name, table in mine.items()
    )


def impossible_mixture(base: Scenario, other: Scenario, groups: tuple[str, ...]) -> str:
    """A sentence on the first mixture that cannot be planned; "" where all can."""
    for some in between(groups):
        try:
            mixed(base, other, some)
        except InputError as error:
            taken = " and ".join(group for group in groups if group in some)
            return (
                f"The difference between {base.name} and {other.name} cannot be attributed: with "
                f"{taken} of {other.name} and the rest of {base.name}, {error.problems[0]}"
            )
    return ""
