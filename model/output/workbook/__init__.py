"""This file is about plan.xlsx: the answer as a workbook whose every sum is a live formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...results import Tables
from ...results.answer import Answer
from .about import about_sheet
from .book import HEAD_ROW, Book
from .capability import Places, alliance_values, capability_values
from .catalogue import firm_values, industry_values, systems_values
from .dependence import dependence_values, outside_values
from .formulas import Known, sheet_spec, sheet_specs
from .plan import Values, plan_values, spending_values, years_values
from .summary import fill_summary
from .typing_in import limit_numbers, number_styles

FIXED = frozenset({"base_year", "first_year", "deadline"})
"""Numbers that formulas read but that also decide which rows there are: they need a new run."""

__all__ = ["plan_workbook"]


def plan_workbook(answer: Answer, tables: Tables) -> bytes:
    """The bytes of plan.xlsx; the same for the same answer.

    Args:
        tables: the rows of every table of results, by name.
    """
    known = Known(answer, tables)
    book = Book(f"Uplift: {answer.plan.name}", known)
    summary, places = book.sheet("Summary"), Places(answer, tables)
    book.table("Plan", plan_values(answer))
    book.table("Spending", spending_values(answer))
    book.table("Capability", *capability_values(answer, known, places))
    book.table("Alliance", alliance_values(answer, tables, places))
    book.table("Industry", *industry_values(answer, tables))
    book.table("Dependence", *dependence_values(answer, tables))
    book.table("Outside", outside_values(answer))
    book.table("Prices", as_they_are("Prices", tables["prices"]))
    book.table("Years", years_values(answer))
    book.table("Systems", systems_values(answer))
    book.table("Firm orders", *firm_values(answer))
    for name in (name.capitalize() for name in tables):
        if name not in sheet_specs() and name != "Summary":
            book.table(name, as_they_are(name, tables[name.lower()]))
    live = [number["parameter"] in known.read - FIXED for number in known.numbers]
    follows = ["accounting" if alive else "new run" for alive in live]
    numbers = [{**n, "follows": f} for n, f in zip(known.numbers, follows, strict=True)]
    looks = {"value": list(zip(number_styles(numbers), live, strict=True))}
    sheet = book.table("Assumptions", as_they_are("Assumptions", numbers), None, looks)
    at = list(sheet_spec("Assumptions").columns).index("value")
    limit_numbers(sheet, at, HEAD_ROW + 1, numbers)
    about_sheet(book, answer)
    fill_summary(book, answer, summary)
    return book.close()


def as_they_are(sheet: str, rows: Sequence[dict[str, Any]]) -> Values:
    """The columns of a sheet that holds a table without any formula."""
    return {name: [row[name] for row in rows] for name in sheet_spec(sheet).columns}
