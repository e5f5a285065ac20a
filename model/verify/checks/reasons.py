"""This file is about reasons.csv, where a run was explained: what it says is ordered is ordered."""

from __future__ import annotations

from collections.abc import Iterator

from ...explain.reason import Why
from ..finding import Finding, Tally
from ..folder import Folder
from ..quantity import half_units
from ..table import Table


def reasons(folder: Folder) -> Iterator[Finding]:
    """Rows against the orders of plan.csv."""
    tally, table = Tally("reasons"), folder.tables.get("reasons")
    if table is not None:
        ordered, seen = orders(folder.tables["plan"]), set[tuple[str, str]]()
        room = half_units(folder.given.base_price) * (len(folder.given.horizon) + 1)
        for row in range(len(table)):
            key = table.texts("country")[row], table.texts("system")[row]
            tally.claim(key not in seen, table.problem(row, "system", "each ally and system once"))
            seen.add(key)
            place = folder.codes.axes["system"].get(key[1])
            known = 0.0 if place is None else float(room[place])
            for column, wanted in wrong_cells(table, row, ordered.get(key, 0.0), known):
                tally.problems.append(table.problem(row, column, wanted))
            tally.relations += 2
        left = sorted(set(ordered) - seen)
        found = f"no row for {', '.join(' '.join(key) for key in left)}"
        tally.claim(not left, table.whole(found, "one for all that plan.csv orders"))
    yield tally.finding()


def orders(table: Table) -> dict[tuple[str, str], float]:
    """What each ally orders of each system over all years, units."""
    total: dict[tuple[str, str], float] = {}
    units = table.numbers("ordered").tolist()
    names = zip(table.texts("country"), table.texts("system"), strict=True)
    for key, count in zip(names, units, strict=True):
        if count > 0:
            total[key] = total.get(key, 0.0) + count
    return total


def wrong_cells(table: Table, row: int, ordered: float, room: float) -> Iterator[tuple[str, str]]:
    """Of one row the columns that others contradict, and what was wanted.

    Args:
        ordered: what the years of plan.csv add up to. room: what their rounding explains.
    """
    reason, units = table.texts("reason")[row], float(table.numbers("units")[row])
    if reason not in {*Why}:
        yield "reason", f"one of {', '.join(Why)}"
    elif reason != Why.BOUGHT and ordered > 0:
        yield "reason", f"{Why.BOUGHT}, as plan.csv has orders of it"
    if not abs(units - ordered) <= room:
        yield "units", f"{ordered:.10g}, as plan.csv has it"
