"""This file is about spending.csv: caps, payments, upkeep, and the rows of the family budget."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...arrays import Floats
from ...errors import Problem
from ...rounding import MONEY_DECIMALS, SHARE_DECIMALS
from ..finding import Finding, Tally
from ..folder import Folder
from ..quantity import Quantity, half_step, known
from .rows import as_expected

MONEY, SHARE = half_step(MONEY_DECIMALS), half_step(SHARE_DECIMALS)


def in_rows(folder: Folder, amount: Quantity | Floats) -> Quantity:
    """Amounts by ally and year in the order of the rows of spending.csv."""
    whole = known(amount)[:, folder.given.at(folder.given.first) :]
    return Quantity(whole.value.reshape(-1), whole.within.reshape(-1))


def spending(folder: Folder) -> Iterator[Finding]:
    """Each column of spending.csv from orders, prices and the numbers used."""
    tally, table = Tally("spending"), folder.tables["spending"]
    given, made = folder.given, folder.orders
    expected = [(c, t) for c in folder.codes.countries for t in given.horizon]
    if as_expected(tally, table, ("country", "year"), expected):
        left = (given.cap - made.spent).at_least(0.0)
        for column, amount, why in (
            ("equipment_money", given.equipment_money, "GDP and shares"),
            ("committed", given.committed, "firm orders"),
            ("cap", given.cap, "equipment money and firm orders"),
            (
                "payments",
                made.payments.sum(axis=1),
                "orders, prices and instalments",
            ),
            ("running", made.running, "what is in use and its upkeep"),
            (
                "carried",
                np.zeros(given.cap.shape),
                "rules: nothing carries money over",
            ),
            ("unspent", left, "the cap, payments and upkeep"),
        ):
            tally.agree(table, column, in_rows(folder, amount), MONEY, why)
        share = made.spent * 100.0 / given.gdp
        tally.agree(
            table, "share_of_gdp", in_rows(folder, share), SHARE, "payments, upkeep and GDP"
        )
    yield tally.finding()


def budget(folder: Folder) -> Iterator[Finding]:
    """Payments and upkeep of an ally stay within its cap, each year."""
    tally, given = Tally("budget"), folder.given
    table = folder.tables["spending"]

    def over(row: int, amounts: str) -> Problem:
        i, y = divmod(row, len(given.horizon))
        name = f"budget[{folder.codes.countries[i]},{given.horizon[y]}]"
        wanted = "payments and upkeep of at most the cap"
        return table.whole(f"{amounts} MUSD in {name}", wanted)

    tally.limit(in_rows(folder, folder.orders.spent), in_rows(folder, given.cap), over)
    yield tally.finding()
