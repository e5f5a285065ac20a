"""This file is about adding a row family to the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pyomo.core as pyo

Model: TypeAlias = Any
"""A Pyomo model; Pyomo has no types, and what a family adds to it is found by name."""

Index: TypeAlias = Any
"""A code or a year, or the symbol that stands for it while Pyomo makes a template."""


def add_rows(
    m: Model, rule: Callable[..., Any], *index: pyo.Set, defines: pyo.Var | None = None
) -> None:
    """Add the rows of a rule, named after it; an empty index is a family that is off.

    Args:
        defines: a variable with the same index of which each row says what it is, and which no
            bound but that holds. The solver puts the rows in for it, and so has fewer of both.
    """
    if all(len(part) for part in index):
        m.add_component(rule.__name__, pyo.Constraint(*index, rule=rule))
        if defines is not None:
            m.defined[rule.__name__] = defines.name
