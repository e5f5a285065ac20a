"""This file is about linopy as a carrier only: terms put together in numpy, grouped into rows.

Everything that words would say is done by `floor.py` before linopy sees it: its least, not its
style.
"""

from __future__ import annotations

import highspy
import linopy
import numpy as np
import pandas as pd
import xarray as xr

from model.plan import Plan

from .floor import FAMILIES, Columns, Sparse, objectives


def loaded(plan: Plan) -> highspy.Highs:
    """The program in HiGHS, stage 1's objective in place."""
    columns, m = Columns(plan), linopy.Model()
    x = m.add_variables(lower=0, coords=[pd.RangeIndex(columns.count, name="column")], name="x")
    for family in FAMILIES:
        rows = Sparse()
        family(plan, columns, rows)
        add(m, family.__name__, x, rows)
    m.add_objective((x * objectives(plan, columns)[0]).sum())
    return linopy.io.to_highspy(m)


def add(m: linopy.Model, name: str, x: linopy.Variable, rows: Sparse) -> None:
    """Add the rows of a family, those of one sense at a time."""
    start, index, data, low, high = rows.arrays()
    senses = {
        "=": (low == high, low),
        ">=": (np.isinf(high), low),
        "<=": (np.isinf(low), high),
    }
    number = np.repeat(np.arange(rows.height), np.diff(start))
    for sense, (chosen, limit) in senses.items():
        on = chosen[number]
        if on.any():
            grouped = total(m, x.labels.values[index[on]], data[on], number[on])
            limit = xr.DataArray(limit, {"row": range(rows.height)}, ("row",))
            limit = limit.sel(row=grouped.coords["row"])
            m.add_constraints(grouped, sense, limit, name=f"{name} {sense}")


def total(m: linopy.Model, columns: np.ndarray, data: np.ndarray, row: np.ndarray):
    """Terms summed by row."""
    terms = pd.RangeIndex(len(data), name="term")
    parts = {"vars": (("term", "_term"), columns[:, None]),
             "coeffs": (("term", "_term"), data[:, None])}  # fmt: skip
    expression = linopy.LinearExpression(xr.Dataset(parts, {"term": terms}), m)
    return expression.groupby(pd.Series(row, index=terms, name="row")).sum()
