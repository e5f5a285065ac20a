"""This file is about codes.csv: what each code of the other tables stands for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..orders import rows as table_rows
from .answer import Answer

BELONGS = {
    "countries": ("country", ""),
    "capabilities": ("capability", "area"),
    "systems": ("system", "capability"),
}
"""Of each table with names the column of codes, and that of what a code belongs to."""


def rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """One row for each ally, capability and system."""
    for table, (kind, above) in BELONGS.items():
        for row in table_rows(answer.scenario, table):
            yield {
                "kind": kind,
                "code": row[kind],
                "name": row["name"],
                "belongs_to": row[above] if above else "",
                "unit": row.get("unit") or "",
                "origin": row.get("origin") or "",
            }
