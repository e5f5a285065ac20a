"""This file is about PyOptInterface: expression builders, straight into HiGHS's C interface."""

from __future__ import annotations

from math import isinf
from typing import Any

import pyoptinterface as poi
from pyoptinterface import highs

from model.plan import Plan

from .loops import Row, Term, stated


def loaded(plan: Plan) -> Any:
    """The program in HiGHS, stage 1's objective in place; its `write` writes an MPS file."""
    model = highs.Model()

    def variable(name: str, index: tuple) -> Any:
        return model.add_variable(lb=0.0)

    def row(row: Row) -> None:
        low, terms, high = row
        if low == high:
            sense, limit = poi.Eq, low
        else:
            sense, limit = (poi.Geq, low) if isinf(high) else (poi.Leq, high)
        model.add_linear_constraint(total(terms), sense, limit)

    x = stated(plan, variable, row)
    model.set_objective(total(x.least_shortfall), poi.ObjectiveSense.Minimize)
    return model


def total(terms: list[Term]) -> Any:
    """A sum of terms."""
    built = poi.ExprBuilder()
    for a, x in terms:
        built.add_affine_term(x, a)
    return built
