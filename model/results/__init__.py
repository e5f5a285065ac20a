"""This file is about the results: Solution -> tidy tables, one function a table.

To add a table, write a file with `rows(answer)` here, name it below, and describe its columns in
schema.csv; the CSV files and the documentation pick it up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

from ..scenario import Scenario
from . import (
    affordability,
    assumptions,
    capability,
    codes,
    conflicts,
    cures,
    dependence,
    industry,
    plan,
    prices,
    ranges,
    reasons,
    relaxation,
    spending,
    summary,
    verdicts,
    worth,
)
from .answer import Answer

Rows: TypeAlias = Callable[[Answer], Iterable[dict[str, Any]]]
"""What makes the rows of a table."""

Tables: TypeAlias = Mapping[str, Sequence[dict[str, Any]]]
"""The rows of each table by its name."""

NONE: Tables = MappingProxyType({})
"""No table is there already."""

TABLES: dict[str, Rows] = {
    "plan": plan.rows,
    "spending": spending.rows,
    "capability": capability.rows,
    "industry": industry.rows,
    "dependence": dependence.rows,
    "prices": prices.rows,
    "assumptions": assumptions.rows,
    "codes": codes.rows,
    "summary": summary.rows,
}

Given: TypeAlias = Callable[[Scenario], Sequence[dict[str, Any]]]
GIVEN: dict[str, Given] = {"assumptions": assumptions.stated}
"""The rows of those tables that a scenario alone says, whatever the answer is."""

FURTHER: dict[str, dict[str, Rows]] = {
    "explained": {
        "verdicts": verdicts.rows,
        "cures": cures.rows,
        "worth": worth.rows,
        "reasons": reasons.rows,
        "affordability": affordability.rows,
    },
    "ranges": {"ranges": ranges.rows},
    "strict": {"conflicts": conflicts.rows, "relaxation": relaxation.rows},
}
"""The tables of an answer of which more was asked, by the attribute that is not None then."""


def every_table() -> dict[str, Rows]:
    """What makes each table that there is, by its name."""
    return TABLES | {name: rows for tables in FURTHER.values() for name, rows in tables.items()}


def table_makers(answer: Answer) -> dict[str, Rows]:
    """What makes each table that an answer has, by its name."""
    asked = (tables for of, tables in FURTHER.items() if getattr(answer, of) is not None)
    return TABLES | {name: rows for tables in asked for name, rows in tables.items()}


def tables_of(answer: Answer, made: Tables = NONE) -> Tables:
    """Every table of an answer, for all that is written from it; `made` are there already."""
    return {
        name: made[name] if name in made else tuple(rows(answer))
        for name, rows in table_makers(answer).items()
    }
