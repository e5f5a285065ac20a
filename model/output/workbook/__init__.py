"""This file is about plan.xlsx: the answer as a workbook whose every sum is a live formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...results import Tables
from ...results.answer import Answer
from ...scenario import Scenario
from .about import about_sheet
from .capability import Places, alliance_values, capability_values
from .catalogue import firm_values, industry_values, systems_values
from .dependence import dependence_values, outside_values
from .formulas import sheet_spec, sheet_specs
from .numbers import add_assumptions, begin_assumptions, begun_book
from .plan import Values, plan_values, spending_values, years_values
from .summary import fill_summary

__all__ = ["begin_workbook", "plan_workbook"]


def begin_workbook(scenario: Scenario) -> None:
    """Make and keep what a workbook says of a scenario whatever the answer is."""
    begin_assumptions(scenario)


def plan_workbook(answer: Answer, tables: Tables) -> bytes:
    """The bytes of plan.xlsx; the same for the same answer.

    Args:
        tables: the rows of every table of results, by name.
    """
    book = begun_book(f"Uplift: {answer.plan.name}", answer.scenario)
    summary, places = book.sheet("Summary"), Places(answer, tables)
    book.table("Plan", plan_values(answer))
    book.table("Spending", spending_values(answer))
    book.table("Capability", *capability_values(answer, book.known, places))
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
    add_assumptions(book)
    about_sheet(book, answer)
    fill_summary(book, answer, summary)
    return book.close()


def as_they_are(sheet: str, rows: Sequence[dict[str, Any]]) -> Values:
    """The columns of a sheet that holds a table without any formula."""
    return {name: [row[name] for row in rows] for name in sheet_spec(sheet).columns}
