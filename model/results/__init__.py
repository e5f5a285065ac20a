"""This file is about the results: Solution -> tidy tables, one function a table.

To add a table, write a file with `rows(answer)` here, name it below, and describe its columns in
schema.csv; the CSV files and the documentation pick it up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from . import (
    affordability,
    assumptions,
    capability,
    codes,
    conflicts,
    dependence,
    industry,
    plan,
    prices,
    relaxation,
    spending,
    summary,
    verdicts,
)
from .answer import Answer

Tables: TypeAlias = Mapping[str, Sequence[dict[str, Any]]]
"""The rows of each table by its name."""

TABLES: dict[str, Callable[[Answer], Iterator[dict[str, Any]]]] = {
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


EXPLAINED: dict[str, Callable[[Answer], Iterator[dict[str, Any]]]] = {
    "verdicts": verdicts.rows,
    "affordability": affordability.rows,
}
"""The tables that only an answer which is explained has."""


STRICT: dict[str, Callable[[Answer], Iterator[dict[str, Any]]]] = {
    "conflicts": conflicts.rows,
    "relaxation": relaxation.rows,
}
"""The tables of an answer that should meet every target and does not."""


def table_makers(answer: Answer) -> dict[str, Callable[[Answer], Iterator[dict[str, Any]]]]:
    """What makes each table that an answer has, by its name."""
    return {
        **TABLES,
        **(EXPLAINED if answer.explained is not None else {}),
        **(STRICT if answer.strict is not None else {}),
    }


def tables_of(answer: Answer) -> Tables:
    """Every table of an answer, for all that is written from it."""
    return {name: tuple(rows(answer)) for name, rows in table_makers(answer).items()}
