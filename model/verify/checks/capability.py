"""This file is about capability.csv: what is held, asked and missing, by ally and together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...rounding import MONEY_DECIMALS, SHARE_DECIMALS
from ..finding import Finding, Tally
from ..folder import Folder
from ..quantity import Quantity, half_step
from .rows import as_expected

MONEY, SHARE = half_step(MONEY_DECIMALS), half_step(SHARE_DECIMALS)


def capability(folder: Folder) -> Iterator[Finding]:
    """Each column of capability.csv from stocks, orders and the numbers used."""
    tally, table, rows = Tally("capability"), folder.tables["capability"], folder.targets
    columns = ("country", "area", "capability", "milestone")
    if as_expected(tally, table, columns, [row.names for row in rows.all]):
        given, half = folder.given, rows.half
        before = rows.each(given.stock[..., None] + np.zeros(len(given.years)))
        shortfall = rows.each(folder.orders.shortfall, folder.orders.pool_shortfall)
        held, value = rows.each(folder.orders.held), given.value[rows.k]
        tally.agree(table, "held_before", before, half, "stock and its effective share")
        tally.agree(table, "target", rows.each(given.target), half, "stocks, uplift and GDP")
        tally.agree(table, "needed", rows.needed(), half, "targets, pools and stockpiles")
        tally.agree(table, "held", held, half, "stock, firm orders and orders")
        uplift = (held / blank_for_none(before) - 1.0) * 100.0
        tally.agree(
            table,
            "uplift_reached",
            uplift,
            SHARE,
            "what is held and was held before",
        )
        tally.agree(table, "shortfall", shortfall, half, "what is needed and held")
        tally.agree(table, "missing", shortfall * value, MONEY, "shortfall and lowest price")
        weighed = shortfall * given.weight[rows.k]
        tally.agree(table, "shortfall_value", weighed, MONEY, "what is missing and priority")
    yield tally.finding()


def blank_for_none(before: Quantity) -> Quantity:
    """What was held before; NaN where nothing was."""
    return Quantity(np.where(before.value > 0, before.value, np.nan), before.within)


def years_met(folder: Folder) -> Iterator[Finding]:
    """The first year in which a target would be satisfied; none where it is missed."""
    tally, table, rows = Tally("years met"), folder.tables["capability"], folder.targets
    if len(table) == len(rows.all):
        for row, target in enumerate(rows.all):
            cell = table.texts("year_met")[row]
            first, last = target.first_met()
            if cell:
                fits = first is not None and first <= int(cell) <= last
                right = fits and not target.surely_missed
            else:
                right = first is None or target.possibly_missed or not target.needed.value > 0
            wanted = str(first) if first and not target.surely_missed else "nothing"
            told = f"{wanted}, what is held and asked"
            tally.claim(right, table.problem(row, "year_met", told))
    yield tally.finding()
