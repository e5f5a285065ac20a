"""This file is about elimination: sparse systems of equations solved in rational numbers.

Gaussian elimination on fractions, without rounding. Each step takes the shortest row that is left
and its column with the fewest rows, which keeps the rest sparse (Markowitz 1957): in a program of
allies and years there is little to fill in, and most fractions stay short.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import TypeAlias

from .errors import VerificationError

Vector: TypeAlias = dict[int, Fraction]
Matrix: TypeAlias = dict[int, Vector]
"""Rows by position, each with its entries by column."""


@dataclass(frozen=True)
class Pivot:
    """One step of an elimination.

    Attributes:
        entry: where row and column meet. rest: what the row has of columns not yet eliminated.
        factors: how many times the row is taken from each row that has the column.
    """

    row: int
    column: int
    entry: Fraction
    rest: Vector
    factors: Vector


def times(terms: Vector, x: Vector) -> Fraction:
    """A row at a vertex."""
    return sum((value * x[column] for column, value in terms.items() if x[column]), Fraction(0))


def eliminated(matrix: Matrix, stage: str) -> list[Pivot]:
    """The steps that eliminate a square matrix; `stage` is whose basis it is.

    Raises:
        VerificationError: the matrix has no inverse.
    """
    left = {row: dict(terms) for row, terms in matrix.items()}
    having: dict[int, set[int]] = {}
    for row, terms in left.items():
        for column in terms:
            having.setdefault(column, set()).add(row)
    shortest = [(len(terms), row) for row, terms in left.items()]
    heapify(shortest)
    found = []
    while left:
        length, row = heappop(shortest)
        if length != len(left.get(row, ())):
            continue  # it has another length by now
        if not length:
            raise VerificationError(f"the basis of stage {stage} is singular. Nothing was written")
        rest = left.pop(row)
        for column in rest:
            having[column].discard(row)
        column = min(rest, key=lambda column: (len(having[column]), column))
        entry = rest.pop(column)
        factors = {}
        for other in sorted(having.pop(column)):
            factors[other] = left[other].pop(column) / entry
            subtract(left[other], factors[other], rest, other, having)
            heappush(shortest, (len(left[other]), other))
        found.append(Pivot(row, column, entry, rest, factors))
    return found


def subtract(
    terms: Vector, factor: Fraction, rest: Vector, row: int, having: dict[int, set[int]]
) -> None:
    """Take a multiple of the rest of a pivot from a row, in place."""
    for column, value in rest.items():
        changed = terms.get(column, 0) - factor * value
        if changed:
            terms[column] = changed
            having[column].add(row)
        else:
            del terms[column]
            having[column].discard(row)


def values(pivots: list[Pivot], limits: Vector) -> Vector:
    """x of B x = b; b by row."""
    left = dict(limits)
    for pivot in pivots:
        if left[pivot.row]:
            for row, factor in pivot.factors.items():
                left[row] -= factor * left[pivot.row]
    x: Vector = {}
    for pivot in reversed(pivots):
        x[pivot.column] = (left[pivot.row] - times(pivot.rest, x)) / pivot.entry
    return x


def duals(pivots: list[Pivot], costs: Vector) -> Vector:
    """y of B' y = c; c by column."""
    left, y = dict(costs), {}
    for pivot in pivots:
        y[pivot.row] = left[pivot.column] / pivot.entry
        if y[pivot.row]:
            for column, value in pivot.rest.items():
                left[column] -= y[pivot.row] * value
    for pivot in reversed(pivots):
        y[pivot.row] -= times(pivot.factors, y)
    return y
