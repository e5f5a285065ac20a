"""This file is about expanding: the template of a rule, for all its members at once.

Pyomo keeps a rule as one expression over symbols of indices. Here a symbol is an array with one
entry for each member, and every operation on it is an operation on arrays; a sum over a set makes
of each member as many as the set has for it, and each of them remembers whom it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce, singledispatch
from typing import Any

import numpy as np
import pyomo.core as pyo
from pyomo.core.base.var import VarData
from pyomo.core.expr import (
    DivisionExpression,
    GetItemExpression,
    NegationExpression,
    ProductExpression,
    SumExpression,
)
from pyomo.core.expr.template_expr import IndexTemplate, TemplateSumExpression

from .arrays import Floats, Ints
from .known import Known


@dataclass(frozen=True)
class Linear:
    """A linear expression for each of many members.

    Attributes:
        constant: one number a member, or one for all.
        owner, column, data: term i is data[i] times column[i], and belongs to member owner[i].
    """

    constant: Floats
    owner: Ints
    column: Ints
    data: Floats

    def __add__(self, other: Linear) -> Linear:
        return Linear(
            self.constant + other.constant,
            np.concatenate([self.owner, other.owner]),
            np.concatenate([self.column, other.column]),
            np.concatenate([self.data, other.data]),
        )

    def times(self, factor: Floats) -> Linear:
        """The expression times one number a member, or one for all."""
        each = factor[self.owner] if factor.ndim else factor
        return Linear(self.constant * factor, self.owner, self.column, self.data * each)

    def collected(self, owner: Ints, size: int) -> Linear:
        """The sum of the members of each owner, for `size` owners."""
        total = ZERO
        if self.constant.any():
            each = np.broadcast_to(self.constant, owner.shape)
            total = np.bincount(owner, each, size).astype(np.float64, copy=False)
        return Linear(total, owner[self.owner], self.column, self.data)


NONE = np.zeros(0, dtype=np.int64)
ZERO = np.zeros(())


def constant(value: Any) -> Linear:
    """Numbers as an expression without a term."""
    return Linear(np.asarray(value, dtype=np.float64), NONE, NONE, np.zeros(0))


def one_of(column: Ints, members: Members) -> Linear:
    """One unit of a column for each member."""
    owner, data = np.arange(members.size), np.ones(members.size)
    return Linear(ZERO, owner, np.broadcast_to(column, owner.shape), data)


@dataclass(frozen=True)
class Members:
    """Members of a rule or of a sum: how many, and for each symbol one index a member."""

    size: int
    at: dict[int, Ints]

    def repeated(self, owner: Ints) -> Members:
        """As many members as there are owners, each with the indices of its owner."""
        return Members(len(owner), {symbol: index[owner] for symbol, index in self.at.items()})


@singledispatch
def evaluated(node: Any, members: Members, known: Known) -> Linear:
    """An expression for all members.

    Raises:
        TypeError: it has something that no linear rule needs.
    """
    raise TypeError(f"a rule has a {type(node).__name__}, which is not expanded")


@evaluated.register(int)
@evaluated.register(float)
def a_number(node: float, members: Members, known: Known) -> Linear:
    return constant(node)


@evaluated.register
def a_symbol(node: IndexTemplate, members: Members, known: Known) -> Linear:
    return constant(members.at[id(node)])


@evaluated.register
def an_item(node: GetItemExpression, members: Members, known: Known) -> Linear:
    component, *index = node.args
    if not members.size:
        return constant(np.zeros(0))
    place = known.places(component).of([indices(part, members, known) for part in index])
    if component.ctype is pyo.Param:
        return constant(known.values(component)[place])
    return one_of(known.first[id(component)] + place, members)


@evaluated.register
def a_variable(node: VarData, members: Members, known: Known) -> Linear:
    component = node.parent_component()
    place = known.places(component).of(list(known.keys([node.index()]).T))
    return one_of(known.first[id(component)] + place, members)


@evaluated.register
def a_negation(node: NegationExpression, members: Members, known: Known) -> Linear:
    return evaluated(node.args[0], members, known).times(constant(-1).constant)


@evaluated.register
def an_addition(node: SumExpression, members: Members, known: Known) -> Linear:
    return reduce(Linear.__add__, (evaluated(part, members, known) for part in node.args))


@evaluated.register
def a_product(node: ProductExpression, members: Members, known: Known) -> Linear:
    one, other = (evaluated(part, members, known) for part in node.args)
    if len(one.data):
        one, other = other, one
    if len(one.data):
        raise TypeError("a rule multiplies variables with each other")
    return other.times(one.constant)


@evaluated.register
def a_quotient(node: DivisionExpression, members: Members, known: Known) -> Linear:
    one, other = (evaluated(part, members, known) for part in node.args)
    if len(other.data):
        raise TypeError("a rule divides by variables")
    if not np.all(other.constant):
        raise TypeError("a rule divides by 0")
    return one.times(1 / other.constant)


@evaluated.register
def a_sum(node: TemplateSumExpression, members: Members, known: Known) -> Linear:
    body, *sets = node.template_args()
    inner, owner = members, np.arange(members.size)
    for symbols, part in zip(node.template_iters(), sets, strict=True):
        inner, further = spread(symbols, part, inner, known)
        owner = owner[further]
    return evaluated(body, inner, known).collected(owner, members.size)


def spread(
    symbols: tuple[IndexTemplate, ...], part: Any, members: Members, known: Known
) -> tuple[Members, Ints]:
    """One member for each element that the set has for each member, and whose each is."""
    if not members.size:
        return Members(0, members.at | {id(symbol): NONE for symbol in symbols}), NONE
    if isinstance(part, GetItemExpression):
        sets, *index = part.args
        elements, start = known.lists(sets)
        place = known.places(sets).of([indices(node, members, known) for node in index])
        begin, count = start[place], np.diff(start)[place]
    else:
        elements = known.kept(part, "elements", lambda: known.keys(part))
        begin, count = np.zeros(1, np.int64), np.full(1, len(elements))
    begin, count = np.broadcast_arrays(begin, count, np.empty(members.size))[:2]
    owner = np.repeat(np.arange(members.size), count)
    before = np.cumsum(count) - count
    at = np.arange(len(owner)) + (begin - before)[owner]
    inner = members.repeated(owner)
    if len(elements):
        inner.at.update((id(symbol), elements[at, axis]) for axis, symbol in enumerate(symbols))
    else:  # what has no members has no dimensions
        inner.at.update((id(symbol), NONE) for symbol in symbols)
    return inner, owner


def indices(node: Any, members: Members, known: Known) -> Ints:
    """An index of each member, as a number."""
    if isinstance(node, IndexTemplate):
        return members.at[id(node)]
    if isinstance(node, str):
        return np.array([known.codes[node]])
    found = evaluated(node, members, known).constant
    whole = found.astype(np.int64)
    if not np.array_equal(whole, found):
        raise TypeError("a rule has an index that is no whole number")
    return whole
