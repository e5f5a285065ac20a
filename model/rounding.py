"""This file is about rounding: how many digits of a result are written, and what counts as met."""

from __future__ import annotations

import math
from functools import lru_cache

MET = 1e-6
"""A target is met when less than this share of it is missing."""

MONEY_DECIMALS = 6
"""Money is written to the dollar."""

SHARE_DECIMALS = 6
"""So are shares in per cent."""

PRICE_DECIMALS = 12
"""Prices of a unit are written to the last digit, as quantities are multiplied with them."""


def money(amount: float) -> float:
    """MUSD, to the dollar."""
    return rounded(amount, MONEY_DECIMALS)


def units(amount: float, price: float) -> float:
    """Units, to a step worth about ten dollars, so that no digit is noise."""
    return rounded(amount, unit_decimals(price))


@lru_cache(1 << 14)
def unit_decimals(price: float) -> int:
    """The decimals to which units of that price (MUSD) are written."""
    return min(9, max(0, math.ceil(math.log10(price)) + 5))


def percent(share: float) -> float:
    """A share as per cent."""
    return rounded(100 * share, SHARE_DECIMALS)


def rounded(number: float, decimals: int) -> float:
    """A rounded number, never -0.

    First to three digits more: a sum that ends in exactly half a unit then rounds the same way
    whatever the order of its terms was.
    """
    if number == 0:  # as most are, and rounding is slow
        return 0.0
    return round(round(float(number), decimals + 3), decimals) + 0.0
