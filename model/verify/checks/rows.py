"""This file is about rows: a table has one for everything it should speak of, in order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ..finding import Tally
from ..table import Table


def as_expected(
    tally: Tally, table: Table, columns: Sequence[str], expected: Sequence[Sequence[object]]
) -> bool:
    """Hold what each row is about against what it should be about.

    Returns:
        whether there are as many rows as expected: only then can they be recounted.
    """
    wanted = f"{len(expected)} rows"
    as_many = len(table) == len(expected)
    tally.claim(as_many, table.whole(f"{len(table)} rows", wanted))
    if as_many:
        for at, column in enumerate(columns):
            cells = table.texts(column)
            tally.relations += len(cells)
            for row, cell in enumerate(cells):
                if cell != str(expected[row][at]):
                    told = f"{expected[row][at]} in the order of rows"
                    tally.problems.append(table.problem(row, column, told))
    return as_many


def ascending(
    tally: Tally, table: Table, columns: Sequence[str], keys: Sequence[Sequence[int]]
) -> None:
    """Rows stand in the order of their keys, each key once.

    Of two rows that do not, the one is told without which its neighbours would.
    """
    tally.relations += max(0, len(keys) - 1)
    for row, (above, below) in enumerate(pairwise(keys)):
        if tuple(above) >= tuple(below):
            fits = row == 0 or tuple(keys[row - 1]) < tuple(below)
            odd = row if fits else row + 1
            differs = (
                n for n, pair in enumerate(zip(above, below, strict=True)) if len({*pair}) > 1
            )
            column = columns[next(differs, len(columns) - 1)]
            tally.problems.append(table.problem(odd, column, "rows in order, each once"))
