"""This file is about building: Plan -> Pyomo model. Every family declares, then constrains."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pyomo.core as pyo
from pyomo.common.gc_manager import PauseGC
from pyomo.core.base import constraint, objective

from . import objectives
from .families import FAMILIES, LATE_FAMILIES
from .plan import Plan


def build(plan: Plan) -> pyo.ConcreteModel:
    """The whole model, readable and unsolved; rules are kept as templates, not expanded."""
    m = pyo.ConcreteModel(name=plan.name)
    m.plan = plan
    m.spend_terms = []
    m.held_terms = []
    m.worth = {}
    m.fixed = {}
    m.defined = {}
    with PauseGC(), templates():
        for family in FAMILIES:
            family.declare(m)
        m.early_columns = sum(1 for _ in m.component_objects(pyo.Var))
        for family in (*LATE_FAMILIES, objectives):
            family.declare(m)
        for family in FAMILIES:
            family.constrain(m)
        m.early_rows = sum(1 for _ in m.component_objects(pyo.Constraint))
        for family in LATE_FAMILIES:
            family.constrain(m)
        objectives.state(m)
    return m


@contextmanager
def templates() -> Iterator[None]:
    """Let Pyomo keep one template for all rows of a family: building is ten times faster."""
    before = constraint.TEMPLATIZE_CONSTRAINTS, objective.TEMPLATIZE_OBJECTIVES
    constraint.TEMPLATIZE_CONSTRAINTS = objective.TEMPLATIZE_OBJECTIVES = True
    try:
        yield
    finally:
        constraint.TEMPLATIZE_CONSTRAINTS, objective.TEMPLATIZE_OBJECTIVES = before
