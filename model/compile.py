"""This file is about compiling: Pyomo model -> LinearProgram. After it Pyomo is gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress
from typing import Any

import numpy as np
import pyomo.core as pyo
from pyomo.common.gc_manager import PauseGC

from .arrays import Flags, Floats, Ints
from .exact import ExactMatrix
from .expand import Linear, Members, evaluated
from .known import Known


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
        worth: what one unit of each column stands for, MUSD: for scaling and lots.
        defined: the variable of which the rows of a family say what it is, by the family's name.
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
    defined: Mapping[str, str]

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

    def first(self, rows: int, columns: int) -> LinearProgram:
        """The program of the first rows and columns, which no later column may enter."""
        end = self.start[rows]
        return replace(
            self,
            columns=tuple(span for span in self.columns if span.stop <= columns),
            rows=tuple(span for span in self.rows if span.stop <= rows),
            start=self.start[: rows + 1],
            index=self.index[:end],
            data=self.data[:end],
            row_low=self.row_low[:rows],
            row_high=self.row_high[:rows],
            low=self.low[:columns],
            high=self.high[:columns],
            costs={name: cost[:columns] for name, cost in self.costs.items()},
            worth=self.worth[:columns],
        )

    def times(self, x: Floats) -> Floats:
        """A x, shape (rows,)."""
        return summed(self.row_of_entry, self.data * x[self.index], self.shape[0])

    def transposed_times(self, y: Floats) -> Floats:
        """A' y, shape (columns,)."""
        return summed(self.index, self.data * y[self.row_of_entry], self.shape[1])


def compile_program(m: pyo.ConcreteModel) -> LinearProgram:
    """Expand the templates of a model once, for all stages.

    Raises:
        TypeError: a rule could not be kept as a template (an `if` on an index, say), or a component
            says what is not looked at.
        KeyError: a rule names an index that there is none of.
    """
    with PauseGC():
        variables = list(m.component_objects(pyo.Var))
        families = list(m.component_objects(pyo.Constraint))
        refuse_what_is_passed_over(m, variables, families)
        known = Known(variables)
        free = free_columns(m, variables, known)
        sides = [expanded_rows(family, known) for family in families]
        costs = {
            objective.name: dense(expanded_cost(objective, known), len(free))[free]
            for objective in m.component_objects(pyo.Objective)
        }
        columns = spans(variables, free)
        rows = spans(families, np.ones(sum(map(len, families)), dtype=bool))
    place = np.where(free, np.cumsum(free) - 1, len(free))
    start, index, data = sparse_rows([side[0] for side in sides], rows, place)
    return LinearProgram(
        columns=columns,
        rows=rows,
        early=(early(rows, m.early_rows), early(columns, m.early_columns)),
        start=start,
        index=index,
        data=data,
        row_low=np.concatenate([side[1] for side in sides]),
        row_high=np.concatenate([side[2] for side in sides]),
        low=np.zeros(columns[-1].stop),
        high=np.full(columns[-1].stop, np.inf),
        costs=costs,
        tolerance=m.plan.shortfall_tolerance,
        worth=np.concatenate([np.full(len(v.index_set()), m.worth[v.name]) for v in variables])[
            free
        ],
        defined=dict(m.defined),
    )


def refuse_what_is_passed_over(
    m: pyo.ConcreteModel, variables: list[pyo.Var], families: list[pyo.Constraint]
) -> None:
    """Columns run from 0 up unless their family lists them as fixed, rows all hold, objectives are
    minimised: nothing else is looked at.

    Raises:
        TypeError: a component says otherwise.
    """
    for variable in variables:
        listed = set(m.fixed.get(variable.name, ()))
        for index, one in variable._data.items():  # most have no object of their own
            if one.bounds != (0, None) or (one.fixed and (index not in listed or one.value != 0)):
                raise TypeError(f"{one.name} has bounds other than 0 and none")
    for family in families:
        if not family.is_indexed():
            raise TypeError(f"{family.name} has no index")
        if not all(row.active for row in family.values()):
            raise TypeError(f"{family.name} has a row that is not active")
    for objective in m.component_objects(pyo.Objective):
        if objective.sense != pyo.minimize:
            raise TypeError(f"{objective.name} is not minimised")


