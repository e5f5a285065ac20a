"""This file is about dependence.csv: what allies hold, and what the United States holds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...rounding import SHARE_DECIMALS
from ..finding import Finding, Tally
from ..folder import Folder
from ..quantity import Quantity, half_step, half_units
from .rows import as_expected


def dependence(folder: Folder) -> Iterator[Finding]:
    """Each column of dependence.csv from what is held."""
    tally, table = Tally("dependence"), folder.tables["dependence"]
    given, codes = folder.given, folder.codes
    pairs = [
        (k, year)
        for k, deadline in enumerate(given.deadline.tolist())
        for year in (given.years[0], deadline)
    ]
    expected = [(codes.area[k], codes.capabilities[k], year) for k, year in pairs]
    if as_expected(tally, table, ("area", "capability", "year"), expected):
        k = np.array([k for k, _ in pairs], dtype=int)
        y = np.array([given.at(year) for _, year in pairs], dtype=int)
        held = folder.orders.held[:, k, y]
        half = half_units(given.value)[k]
        allies, us = ((held * (given.us == flag)[:, None]).sum(axis=0) for flag in (False, True))
        tally.agree(table, "held_by_allies", allies, half, "stocks, firm orders and orders")
        tally.agree(table, "held_by_us", us, half, "stocks, firm orders and orders")
        total = allies + us
        some = np.where(total.value > 0, total.value, np.nan)
        share = us * 100.0 / Quantity(some, total.within)
        tally.agree(table, "us_share", share, half_step(SHARE_DECIMALS), "what both hold")
    yield tally.finding()
