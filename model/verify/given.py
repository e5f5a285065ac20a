"""This file is about what follows from the numbers of a run before anything is ordered.

Written from the mathematics once more, not with the code that made the plan, so that a fault of
one is found by the other. Arrays have the axes C allies, K capabilities, S systems, Y years from
the base year to the last; money is in MUSD, shares are fractions.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from ..arrays import Flags, Floats, Ints
from .codes import Codes
from .firm import Firm, read_firm
from .inputs import Inputs


class Given:
    """Prices, budgets, lines, stocks and targets, each worked out when it is first asked for."""

    def __init__(self, inputs: Inputs, codes: Codes) -> None:
        self.inputs, self.codes = inputs, codes
        self.years = inputs.years
        self.first = int(inputs.number("first_year"))
        self.horizon = range(self.first, self.years[-1] + 1)
        self.firm: Firm = read_firm(inputs)

    def at(self, year: int) -> int:
        """The place of a year."""
        return year - self.years[0]

    # --- who and when

    @cached_property
    def us(self) -> Flags:
        """The ally that is the United States, (C,)."""
        flags = self.inputs.column("countries.us")
        return np.array([flags[code, ""] == 1 for code in self.codes.countries])

    @cached_property
    def member(self) -> Flags:
        """Who takes part in what, (C, K)."""
        takes_part: Flags = self.inputs.array("takes_part") == 1
        return takes_part

    @cached_property
    def deadline(self) -> Ints:
        """The year from which the whole target must be met, (K,)."""
        return self.inputs.array("deadline").astype(np.int64)

    @cached_property
    def milestones(self) -> list[list[int]]:
        """The years in which each target is checked."""
        interim = self.inputs.number("interim_year")
        also = set() if np.isnan(interim) else {int(interim)}
        last = self.years[-1]
        return [sorted({*also, year, last}) for year in self.deadline.tolist()]

    # --- money

    @cached_property
    def base_price(self) -> Floats:
        """MUSD for one unit in the base year, (S,)."""
        return self.inputs.array("unit_cost") * (1 - self.inputs.share("joint_saving"))

    @cached_property
    def price(self) -> Floats:
        """MUSD for one unit by the year of the order, (S, Y)."""
        return self.base_price[:, None] * grown(self.inputs.share("price_growth"))

    @cached_property
    def effective_price(self) -> Floats:
        """MUSD for one effective unit in the base year, (S,)."""
        return self.base_price / self.inputs.array("effect")

    @cached_property
    def value(self) -> Floats:
        """The lowest price of an effective unit, 1 where no system serves, (K,)."""
        return np.array([min(prices, default=1.0) for prices in self._prices()])

    def _prices(self) -> list[list[float]]:
        """The prices of an effective unit in each capability."""
        at = range(len(self.codes.capabilities))
        return [self.effective_price[self.codes.serves == k].tolist() for k in at]

    @cached_property
    def weight(self) -> Floats:
        """MUSD that a missing unit counts in stage 1, (K,)."""
        return self.inputs.array("priority") * self.value

    @cached_property
    def discount(self) -> Floats:
        """What a dollar of a later year weighs, (Y,)."""
        passed = np.array(self.years, dtype=float) - self.first
        weights: Floats = (1 + self.inputs.number("discount_rate") / 100) ** -passed
        return weights

    @cached_property
    def gdp(self) -> Floats:
        """GDP, (C, Y)."""
        return self.inputs.array("gdp")[:, None] * grown(self.inputs.share("gdp_growth"))

    @cached_property
    def equipment_money(self) -> Floats:
        """What may be spent on equipment in the areas planned here, (C, Y)."""
        stated = self.inputs.column("countries.defence_share")
        base = np.array([stated[code, ""] for code in self.codes.countries])[:, None] / 100
        more = self.inputs.share("defence_share") - base
        average = self.inputs.share("equipment_share")[:, None]
        bought = base * average + more * self.inputs.share("equipment_share_marginal")
        return self.gdp * np.maximum(0.0, bought) * self.inputs.share("open_share")

    @cached_property
    def firm_price(self) -> Floats:
        """MUSD for a unit of each firm order: its own, its system's, or the usual one."""
        usual = np.array([np.median(prices) if prices else 0.0 for prices in self._prices()])
        of_system = self.base_price[self.firm.system]
        catalogue = np.where(self.firm.system >= 0, of_system, usual[self.firm.capability])
        own = self.firm.unit_cost
        return np.where(np.isnan(own), catalogue, own)

    @cached_property
    def committed(self) -> Floats:
        """What falls due of firm orders, (C, Y)."""
        unpaid = self.firm.units * (1 - self.firm.paid) * self.firm_price
        due = np.zeros((len(self.codes.countries), len(self.years)))
        np.add.at(due, self.firm.country, self.firm.a_year(unpaid, self.years))
        return due

    @cached_property
    def cap(self) -> Floats:
        """What is left for new orders, (C, Y)."""
        return np.maximum(0.0, self.equipment_money - self.committed)

    # --- lines

    @cached_property
    def production(self) -> Floats:
        """Output open to all but the United States, infinite where no row limits it, (S, Y)."""
        return self.inputs.array("production")

    @cached_property
    def booked(self) -> Floats:
        """What firm orders take of it, (S, Y)."""
        ours = (self.firm.system >= 0) & ~self.us[self.firm.country]
        taken = np.zeros(self.production.shape)
        units = self.firm.a_year(self.firm.units, self.years)
        np.add.at(taken, self.firm.system[ours], units[ours])
        return taken

    @cached_property
    def open_production(self) -> Floats:
        """What is left for new orders, (S, Y)."""
        return np.maximum(0.0, self.production - self.booked)

    @cached_property
    def favoured(self) -> Flags:
        """Systems whose origin counts towards the floor, (S,)."""
        flags = self.inputs.column("origins.favoured")
        return np.array([flags.get(("", origin)) == 1 for origin in self.codes.origin], dtype=bool)

    # --- stocks and targets

    @cached_property
    def stock(self) -> Floats:
        """What is held in the base year, (C, K)."""
        return self.inputs.array("stock") * self.inputs.share("effective_share")

    @cached_property
    def held(self) -> Floats:
        """What is held without any new order, (C, K, Y)."""
        base, until = self.years[0], self.inputs.number("retire_year")
        passed = (np.array(self.years) - base) / (until - base)
        left = np.maximum(0.0, 1 - self.inputs.share("retire_share")[..., None] * passed)
        held = self.stock[..., None] * left
        effect = self.inputs.array("effect")[self.firm.system]
        effective = self.firm.units * np.where(self.firm.system >= 0, effect, 1.0)
        arrived = self.firm.by_then(effective, self.years)
        np.add.at(held, (self.firm.country, self.firm.capability), arrived)
        return held

    @cached_property
    def target(self) -> Floats:
        """What should be held, 0 for who does not take part, (C, K, Y)."""
        own = self.stock * self.member
        fair = self.inputs.share("fair_share")
        rise = (1 + self.inputs.share("uplift")) / self.inputs.share("fulfilment") - 1
        wealth = self._wealth(self.member)
        increase = rise * ((1 - fair) * own + fair * wealth * own.sum(axis=0))
        late = np.array(self.years) >= self.deadline[:, None]
        due = np.where(late, 1.0, self.inputs.number("interim_share") / 100)
        withdrawn = self.inputs.array("us_provided")[:, None] * self.inputs.share("us_drawdown")
        others = self._wealth(self.member & ~self.us[:, None])
        asked = own[..., None] + due * increase[..., None] + others[..., None] * withdrawn
        target: Floats = asked * self.member[..., None]
        return target

    def _wealth(self, among: Flags) -> Floats:
        """Each ally's share of the base-year GDP of those in `among`, (C, K)."""
        wealth = self.inputs.array("gdp")[:, None] * among
        total = wealth.sum(axis=0)
        return wealth / np.where(total > 0, total, 1.0)

    @cached_property
    def own_target(self) -> Floats:
        """The part of it that each must hold itself, (C, K, Y)."""
        return (1 - self.inputs.share("pooled"))[:, None] * self.target

    @cached_property
    def supply_rate(self) -> Floats:
        """Munitions that must be held for one unit of each platform, (K munitions, K platforms)."""
        place, count = self.codes.axes["capability"], len(self.codes.capabilities)
        rate = np.zeros((count, count))
        for (_, item), a_day in self.inputs.column("munition_use.use_per_day").items():
            munition, _, platform = item.partition(" / ")
            rate[place[munition], place[platform]] = a_day
        needed: Floats = rate * self.inputs.array("stockpile_days")[:, None]
        return needed


def grown(rate: Floats) -> Floats:
    """What yearly rates make of 1 from the base year on, along the last axis."""
    factors = 1 + rate
    factors[..., 0] = 1.0
    growth: Floats = np.multiply.accumulate(factors, axis=-1)
    return growth
