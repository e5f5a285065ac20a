"""This file is about the families national_target, stockpile and alliance_target: what is held and
what is told to be missing cover what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ...errors import Problem
from ..finding import Finding, Tally
from ..folder import Folder
from ..quantity import Quantity, written
from ..targets import Target, Targets, together


def national_target(folder: Folder) -> Iterator[Finding]:
    """An ally holds its own part of the target, or a shortfall is told."""
    rows, given = folder.targets, folder.given
    below = given.inputs.array("pooled") < 100
    meant = [at for at, t in enumerate(rows.all) if t.i >= 0 and below[t.k]]
    asked = [given.own_target[t.i, t.k, t.y] for t in of(rows, meant)]
    yield covered("national_target", folder, rows, meant, np.array(asked, dtype=float))


def stockpile(folder: Folder) -> Iterator[Finding]:
    """An ally holds the munitions that its platforms need from the deadline on, or a shortfall."""
    rows, given, made = folder.targets, folder.given, folder.orders
    used = given.supply_rate.sum(axis=1) > 0
    meant = [at for at, t in enumerate(rows.all) if t.i >= 0 and used[t.k] and made.late[t.k, t.y]]
    asked = together([made.supply[t.i, t.k, t.y] for t in of(rows, meant)])
    yield covered("stockpile", folder, rows, meant, asked)


def alliance_target(folder: Folder) -> Iterator[Finding]:
    """Allies together hold the sum of their targets where a part of them is pooled."""
    rows, given = folder.targets, folder.given
    meant = [at for at, t in enumerate(rows.all) if t.i < 0 and rows.pooled(t.k)]
    asked = [given.target[:, t.k, t.y].sum() for t in of(rows, meant)]
    yield covered("alliance_target", folder, rows, meant, np.array(asked, dtype=float))


def of(rows: Targets, meant: Sequence[int]) -> list[Target]:
    """The targets at some rows."""
    return [rows.all[at] for at in meant]


def covered(
    family: str, folder: Folder, rows: Targets, meant: list[int], asked: Quantity | np.ndarray
) -> Finding:
    """The rows of a family: what is held and the shortfall, as written, cover what is asked."""
    tally, table = Tally(family), folder.tables["capability"]
    if len(table) != len(rows.all):
        return tally.finding()  # which rows are missing, another check has told
    short = written(table.numbers("shortfall"), rows.half)

    def under(row: int, amounts: str) -> Problem:
        country, _, capability, milestone = rows.all[meant[row]].names
        found = f"{amounts} held or told to be missing in {family}"
        name = f"[{country},{capability},{milestone}]".replace("ALLIANCE,", "")
        line = table.lines[meant[row]]
        return Problem(table.file, line, "", found + name, "no less than is asked", told=True)

    tally.limit(asked_of(asked), (rows.each(folder.orders.held) + short)[meant], under)
    return tally.finding()


def asked_of(asked: Quantity | np.ndarray) -> Quantity:
    """What is asked, as a quantity."""
    return asked if isinstance(asked, Quantity) else Quantity(asked, np.zeros_like(asked))