def free_columns(m: pyo.ConcreteModel, variables: list[pyo.Var], known: Known) -> Flags:
    """Which members of the variables are not fixed at 0 by their family."""
    free = np.ones(known.width, dtype=bool)
    for variable in variables:
        fixed = m.fixed.get(variable.name, ())
        if len(fixed):
            place = known.places(variable).of(list(known.keys(fixed).T))
            free[known.first[id(variable)] + place] = False
    return free


def expanded_rows(family: pyo.Constraint, known: Known) -> tuple[Linear, Floats, Floats]:
    """The rows of a family: their terms, lower and upper bounds."""
    row = next(iter(family.values()))
    _, symbols = template_of(row)
    keys = known.keys(family.keys())
    at = {id(symbol): keys[:, axis] for axis, symbol in enumerate(symbols)}
    members = Members(len(family), at)
    low, body, high = row.to_bounded_expression()
    found = evaluated(body, members, known)
    sides = (
        evaluated(unlimited if side is None else side, members, known).constant - found.constant
        for side, unlimited in ((low, -np.inf), (high, np.inf))
    )
    low, high = (np.broadcast_to(side, len(family)) for side in sides)
    return found, low, high


def expanded_cost(objective: pyo.Objective, known: Known) -> Linear:
    """An objective as one expression."""
    return evaluated(template_of(objective)[0], Members(1, {}), known)


def template_of(row: Any) -> Any:
    """The expression of a rule, and the symbols in it that stand for its indices."""
    if not hasattr(row, "template_expr"):
        raise TypeError(f"the rule of {row.name} cannot be kept as a template")
    return row.template_expr()


def spans(components: list[Any], kept: Flags) -> tuple[Span, ...]:
    """Label the members of Pyomo components that are kept, one after the other."""
    found, start, member = [], 0, 0
    for component in components:
        keys = component.index_set()
        flags = kept[member : member + len(keys)]
        member += len(keys)
        indices = tuple(compress(((key,) for key in keys) if keys.dimen == 1 else keys, flags))
        found.append(Span(component.local_name, indices, start))
        start += len(indices)
    return tuple(found)


def early(parts: tuple[Span, ...], count: int) -> int:
    """How many members the first `count` components have."""
    return parts[count - 1].stop


def sparse_rows(
    families: list[Linear], rows: tuple[Span, ...], place: Ints
) -> tuple[Ints, Ints, Floats]:
    """Rows as (start, index, data), columns in order, each column once a row, no zeros.

    Args:
        place: the new position of each column, the last of all where it is fixed at 0 and leaves.
    """
    counts, index, data = zip(
        *(
            sorted_terms(part, len(span.indices), place)
            for part, span in zip(families, rows, strict=True)
        ),
        strict=True,
    )
    start = np.concatenate([[0], np.cumsum(np.concatenate(counts))])
    return start, np.concatenate(index), np.concatenate(data)


def sorted_terms(terms: Linear, rows: int, place: Ints) -> tuple[Ints, Ints, Floats]:
    """How many entries each row of a family has, their columns in order, and the entries."""
    column = place[terms.column]
    kept = column < len(place)
    row, index, data = once_each(terms.owner[kept], column[kept], terms.data[kept])
    return np.bincount(row, minlength=rows), index, data


def once_each(row: Ints, column: Ints, data: Floats) -> tuple[Ints, Ints, Floats]:
    """Entries by row and column; those at one place are added up, zeros left out."""
    shift = int(column.max(initial=0)).bit_length()
    entry = (row << shift) | column
    order = np.argsort(entry, kind="stable")
    entry, data = entry[order], data[order]
    first = np.flatnonzero(np.diff(entry, prepend=-1))
    if len(first) < len(entry):  # a column twice in one row
        entry, data = entry[first], np.add.reduceat(data, first)
    kept = data != 0
    if not kept.all():
        entry, data = entry[kept], data[kept]
    return entry >> shift, entry & ((1 << shift) - 1), data


def dense(cost: Linear, length: int) -> Floats:
    """An objective as a vector; a constant in it would be a mistake of the model."""
    if cost.constant.any():
        raise TypeError("an objective has a constant")
    return summed(cost.column, cost.data, length)


def summed(place: Ints, terms: Floats, length: int) -> Floats:
    """The sum of the terms at each place."""
    return np.asarray(np.bincount(place, terms, length), dtype=np.float64)
