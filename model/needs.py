"""This file is about what allies hold without buying, and what is asked of them.

Arrays have the axes (C allies, K capabilities, Y years from the base year to the last year) and
the unit of their capability.
"""

from __future__ import annotations

import numpy as np

from .arrays import PER_CENT, Flags, Floats
from .orders import FirmOrders, rows
from .scenario import Scenario


def stock(scenario: Scenario) -> Floats:
    """What an ally holds in the base year, shape (C, K).

    Equation:  stock[c,k] = stock of inventory.csv * effective_share[c,k]
    For:       every ally and capability; 0 without a row
    Units:     units of the capability
    """
    return scenario.array("stock") * scenario.array("effective_share") * PER_CENT


def survival(scenario: Scenario) -> Floats:
    """The share of the stock that is still in service, shape (C, K, Y).

    Equation:  survival[c,k,t] = max(0, 1 - retire_share[c,k] * (t - base_year)
               / (retire_year - base_year))
    For:       every ally, capability and year
    Units:     fraction
    """
    base = scenario.base_year
    elapsed = (np.array(scenario.years) - base) / (scenario.number("retire_year") - base)
    retired = scenario.array("retire_share")[:, :, None] * PER_CENT * elapsed
    return np.maximum(0.0, 1 - retired)


def on_order(scenario: Scenario, firm: FirmOrders) -> Floats:
    """What has arrived of firm orders by each year, shape (C, K, Y).

    Equation:  on_order[c,k,t] = sum over firm orders of units * effect * share delivered by t
    For:       every ally, capability and year; delivered in equal parts over the order's years;
               effect is that of the order's system, 1 where it names none
    Units:     units of the capability
    """
    effect = np.where(firm.system >= 0, scenario.array("effect")[firm.system], 1.0)
    held = np.zeros((len(scenario.countries), len(scenario.capabilities), len(scenario.years)))
    np.add.at(held, (firm.country, firm.capability), (firm.units * effect)[:, None] * firm.arrived)
    return held


def given(scenario: Scenario, firm: FirmOrders) -> Floats:
    """What is held without any new order, shape (C, K, Y).

    Equation:  held[c,k,t] - bought[c,k,t] = stock[c,k] * survival[c,k,t] + on_order[c,k,t]
    For:       every ally, capability and year
    Units:     units of the capability
    """
    return stock(scenario)[:, :, None] * survival(scenario) + on_order(scenario, firm)


def gdp_weight(gdp: Floats, among: Flags) -> Floats:
    """Each ally's share of the base-year GDP of the allies in `among`, shape (C, K).

    Equation:  gdp_weight[c,k] = gdp[c] / sum of gdp over the allies that take part in k
    For:       every ally that takes part; for the drawdown without the United States
    Units:     fraction
    """
    joined = gdp[:, None] * among
    total = joined.sum(axis=0)
    weight: Floats = np.divide(joined, total, out=np.zeros_like(joined), where=total > 0)
    return weight


def increase(scenario: Scenario, takes_part: Flags) -> Floats:
    """What the uplift adds to each ally's stock by the deadline, shape (C, K).

    `fulfilment` is the second reading of "30 %": targets that were met to that share only rise
    by (1 + uplift) / fulfilment - 1.

    Equation:  increase[c,k] = ((1 + uplift[c,k]) / fulfilment[k] - 1) * ((1 - fair_share[k])
               * stock[c,k] + fair_share[k] * gdp_weight[c,k] * sum of stock over the allies)
    For:       every ally that takes part in k
    Units:     units of the capability
    """
    fulfilment = scenario.array("fulfilment") * PER_CENT
    uplift = (1 + scenario.array("uplift") * PER_CENT) / fulfilment - 1
    fair_share = scenario.array("fair_share") * PER_CENT
    own = stock(scenario) * takes_part
    by_wealth = gdp_weight(scenario.array("gdp"), takes_part) * own.sum(axis=0)
    added: Floats = uplift * ((1 - fair_share) * own + fair_share * by_wealth) * takes_part
    return added


def united_states(scenario: Scenario) -> Flags:
    """The ally whose column `us` is 1, shape (C,)."""
    flags: Flags = np.array(scenario.tables["countries"].columns["us"]) == 1
    return flags


def drawdown(scenario: Scenario, takes_part: Flags) -> Floats:
    """What allies replace when the United States takes its contribution out, (C, K, Y).

    Equation:  drawdown[c,k,t] = us_provided[k] * us_drawdown[k,t] * gdp_weight[c,k]
    For:       every ally that takes part but the United States
    Units:     units of the capability
    """
    us = united_states(scenario)
    weight = gdp_weight(scenario.array("gdp"), takes_part & ~us[:, None])
    withdrawn = scenario.array("us_provided")[:, None] * scenario.array("us_drawdown") * PER_CENT
    return weight[:, :, None] * withdrawn


def milestones(scenario: Scenario) -> tuple[tuple[int, ...], ...]:
    """The years in which each capability's target is checked, each once, in order."""
    interim = () if scenario.interim_year is None else (scenario.interim_year,)
    return tuple(
        tuple(sorted({*interim, int(deadline), scenario.last_year}))
        for deadline in scenario.array("deadline")
    )


def munition_use(scenario: Scenario) -> dict[tuple[int, int], float]:
    """Units of a munition used a day by one unit of a platform, by their positions."""
    place = {code: position for position, code in enumerate(scenario.capabilities)}
    return {
        (place[row["capability"]], place[row["platform"]]): row["use_per_day"]
        for row in rows(scenario, "munition_use")
    }


def ramp(scenario: Scenario) -> Floats:
    """The share of the increase that is due, shape (K, Y).

    Equation:  ramp[k,t] = 1 from deadline[k] on, interim_share before
    For:       every capability and year
    Units:     fraction
    """
    years = np.array(scenario.years)
    due = years >= scenario.array("deadline")[:, None]
    return np.where(due, 1.0, scenario.number("interim_share") * PER_CENT)


def target(scenario: Scenario, takes_part: Flags) -> Floats:
    """What an ally should hold, shape (C, K, Y).

    Equation:  target[c,k,t] = stock[c,k] + ramp[k,t] * increase[c,k] + drawdown[c,k,t]
    For:       every ally that takes part in k; 0 for the others
    Units:     units of the capability
    """
    asked = (
        stock(scenario)[:, :, None]
        + ramp(scenario) * increase(scenario, takes_part)[:, :, None]
        + drawdown(scenario, takes_part)
    )
    return asked * takes_part[:, :, None]
