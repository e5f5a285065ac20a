"""This file is about compiling: Pyomo model -> LinearProgram. After it Pyomo is gone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, compress
from typing import Any, TypeAlias

import numpy as np
import pyomo.core as pyo
from pyomo.common.gc_manager import PauseGC
from pyomo.core.base.enums import SortComponents
from pyomo.repn.linear_template import LinearTemplateRepnVisitor
from pyomo.repn.util import TemplateVarRecorder

from .arrays import Flags, Floats, Ints
from .exact import ExactMatrix

Expanded: TypeAlias = tuple[float, list[int], list[float], float | None, float | None]


@dataclass(frozen=True)
class Span:
    """A family's part of the columns or rows: its name, its indices, where it starts."""

    name: str
    indices: tuple[tuple[str | int, ...], ...]
    start: int

    @property
    def stop(self) -> int:
        """Position after the last member."""
        return self.start + len(self.indices)

    def label(self, position: int) -> str:
        """A readable name of one member, such as budget[POL,2029]."""
        index = self.indices[position - self.start]
        return f"{self.name}[{','.join(map(str, index))}]"


@dataclass(frozen=True)
class LinearProgram:
    """A linear program in sparse arrays, in the units of the model.

    minimise costs[stage] @ x  subject to  row_low <= A x <= row_high,  low <= x <= high

    Attributes:
        columns, rows: labels, a span for each variable and each row family, in order.
        early: how many rows and columns stages 1 and 2 need; the rest belongs to stage 3.
        start, index, data: A by rows (start has one entry more than there are rows).
        costs: one vector a stage, by the name of its objective.
        tolerance: share of the least shortfall that stage 2 may give up; above 0 a row limits it.
        worth: what one unit of each column stands for, MUSD; only the scaling uses it.
    """

    columns: tuple[Span, ...]
    rows: tuple[Span, ...]
    early: tuple[int, int]
    start: Ints
    index: Ints
    data: Floats
    row_low: Floats
    row_high: Floats
    low: Floats
    high: Floats
    costs: dict[str, Floats]
    tolerance: float
    worth: Floats

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and of columns."""
        return len(self.row_low), len(self.low)

    @cached_property
    def exact(self) -> ExactMatrix:
        """A, for products in whole numbers."""
        return ExactMatrix(self.row_of_entry, self.index, self.data, self.shape)

    @cached_property
    def row_of_entry(self) -> Ints:
        """The row of each entry of `data`."""
        return np.repeat(np.arange(self.shape[0]), np.diff(self.start))

    def times(self, x: Floats) -> Floats:
        """A x, shape (rows,)."""
        return summed(self.row_of_entry, self.data * x[self.index], self.shape[0])

    def transposed_times(self, y: Floats) -> Floats:
        """A' y, shape (columns,)."""
        return summed(self.index, self.data * y[self.row_of_entry], self.shape[1])


def compile_program(m: pyo.ConcreteModel) -> LinearProgram:
    """Expand the templates of a model once, for all stages.

    Raises:
        TypeError: a rule could not be kept as a template (an `if` on an index, say).
    """
    with PauseGC(), without_chatter():
        recorder = TemplateVarRecorder({}, SortComponents.UNSORTED)
        variables = list(m.component_objects(pyo.Var))
        for variable in variables:
            recorder.add(variable)
        visitor = LinearTemplateRepnVisitor({}, var_recorder=recorder)
        families = list(m.component_objects(pyo.Constraint))
        expanded = [expand(visitor, row) for family in families for row in family.values()]
        free = np.array([not member.fixed for member in recorder.var_map.values()])
        costs = {
            objective.name: dense(expand(visitor, objective), len(free))[free]
            for objective in m.component_objects(pyo.Objective)
        }
    start, index, data = sparse_rows(expanded, np.where(free, np.cumsum(free) - 1, -1))
    constant = np.array([row[0] for row in expanded])
    columns, rows = spans(variables, free), spans(families, np.ones(len(expanded), dtype=bool))
    return LinearProgram(
        columns=columns,
        rows=rows,
        early=(early(rows, m.early_rows), early(columns, m.early_columns)),
        start=start,
        index=index,
        data=data,
        row_low=np.array([-np.inf if row[3] is None else row[3] for row in expanded]) - constant,
        row_high=np.array([np.inf if row[4] is None else row[4] for row in expanded]) - constant,
        low=np.zeros(columns[-1].stop),
        high=np.full(columns[-1].stop, np.inf),
        costs=costs,
        tolerance=m.plan.shortfall_tolerance,
        worth=np.concatenate([np.full(len(v), m.worth[v.name]) for v in variables])[free],
    )


@contextmanager
def without_chatter() -> Iterator[None]:
    """Pyomo 6.10 warns of its own use of a name it has deprecated; the planner need not know."""
    logger = logging.getLogger("pyomo")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def expand(visitor: LinearTemplateRepnVisitor, row: Any) -> Expanded:
    """One row or objective: constant, column numbers, coefficients, lower and upper bound."""
    if not hasattr(row, "template_expr"):
        raise TypeError(f"the rule of {row.name} cannot be kept as a template")
    expanded: Expanded = visitor.expand_expression(row, row.template_expr())
    return expanded


def spans(components: list[Any], kept: Flags) -> tuple[Span, ...]:
    """Label the members of Pyomo components that are kept, one after the other."""
    found, start, member = [], 0, 0
    for component in components:
        flags = kept[member : member + len(component)]
        member += len(component)
        indices = tuple(
            index if isinstance(index, tuple) else (index,)
            for index in compress(component.keys(), flags)
        )
        found.append(Span(component.local_name, indices, start))
        start += len(indices)
    return tuple(found)


def early(parts: tuple[Span, ...], count: int) -> int:
    """How many members the first `count` components have."""
    return parts[count - 1].stop


def sparse_rows(expanded: list[Expanded], place: Ints) -> tuple[Ints, Ints, Floats]:
    """Rows as (start, index, data), columns in order, each column once a row, no zeros.

    Args:
        place: the new position of each column, -1 where it is fixed at 0 and leaves.
    """
    lengths = np.array([len(row[1]) for row in expanded], dtype=np.int64)
    total = int(lengths.sum())
    row = np.repeat(np.arange(len(expanded)), lengths)
    index = place[np.fromiter(chain.from_iterable(entry[1] for entry in expanded), np.int64, total)]
    data = np.fromiter(chain.from_iterable(entry[2] for entry in expanded), np.float64, total)
    order = np.lexsort((index, row))
    row, index, data = row[order], index[order], data[order]
    first = np.ones(total, dtype=bool)
    first[1:] = (row[1:] != row[:-1]) | (index[1:] != index[:-1])
    data = np.add.reduceat(data, np.flatnonzero(first)) if total else data
    kept = (data != 0) & (index[first] >= 0)
    row, index, data = row[first][kept], index[first][kept], data[kept]
    start = np.searchsorted(row, np.arange(len(expanded) + 1))
    return start, index, data


def dense(expanded: Expanded, length: int) -> Floats:
    """An objective as a vector; a constant in it would be a mistake of the model."""
    constant, index, data, _, _ = expanded
    if constant:
        raise TypeError("an objective has a constant")
    return summed(np.array(index, dtype=np.int64), np.array(data, dtype=float), length)


def summed(place: Ints, terms: Floats, length: int) -> Floats:
    """The sum of the terms at each place."""
    return np.asarray(np.bincount(place, terms, length), dtype=np.float64)
