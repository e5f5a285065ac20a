"""This file is about worth.csv, where a run was explained: what is best falls steeper the less of a
limit there is, so that a first small part, its price and a small part less go up in that order.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..finding import Finding, Tally
from ..folder import Folder
from ..table import Table

STEP = 1e-5
"""By how much, relative, figures of six digits may seem to be out of order."""

KINDS = {"budget": "country", "industry": "system", "uplift": "area", "deadline": ""}
"""What each kind of headline is about."""


def worth(folder: Folder) -> Iterator[Finding]:
    """Each headline once, about what the run knows, and its figures in order."""
    tally, table = Tally("worth"), folder.tables.get("worth")
    if table is not None:
        seen = set[tuple[str, ...]]()
        for row in range(len(table)):
            key = tuple(table.texts(name)[row] for name in ("kind", "country", "item", "year"))
            tally.claim(key not in seen, table.problem(row, "kind", "each headline once"))
            seen.add(key)
            for column, wanted in wrong_cells(table, row, folder):
                tally.problems.append(table.problem(row, column, wanted))
            tally.relations += 5
    yield tally.finding()


def wrong_cells(table: Table, row: int, folder: Folder) -> Iterator[tuple[str, str]]:
    """Of one row the columns that others contradict, and what was wanted."""
    kind = table.texts("kind")[row]
    named = table.texts("country")[row] + table.texts("item")[row]
    if kind not in KINDS:
        yield "kind", f"one of {', '.join(KINDS)}"
    elif named not in known(folder, KINDS[kind]):
        yield ("country" if kind == "budget" else "item"), f"{KINDS[kind] or 'nothing'} of the run"
    first, price, less, step, whole = (
        float(table.numbers(name)[row]) for name in ("first", "price", "less", "step", "whole")
    )
    if above(first, price):
        yield "first", f"no more than the price, {price:g}"
    if above(price, less):
        yield "less", f"no less than the price, {price:g}"
    if above(whole, first * step):
        yield "whole", f"no more than {first * step:g}, the first part times the step"


def known(folder: Folder, dim: str) -> set[str]:
    """The codes that a kind of headline may name."""
    if dim == "area":
        return {*folder.tables["capability"].texts("area")}
    return {*folder.codes.axes[dim]} if dim else {""}


def above(one: float, other: float) -> bool:
    """Whether a figure is above another; a blank is not."""
    return bool(one > other + STEP * np.maximum(1.0, abs(other)))
