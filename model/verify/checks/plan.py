"""This file is about plan.csv: what is ordered, delivered and paid."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...rounding import MONEY_DECIMALS, PRICE_DECIMALS
from ..finding import Finding, Tally, said
from ..folder import Folder
from ..quantity import Quantity, half_step
from .rows import ascending

MONEY, PRICE = half_step(MONEY_DECIMALS), half_step(PRICE_DECIMALS)


def orders(folder: Folder) -> Iterator[Finding]:
    """Who takes part orders, in time for the last year, and each row says what it is about."""
    tally, plan, made = Tally("orders"), folder.tables["plan"], folder.orders
    given, codes = folder.given, folder.codes
    ascending(tally, plan, ("country", "system", "year"), list(zip(*made.rows, strict=True)))
    country, system, year = made.rows
    serves = codes.serves[system]
    ordered = plan.numbers("ordered") > 0
    faults = (
        ("country", ordered & ~given.member[country, serves], "an ally that takes part"),
        ("year", ordered & (year + made.lead[system] >= len(given.years)), "an order in time"),
    )
    for column, faulty, wanted in faults:
        tally.relations += len(plan)
        tally.problems += [
            plan.problem(row, column, wanted) for row in np.flatnonzero(faulty).tolist()
        ]
    for row, k in enumerate(serves.tolist()):
        for column, code in (("capability", codes.capabilities[k]), ("area", codes.area[k])):
            if plan.texts(column)[row] != code:
                tally.problems.append(plan.problem(row, column, code))
    tally.relations += 2 * len(plan)
    yield tally.finding()


def deliveries(folder: Folder) -> Iterator[Finding]:
    """Units arrive after the lead of their system, and are paid for.

    An order is told by three columns. Where one of them differs from the two others, it is the
    one that is wrong.
    """
    tally, plan, made = Tally("deliveries"), folder.tables["plan"], folder.orders
    half = made.half[made.rows[1:]]
    for column, units, of in (
        ("ordered", made.ordered, "deliveries and payments"),
        ("delivered", made.delivered, "orders and leads"),
    ):
        tally.agree(plan, column, units[made.rows], half, of)
        unlisted(tally, folder, column, units)
    yield tally.finding()


def payments(folder: Folder) -> Iterator[Finding]:
    """Prices are those of the order year; an advance falls due, then equal parts."""
    tally, plan, made = Tally("payments"), folder.tables["plan"], folder.orders
    tally.agree(
        plan,
        "price",
        folder.given.price[made.rows[1:]],
        PRICE,
        "the price and its growth",
    )
    tally.agree(
        plan,
        "payments",
        made.payments[made.rows],
        MONEY,
        "orders, prices and instalments",
    )
    unlisted(tally, folder, "payments", made.payments)
    yield tally.finding()


def unlisted(tally: Tally, folder: Folder, column: str, amount: Quantity) -> None:
    """Nothing happens in a year that has no row."""
    plan, made, codes = folder.tables["plan"], folder.orders, folder.codes
    silent = np.ones(amount.value.shape, dtype=bool)
    silent[made.rows] = False
    tally.relations += 1
    for i, j, y in np.argwhere(silent & (amount.value > amount.within)).tolist():
        where = f"{codes.countries[i]}, {codes.systems[j]}, {folder.given.years[y]}"
        wanted = f"one with {column} {said(amount.value[i, j, y])}, as other rows ask for"
        tally.problems.append(plan.whole(f"no row {where}", wanted))
