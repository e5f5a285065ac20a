"""This file is about adding a row family to the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyomo.core as pyo


def add_rows(m: pyo.ConcreteModel, rule: Callable[..., Any], *index: pyo.Set) -> None:
    """Add the rows of a rule, named after it; an empty index is a family that is off."""
    if all(len(part) for part in index):
        m.add_component(rule.__name__, pyo.Constraint(*index, rule=rule))
