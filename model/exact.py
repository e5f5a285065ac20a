"""This file is about exact sums: a sparse matrix times a vector, in whole numbers.

Every float is a whole number times a power of two. Such numbers are cut into limbs of 22 bits, so
that the product of two limbs, and the sum of 2^18 such products, fits into 64 bits: the sums that
matter are exact, at the speed of arrays (as in Ozaki, Ogita, Oishi and Rump 2012, who do it with
floats). Only the few sums that are left become Python integers, which know no limit. A sum of more
products than that is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .arrays import Floats, Ints
from .errors import SolveError

LIMB = 22
MASK = (1 << LIMB) - 1
MOST_PRODUCTS = 1 << 18
"""Of limbs in one sum; as many again are left for signs and what is carried."""
MANTISSA = 53
Whole: TypeAlias = NDArray[Any]
"""An array of Python integers: counts of steps of 2^-grid."""


def whole(values: Floats, grid: int) -> Whole:
    """Floats counted in steps of 2^-grid, exactly.

    Raises:
        ValueError: one of them lies between two steps, or is not finite.
    """
    counts = nearest(values, grid)
    if not np.array_equal(np.ldexp(values, grid), counts.astype(np.float64)):
        raise ValueError(f"a number is too small to be counted in steps of 2^-{grid}")
    return counts


def nearest(values: Floats, grid: int) -> Whole:
    """Finite floats counted in steps of 2^-grid, to the nearest step."""
    counts, some = np.zeros(len(values), dtype=object), np.flatnonzero(values)
    counts[some] = list(map(int, np.rint(np.ldexp(values[some], grid)).tolist()))
    return counts


def rounded(counts: Whole, grid: int) -> Floats:
    """Counts of steps of 2^-grid as the nearest floats, however long they are."""
    values, some, step = np.zeros(len(counts)), np.flatnonzero(counts), 1 << grid
    values[some] = [count / step for count in counts[some].tolist()]
    return values


def exactly(count: int, grid: int) -> Fraction:
    """A count of steps of 2^-grid as a fraction."""
    return Fraction(count, 1 << grid)


def padded(values: Floats, length: int) -> Floats:
    """Values, and zeros up to a length."""
    return np.concatenate([values, np.zeros(length - len(values))])


@dataclass(frozen=True)
class Sorted:
    """The entries of a sparse matrix in the order of the places that their products add up at.

    Attributes:
        limbs: of the entries, the lowest first. source: the member of the vector each meets.
        filled: the places that have an entry. first: where each of them begins.
        length: how many places there are.
    """

    limbs: tuple[Ints, ...]
    source: Ints
    filled: Ints
    first: Ints
    length: int

    @classmethod
    def by(cls, place: Ints, source: Ints, limbs: tuple[Ints, ...], length: int) -> Sorted:
        """Entries by the place of their products.

        Raises:
            SolveError: too many of them add up at one place.
        """
        order = np.argsort(place, kind="stable")
        filled, first, entries = np.unique(place[order], return_index=True, return_counts=True)
        products = int(entries.max(initial=0)) * len(limbs)
        if products > MOST_PRODUCTS:
            raise SolveError(
                f"the scenario is too large: a row or a column has {entries.max():,} entries, and "
                f"sums of more than {MOST_PRODUCTS // len(limbs):,} cannot be proven exactly"
            )
        return cls(tuple(limb[order] for limb in limbs), source[order], filled, first, length)

    def picked(self, places: Ints) -> Sorted:
        """The entries of some places only, in the order in which these are named."""
        at = np.full(self.length, -1)
        at[self.filled] = np.arange(len(self.filled))
        chosen = at[places]
        filled = np.flatnonzero(chosen >= 0)
        begins, ends = (np.append(self.first, len(self.source))[chosen[filled] + i] for i in (0, 1))
        counts = ends - begins
        first = np.cumsum(counts) - counts
        entries = np.repeat(begins - first, counts) + np.arange(counts.sum())
        limbs = tuple(limb[entries] for limb in self.limbs)
        return Sorted(limbs, self.source[entries], filled, first, len(places))

    def times(self, vector: Iterable[Ints]) -> Whole:
        """The sum at each place, in steps of the grids of both factors, from limbs of a vector."""
        total = np.zeros(self.length, dtype=object)
        if not len(self.filled):
            return total
        factors = [limb[self.source] for limb in vector]
        sums = [
            np.add.reduceat(
                sum(
                    self.limbs[i] * factors[power - i]
                    for i in range(len(self.limbs))
                    if 0 <= power - i < len(factors)
                ),
                self.first,
            )
            for power in range(len(factors) + len(self.limbs) - 1)
        ]
        total[self.filled] = joined(sums)
        return total


class ExactMatrix:
    """A sparse matrix of floats whose products are exact.

    Attributes:
        grid: entries are counted in steps of 2^-grid. shape: rows and columns.
    """

    def __init__(self, row: Ints, column: Ints, data: Floats, shape: tuple[int, int]) -> None:
        exponent = np.frexp(data[data != 0])[1]
        self.grid = MANTISSA - int(exponent.min(initial=0))
        self.shape = shape
        self._entries = row, column, tuple(float_limbs(data, self.grid))

    @cached_property
    def _by_row(self) -> Sorted:
        row, column, limbs = self._entries
        return Sorted.by(row, column, limbs, self.shape[0])

    @cached_property
    def by_column(self) -> Sorted:
        """The entries as the products with the rows need them."""
        row, column, limbs = self._entries
        return Sorted.by(column, row, limbs, self.shape[1])

    def times(self, x: Iterable[Ints]) -> Whole:
        """A x as integers: x as limbs of any grid, the result in steps of that and `grid`."""
        return self._by_row.times(x)

    def transposed_times(self, y: Iterable[Ints], columns: Ints | None = None) -> Whole:
        """A' y as integers, for all columns or for some: y as limbs of any grid, the result in
        steps of that and `grid`."""
        chosen = self.by_column if columns is None else self.by_column.picked(columns)
        return chosen.times(y)


def float_limbs(values: Floats, grid: int) -> Iterator[Ints]:
    """Limbs of value * 2^grid to the nearest integer, the lowest first; none is above 2^22."""
    top = int(np.frexp(values)[1].max(initial=0)) + grid
    rest, found = values, []
    for i in reversed(range(top // LIMB + 1)):
        part = np.rint(np.ldexp(rest, grid - LIMB * i))
        rest = rest - np.ldexp(part, LIMB * i - grid)  # exact: what is left are its last bits
        found.append(part.astype(np.int64))
    return reversed(found)


def joined(limbs: list[Ints]) -> Whole:
    """Integers from limbs that may be longer than 22 bits, the lowest first; the list is used up.

    What a limb has beyond 22 bits is carried to the next; then two at a time become Python
    integers, because arithmetic with these is what takes time.
    """
    for i in range(len(limbs) - 1):
        limbs[i + 1] += limbs[i] >> LIMB
        limbs[i] &= MASK
    found = limbs.pop().astype(object)
    while limbs:
        part, bits = limbs.pop(), LIMB
        if limbs:
            part, bits = (part << LIMB) + limbs.pop(), 2 * LIMB
        found = (found << bits) + part
    return found


def whole_limbs(values: Whole) -> Iterator[Ints]:
    """Limbs of integers, the lowest first; the top one has the sign."""
    bits = max((abs(value).bit_length() for value in values), default=0)
    count = bits // LIMB + 1
    for i in range(count):
        part = np.right_shift(values, LIMB * i)
        yield (part if i == count - 1 else np.bitwise_and(part, MASK)).astype(np.int64)
