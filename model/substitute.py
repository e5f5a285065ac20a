"""This file is about substitution: the same linear program without what its rows define.

A row such as `payments = what falls due of orders` only names a sum. With the sum put in wherever
the name stands there is a row and a column less; a vertex of the shorter program is one of the
whole, with each defined column in its basis. A solver's presolve does the same, but once a stage
and more slowly than can be done where it is known which rows these are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress

import numpy as np

from .arrays import Flags, Floats, Ints
from .compile import LinearProgram, Span, once_each, summed


@dataclass(frozen=True)
class Terms:
    """A sparse matrix: the row, the column and the value of each entry; row by row."""

    row: Ints
    column: Ints
    value: Floats

    def only(self, entries: Flags) -> Terms:
        """Some of the entries."""
        return Terms(self.row[entries], self.column[entries], self.value[entries])

    def and_rows(self, more: Terms) -> Terms:
        """The same with further rows."""
        return Terms(
            np.append(self.row, more.row),
            np.append(self.column, more.column),
            np.append(self.value, more.value),
        )

    def put_in(self, sums: Terms, defined: Flags) -> Terms:
        """The same with a row of `sums` put in for each entry of a defined column."""
        known = self.only(defined[self.column])
        begins = np.flatnonzero(np.diff(sums.row, prepend=-1))
        first, length = np.zeros((2, len(defined)), dtype=np.int64)
        first[sums.row[begins]] = begins
        length[sums.row[begins]] = np.diff(begins, append=len(sums.row))
        first, length = first[known.column], length[known.column]
        place = np.arange(length.sum()) + np.repeat(first - np.cumsum(length) + length, length)
        rest = self.only(~defined[self.column])
        return Terms(
            *once_each(
                np.append(rest.row, np.repeat(known.row, length)),
                np.append(rest.column, sums.column[place]),
                np.append(rest.value, np.repeat(known.value, length) * sums.value[place]),
            )
        )


@dataclass(frozen=True)
class Substituted:
    """A program without its defined columns.

    Attributes:
        whole: the program that has them. defined: which of its columns these are.
        rows: the positions in it of the rows that are left.
        sums: each defined column as a sum of others; rows and columns are columns of `whole`.
    """

    whole: LinearProgram
    defined: Flags
    rows: Ints
    sums: Terms

    @cached_property
    def columns(self) -> Ints:
        """The positions in the whole program of the columns that are left."""
        return np.flatnonzero(~self.defined)

    @cached_property
    def program(self) -> LinearProgram:
        """The shorter program; without objectives, for which see `cost`."""
        whole = self.whole
        left = np.zeros(whole.shape[0], dtype=bool)
        left[self.rows] = True
        terms = entries_of(whole, self.rows).put_in(self.sums, self.defined)
        return replace(
            whole,
            columns=some(whole.columns, ~self.defined),
            rows=some(whole.rows, left),
            early=(
                int(np.searchsorted(self.rows, whole.early[0])),
                int(np.searchsorted(self.columns, whole.early[1])),
            ),
            start=np.searchsorted(terms.row, np.append(self.rows, whole.shape[0])),
            index=(np.cumsum(~self.defined) - 1)[terms.column],
            data=terms.value,
            row_low=whole.row_low[self.rows],
            row_high=whole.row_high[self.rows],
            low=whole.low[self.columns],
            high=whole.high[self.columns],
            costs={},
            worth=whole.worth[self.columns],
            defined={},
        )

    def cost(self, cost: Floats) -> Floats:
        """An objective of the whole program, for the columns that are left."""
        sums = self.sums
        carried = summed(sums.column, cost[sums.row] * sums.value, len(self.defined))
        return (cost + carried)[self.columns]


def substituted(program: LinearProgram) -> Substituted:
    """Put the sums in for what they define, wherever it stands.

    Raises:
        ValueError: a row that is meant to define a column does not say what it is, or a bound does.
    """
    rows, columns = definitions(program)
    defined = np.zeros(program.shape[1], dtype=bool)
    defined[columns] = True
    column_of, own = np.full(program.shape[0], -1), np.zeros(program.shape[0])
    column_of[rows] = columns
    terms = entries_of(program, rows)
    pivot = terms.only(terms.column == column_of[terms.row])
    own[pivot.row] = pivot.value
    if not own[rows].all() or program.row_low[rows].any() or program.row_high[rows].any():
        raise ValueError("a row does not say what the column is that it is meant to define")
    rest = terms.only(terms.column != column_of[terms.row])
    sums = Terms(*once_each(column_of[rest.row], rest.column, -rest.value / own[rest.row]))
    for _ in range(len(rows).bit_length() + 1):
        unfinished = np.zeros(program.shape[1], dtype=bool)
        unfinished[sums.row[defined[sums.column]]] = True
        if not unfinished.any():
            break
        carried = unfinished[sums.row]  # from year to year, twice as far each time
        sums = sums.only(~carried).and_rows(sums.only(carried).put_in(sums, defined))
    else:
        raise ValueError("rows define columns by each other, round and round")
    if (
        program.low[columns].any()
        or (program.high[columns] < np.inf).any()
        or (sums.value < 0).any()
    ):
        raise ValueError("a column is not only what its row defines: its bounds say more")
    return Substituted(program, defined, np.delete(np.arange(program.shape[0]), rows), sums)


def definitions(program: LinearProgram) -> tuple[Ints, Ints]:
    """The rows that define a column, and the column of each."""
    at = {span.name: span for span in program.columns}
    pairs = [
        (span, at[program.defined[span.name]])
        for span in program.rows
        if span.name in program.defined
    ]
    if any(row.indices != column.indices for row, column in pairs):
        raise ValueError("rows have other indices than the columns that they are meant to define")
    none = np.zeros(0, dtype=np.int64)
    rows = [np.arange(row.start, row.stop) for row, _ in pairs]
    columns = [np.arange(column.start, column.stop) for _, column in pairs]
    return np.concatenate([none, *rows]), np.concatenate([none, *columns])


def entries_of(program: LinearProgram, rows: Ints) -> Terms:
    """The entries of some rows."""
    wanted = np.zeros(program.shape[0], dtype=bool)
    wanted[rows] = True
    terms = Terms(program.row_of_entry, program.index, program.data)
    return terms.only(wanted[terms.row])


def some(spans: tuple[Span, ...], kept: Flags) -> tuple[Span, ...]:
    """Spans with the members that are kept, one after the other; none without any."""
    found, start = [], 0
    for span in spans:
        indices = tuple(compress(span.indices, kept[span.start : span.stop].tolist()))
        if indices:
            found.append(replace(span, indices=indices, start=start))
        start += len(indices)
    return tuple(found)
