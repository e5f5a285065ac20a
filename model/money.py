"""This file is about money: prices, what a unit is worth, caps, and what is already promised.

Money is in MUSD at constant prices of the base year; `years` runs from the base year to the
last year (Y of them), and every array with a year axis has that axis.
"""

from __future__ import annotations

import numpy as np

from .arrays import PER_CENT, Floats, Ints
from .orders import FirmOrders
from .scenario import Scenario


def compound(rate: Floats) -> Floats:
    """Growth since the base year.

    Args:
        rate: growth in per cent a year, shape (..., Y); the base year's entry is not used.

    Returns:
        product over base+1..t of (1 + rate), shape (..., Y), 1 in the base year.
    """
    factors = 1 + rate * PER_CENT
    factors[..., 0] = 1.0
    grown: Floats = np.cumprod(factors, axis=-1, dtype=np.float64)
    return grown


def base_price(scenario: Scenario) -> Floats:
    """What one unit costs in the base year, after what is saved by buying together; (S,).

    Equation:  base_price[s] = unit_cost[s] * (1 - joint_saving[s])
    For:       every system
    Units:     MUSD
    """
    return scenario.array("unit_cost") * (1 - scenario.array("joint_saving") * PER_CENT)


def price(scenario: Scenario) -> Floats:
    """What one unit costs by the year of the order, shape (S, Y).

    Equation:  price[s,t] = base_price[s] * product over base_year+1..t of (1 + price_growth)
    For:       every system and year
    Units:     MUSD at constant prices of the base year
    """
    return np.outer(base_price(scenario), compound(scenario.array("price_growth").copy()))


def price_per_effect(scenario: Scenario) -> Floats:
    """Base-year price of one effective unit, MUSD per unit of the capability, shape (S,)."""
    return base_price(scenario) / scenario.array("effect")


def value(scenario: Scenario, systems_of: tuple[Ints, ...]) -> Floats:
    """What a missing unit counts for: the lowest price of one effective unit, shape (K,).

    Equation:  value[k] = min over s in k of base_price[s] / effect[s]
    For:       every capability; 1 where no system serves it
    Units:     MUSD per unit of the capability
    """
    unit = price_per_effect(scenario)
    return np.array([unit[served].min() if len(served) else 1.0 for served in systems_of])


def discount(scenario: Scenario) -> Floats:
    """What a dollar of a later year weighs in the cost, shape (Y,).

    Equation:  discount[t] = (1 + discount_rate)^-(t - first_year)
    For:       every year
    Units:     factor
    """
    elapsed = np.array(scenario.years) - scenario.first_year
    return (1 + scenario.number("discount_rate") * PER_CENT) ** -elapsed.astype(float)


def gdp(scenario: Scenario) -> Floats:
    """GDP by ally and year, MUSD, shape (C, Y)."""
    return scenario.array("gdp")[:, None] * compound(scenario.array("gdp_growth").copy())


def equipment_money(scenario: Scenario) -> Floats:
    """What an ally may spend in the areas planned here, before its firm orders; (C, Y).

    The base-year share of GDP buys equipment at the average share, every point above it at the
    marginal share.

    Equation:  equipment_money[c,t] = gdp[c,t] * open_share * max(0, base_share * equipment_share
               + (defence_share[c,t] - base_share) * equipment_share_marginal); the budget's
               cap[c,t] = max(0, equipment_money[c,t] - committed[c,t])
    For:       every ally and year; base_share is the defence share of countries.csv
    Units:     MUSD
    """
    base_share = np.array(scenario.tables["countries"].columns["defence_share"])
    average = scenario.array("equipment_share")
    above = scenario.array("defence_share") - base_share[:, None]
    marginal = scenario.array("equipment_share_marginal")
    share = (base_share * average)[:, None] * PER_CENT + above * marginal * PER_CENT
    open_share = scenario.array("open_share") * PER_CENT
    spendable: Floats = gdp(scenario) * np.maximum(0.0, share * PER_CENT) * open_share
    return spendable


def committed(scenario: Scenario, firm: FirmOrders, systems_of: tuple[Ints, ...]) -> Floats:
    """The unpaid part of firm orders, falling due with their deliveries, shape (C, Y).

    Equation:  committed[c,t] = sum over firm orders of units * (1 - paid_share) * price
               / (last_year - first_year + 1)
    For:       every ally, the years of each order; the price is the order's unit_cost, else the
               base_price of its system, else the median of base_price / effect in the capability
    Units:     MUSD
    """
    unit = np.where(
        np.isnan(firm.unit_cost), assumed_price(scenario, firm, systems_of), firm.unit_cost
    )
    due = (unit * firm.units * (1 - firm.paid_share))[:, None] * firm.arriving
    total = np.zeros((len(scenario.countries), len(scenario.years)))
    np.add.at(total, firm.country, due)
    return total


def assumed_price(scenario: Scenario, firm: FirmOrders, systems_of: tuple[Ints, ...]) -> Floats:
    """The catalogue price of each firm order: its system's, else its capability's median."""
    named = base_price(scenario)
    unit = price_per_effect(scenario)
    median = np.array([np.median(unit[served]) if len(served) else 0.0 for served in systems_of])
    return np.where(firm.system >= 0, named[firm.system], median[firm.capability])
