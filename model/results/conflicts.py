"""This file is about conflicts.csv: numbers of the inputs that cannot all hold if targets are to be
met."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..explain.cells import Cell, asking, cells_against, cells_of_target, label
from ..explain.strict import Conflict
from ..rounding import money, units
from .answer import Answer
from .capability import ALLIANCE

TARGET = "target"
"""What the rows are called that ask for what is missing."""


def rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """One row for each number of each conflict: those that ask, then those that stand against."""
    found = answer.strict.conflicts if answer.strict else ()
    for number, conflict in enumerate(found, start=1):
        name = target_name(answer, conflict)
        for cell in cells_of_target(answer, conflict):
            yield row(answer, number, conflict, TARGET, name, cell)
        for against, limit, cell in cells_against(answer, conflict):
            kind = conflict.against if limit is None else limit.lift.name
            yield row(answer, number, conflict, kind, against, cell)


def target_name(answer: Answer, conflict: Conflict) -> str:
    """The row of the model that asks for what is missing."""
    plan = answer.plan
    country = (plan.countries[conflict.country],) if conflict.country >= 0 else ()
    index = (*country, plan.capabilities[conflict.capability], conflict.year)
    return label(asking(answer, conflict), index)


def row(
    answer: Answer, number: int, conflict: Conflict, kind: str, name: str, cell: Cell
) -> dict[str, Any]:
    """One number of a conflict."""
    plan, value = answer.plan, float(answer.plan.value[conflict.capability])
    return {
        "conflict": number,
        "country": plan.countries[conflict.country] if conflict.country >= 0 else ALLIANCE,
        "capability": plan.capabilities[conflict.capability],
        "milestone": conflict.year,
        "shortfall": units(conflict.shortfall, value),
        "missing": money(conflict.missing),
        "kind": kind,
        "row": name,
        "parameter": cell.parameter,
        "value": cell.value,
        "unit": cell.unit,
        "origin": cell.place(answer.scenario),
    }
