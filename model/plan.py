"""This file is about the Plan: frozen arrays and index tuples, the only thing the LP sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import industry, money, needs
from .arrays import PER_CENT, Flags, Floats, Ints
from .orders import FirmOrders, firm_orders, positions
from .scenario import Scenario


@dataclass(frozen=True)
class Plan:
    """Everything the LP needs, in the units of model.md; shares are fractions here.

    Axes: C countries, K capabilities, S systems, Y = `all_years` from the base year to the last
    year. Money is in MUSD at constant prices of the base year.

    Attributes:
        years: the horizon, first_year to last_year; the last part of the Y axis.
        takes_part: (C, K). us: (C,), the ally whose `us` is 1.
        serves: (S,), position of the capability a system serves; systems_of: its inverse.
        lead, usable, life: (S,) years from order to delivery, from order to use, from delivery
            to the end of service.
        advance, max_mix: (S,) fractions. effect: (S,). favoured: (S,).
        upkeep: (S,) MUSD a year for one usable unit. price: (S, Y) MUSD by order year.
        value: (K,) MUSD an effective unit. priority, pooled: (K,). deadline: (K,) years.
        milestones: for each capability, the years in which its target is checked.
        given: (C, K, Y) held without new orders. target: (C, K, Y). stock: (C, K) effective.
        days: (K,) of stockpile. use: {(munition, platform): units a day for one platform}.
        gdp, equipment_money, committed, cap: (C, Y) MUSD.
        production, booked, open_production: (S, Y) units; production is inf where no row limits.
        origin_floor: (C,) fraction. discount: (Y,) factors.
    """

    name: str
    countries: tuple[str, ...]
    areas: tuple[str, ...]
    capabilities: tuple[str, ...]
    systems: tuple[str, ...]
    base_year: int
    years: tuple[int, ...]
    all_years: tuple[int, ...]
    area_of: dict[str, str]
    serves: Ints
    systems_of: tuple[Ints, ...]
    takes_part: Flags
    us: Flags
    lead: Ints
    usable: Ints
    life: Ints
    advance: Floats
    effect: Floats
    max_mix: Floats
    favoured: Flags
    upkeep: Floats
    base_price: Floats
    price: Floats
    value: Floats
    priority: Floats
    pooled: Floats
    max_share: float
    deadline: Ints
    milestones: tuple[tuple[int, ...], ...]
    stock: Floats
    given: Floats
    target: Floats
    days: Floats
    use: dict[tuple[int, int], float]
    gdp: Floats
    equipment_money: Floats
    committed: Floats
    cap: Floats
    production: Floats
    booked: Floats
    open_production: Floats
    origin_floor: Floats
    discount: Floats
    shortfall_tolerance: float

    def soonest_use(self, capability: int) -> int | None:
        """The first year in which an order for a capability can be in use; None for never.

        A system whose life ends before it is absorbed is never in use.
        """
        served = self.systems_of[capability]
        able = served[self.usable[served] < self.lead[served] + self.life[served]]
        return self.years[0] + int(self.usable[able].min()) if len(able) else None

    def at(self, year: int) -> int:
        """Position of a year on the Y axis."""
        return year - self.base_year


def make_plan(scenario: Scenario) -> Plan:
    """Turn a checked scenario into the arrays of the LP."""
    firm = firm_orders(scenario)
    serves = positions([scenario.capability_of[s] for s in scenario.systems], scenario.capabilities)
    systems_of = tuple(np.flatnonzero(serves == k) for k in range(len(scenario.capabilities)))
    return Plan(
        **sets(scenario),
        serves=serves,
        systems_of=systems_of,
        **systems(scenario),
        **targets(scenario, firm),
        value=money.value(scenario, systems_of),
        **budgets(scenario, firm, systems_of),
        **lines(scenario, firm),
    )


def sets(scenario: Scenario) -> dict[str, Any]:
    """Codes and years."""
    return {
        "name": scenario.name,
        "countries": scenario.countries,
        "areas": scenario.areas,
        "capabilities": scenario.capabilities,
        "systems": scenario.systems,
        "base_year": scenario.base_year,
        "years": tuple(range(scenario.first_year, scenario.last_year + 1)),
        "all_years": tuple(scenario.years),
        "area_of": dict(scenario.area_of),
        "us": needs.united_states(scenario),
    }


def systems(scenario: Scenario) -> dict[str, Any]:
    """What is known of each system."""
    lead = whole(scenario.array("lead"))
    price = money.base_price(scenario)
    return {
        "lead": lead,
        "usable": lead + whole(scenario.array("absorb")),
        "life": whole(scenario.array("life")),
        "advance": scenario.array("advance") * PER_CENT,
        "effect": scenario.array("effect"),
        "max_mix": scenario.array("max_mix") * PER_CENT,
        "favoured": industry.favoured(scenario),
        "upkeep": price * scenario.array("om_share") * PER_CENT,
        "base_price": price,
        "price": money.price(scenario),
    }


def targets(scenario: Scenario, firm: FirmOrders) -> dict[str, Any]:
    """What is held already and what is asked for."""
    takes_part = scenario.array("takes_part") == 1
    return {
        "takes_part": takes_part,
        "priority": scenario.array("priority"),
        "pooled": scenario.array("pooled") * PER_CENT,
        "max_share": scenario.number("max_share") * PER_CENT,
        "deadline": whole(scenario.array("deadline")),
        "milestones": needs.milestones(scenario),
        "stock": needs.stock(scenario),
        "given": needs.given(scenario, firm),
        "target": needs.target(scenario, takes_part),
        "days": scenario.array("stockpile_days"),
        "use": needs.munition_use(scenario),
        "shortfall_tolerance": scenario.number("shortfall_tolerance") * PER_CENT,
    }


def budgets(scenario: Scenario, firm: FirmOrders, systems_of: tuple[Ints, ...]) -> dict[str, Any]:
    """What each ally may spend; the cap is never below 0."""
    spendable = money.equipment_money(scenario)
    committed = money.committed(scenario, firm, systems_of)
    return {
        "gdp": money.gdp(scenario),
        "equipment_money": spendable,
        "committed": committed,
        "cap": np.maximum(0.0, spendable - committed),
        "origin_floor": scenario.array("origin_floor") * PER_CENT,
        "discount": money.discount(scenario),
    }


def lines(scenario: Scenario, firm: FirmOrders) -> dict[str, Any]:
    """What each line can deliver, and what firm orders leave of it."""
    production, booked = scenario.array("production"), industry.booked(scenario, firm)
    return {
        "production": production,
        "booked": booked,
        "open_production": np.maximum(0.0, production - booked),
    }


def whole(years: Floats) -> Ints:
    """Years read as numbers, as whole numbers."""
    return np.rint(years).astype(np.int64)
