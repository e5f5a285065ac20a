"""This file is about sums: what one table tells is what the rows of another add up to.

These relations leave less room than those from orders: the figures that they add up are rounded
once, to the dollar.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...output.manifest import MANIFEST
from ..finding import Finding, Tally
from ..folder import Folder
from ..quantity import Quantity, written
from ..targets import ALLIANCE
from .spending import MONEY, in_rows
from .summary import COST, SHORTFALL, total


def sums(folder: Folder) -> Iterator[Finding]:
    """Payments by ally, and the totals of the summary."""
    tally = Tally("sums")
    by_ally(tally, folder)
    totals(tally, folder)
    reached(tally, folder)
    yield tally.finding()


def money(folder: Folder, table: str, column: str) -> Quantity:
    """A column of money, known to half a dollar."""
    return written(folder.tables[table].numbers(column), MONEY)


def by_ally(tally: Tally, folder: Folder) -> None:
    """What an ally pays is the sum over systems; what is left is the cap less both."""
    table = folder.tables["spending"]
    if len(table) == len(folder.codes.countries) * len(folder.given.horizon):
        paid = in_rows(folder, folder.orders.column("payments", MONEY).sum(axis=1))
        tally.agree(table, "payments", paid, MONEY, "payments of plan.csv")
        spent = money(folder, "spending", "payments") + money(folder, "spending", "running")
        left = (money(folder, "spending", "cap") - spent).at_least(0.0)
        tally.agree(table, "unspent", left, MONEY, "the same row")


def totals(tally: Tally, folder: Folder) -> None:
    """The summary adds up the budgets, and what all allies together lack."""
    table, spending = folder.tables["summary"], folder.tables["spending"]
    year = spending.numbers("year") - folder.given.first
    discount = (1 + folder.given.inputs.number("discount_rate") / 100) ** -year
    spent = money(folder, "spending", "payments") + money(folder, "spending", "running")
    countries = folder.tables["capability"].texts("country")
    together = np.flatnonzero([country == ALLIANCE for country in countries])
    a_year = money(folder, "summary", "payments") + money(folder, "summary", "running")
    for column, amounts, why in (
        ("payments", money(folder, "spending", "payments"), "payments of spending.csv"),
        ("running", money(folder, "spending", "running"), "upkeep of spending.csv"),
        ("cost", spent * discount, "spending.csv and the discount rate"),
        ("spending_a_year", a_year / float(len(folder.given.horizon)), "the same row"),
        ("missing", money(folder, "capability", "missing")[together], "capability.csv"),
        (
            "shortfall_of_plan",
            money(folder, "capability", "shortfall_value")[together],
            "capability.csv",
        ),
    ):
        tally.agree(table, column, total(amounts), MONEY, why, rows=range(1))


def reached(tally: Tally, folder: Folder) -> None:
    """The summary tells the objectives that the manifest records."""
    table = folder.tables["summary"]
    for column, stage, figure in (
        ("shortfall", SHORTFALL, "optimum_musd"),
        ("shortfall_of_plan", SHORTFALL, "objective_musd"),
        ("cost", COST, "objective_musd"),
    ):
        found = folder.stage(stage, figure)
        told = np.array([np.nan if found is None else found])
        tally.agree(table, column, told, MONEY, f"{figure} in {MANIFEST}", "as told by", range(1))
