"""This file is about what the orders of plan.csv mean: each followed through its four dates."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from ..arrays import Flags, Floats, Ints
from .codes import Codes
from .given import Given
from .quantity import Quantity, half_units, known, written
from .table import Table


class Orders:
    """What is delivered, paid, used, held and missing, worked out when it is first asked for.

    Arrays have the axes of `Given`. Each number knows how far the rounding of the orders lets it
    be off.

    Attributes:
        rows: ally, system and year of each row of plan.csv, as places.
        mistold: rows whose `ordered` the deliveries and payments together contradict.
    """

    def __init__(self, plan: Table, given: Given, codes: Codes) -> None:
        self.plan, self.given, self.codes = plan, given, codes
        self.rows: tuple[Ints, Ints, Ints] = (
            codes.places("country", plan, "country"),
            codes.places("system", plan, "system"),
            plan.numbers("year").astype(np.int64) - given.years[0],
        )
        self.lead, self.absorb, self.life = (
            given.inputs.array(name).astype(np.int64) for name in ("lead", "absorb", "life")
        )
        self.advance = given.inputs.share("advance")
        self.half = half_units(given.price)
        self.mistold: Ints = np.zeros(0, dtype=np.int64)

    def column(self, name: str, half: Floats | float) -> Quantity:
        """A column of plan.csv over allies, systems and years; exactly 0 where it has no row."""
        shape = (len(self.codes.countries), len(self.codes.systems), len(self.given.years))
        value, within = np.zeros(shape), np.zeros(shape)
        value[self.rows] = self.plan.numbers(name)
        within[self.rows] = np.broadcast_to(half, shape)[self.rows]
        return written(value, within)

    @cached_property
    def ordered(self) -> Quantity:
        """Units ordered. Where deliveries differ and payments side with them, they are right."""
        stated = self.column("ordered", self.half)
        told = self.shifted(self.column("delivered", self.half), -self.lead)
        differs = np.abs(stated.value - told.value) > stated.within + told.within
        if not differs.any():
            return stated
        other = Quantity(
            np.where(differs, told.value, stated.value),
            np.where(differs, told.within, stated.within),
        )
        better = differs & (self.unpaid(other) < self.unpaid(stated))[..., None]
        self.mistold = np.flatnonzero(better[self.rows])
        return Quantity(
            np.where(better, told.value, stated.value),
            np.where(better, told.within, stated.within),
        )

    def unpaid(self, ordered: Quantity) -> Floats:
        """By how much orders and payments disagree, MUSD, (C, S)."""
        paid = self.column("payments", 0.0).value
        apart: Floats = np.abs(self.due(ordered).value - paid).sum(axis=-1)
        return apart

    def shifted(self, units: Quantity, wait: Ints) -> Quantity:
        """The same some years later, by system; what leaves the years is dropped."""
        place = np.arange(len(self.given.years)) - wait[:, None]
        inside = (place >= 0) & (place < len(self.given.years))
        at = np.clip(place, 0, len(self.given.years) - 1)
        system = np.arange(len(wait))[:, None]
        return units[:, system, at] * inside.astype(float)

    @cached_property
    def delivered(self) -> Quantity:
        """Units that arrive, (C, S, Y)."""
        return self.shifted(self.ordered, self.lead)

    @cached_property
    def payments(self) -> Quantity:
        """MUSD that fall due, (C, S, Y)."""
        return self.due(self.ordered)

    def due(self, ordered: Quantity) -> Quantity:
        """MUSD that fall due of orders: an advance, then equal parts up to the delivery."""
        worth = ordered * self.given.price
        at_once = np.where(self.lead == 0, 1.0, self.advance)
        total = worth * at_once[:, None]
        for wait in range(1, int(self.lead.max(initial=0)) + 1):
            part = np.where(wait <= self.lead, (1 - self.advance) / np.maximum(1, self.lead), 0.0)
            total = total + self.shifted(worth, np.full_like(self.lead, wait)) * part[:, None]
        return total

    @cached_property
    def fleet(self) -> Quantity:
        """Units usable and alive, (C, S, Y)."""
        years = np.arange(len(self.given.years))
        age = years - years[:, None]  # from the year of the order (first) to each year
        usable = (age >= (self.lead + self.absorb)[:, None, None]) & (
            age < (self.lead + self.life)[:, None, None]
        )
        serving = usable.astype(float)
        return Quantity(
            np.einsum("csu,suy->csy", self.ordered.value, serving),
            np.einsum("csu,suy->csy", self.ordered.within, serving),
        )

    @cached_property
    def running(self) -> Quantity:
        """MUSD of upkeep, (C, Y)."""
        upkeep = self.given.base_price * self.given.inputs.share("om_share")
        return (self.fleet * upkeep[:, None]).sum(axis=1)

    @cached_property
    def spent(self) -> Quantity:
        """MUSD of payments and upkeep, (C, Y)."""
        return self.payments.sum(axis=1) + self.running

    def by_capability(self, units: Quantity) -> Quantity:
        """Effective units by capability: (C, S, Y) becomes (C, K, Y)."""
        count = len(self.codes.capabilities)
        serves = (self.codes.serves == np.arange(count)[:, None]).astype(float)
        effect = serves * self.given.inputs.array("effect")
        return Quantity(
            np.einsum("ks,csy->cky", effect, units.value),
            np.einsum("ks,csy->cky", effect, units.within),
        )

    @cached_property
    def bought(self) -> Quantity:
        """Effective units bought, usable and alive, (C, K, Y)."""
        return self.by_capability(self.fleet)

    @cached_property
    def held(self) -> Quantity:
        """What is held, (C, K, Y)."""
        return self.bought + known(self.given.held)

    @cached_property
    def supply(self) -> Quantity:
        """Munitions that the platforms held would use up, for who takes part, (C, K, Y)."""
        rate, member = self.given.supply_rate, self.given.member[..., None]
        return Quantity(
            np.einsum("kp,cpy->cky", rate, self.held.value) * member,
            np.einsum("kp,cpy->cky", rate, self.held.within) * member,
        )

    def asked(self, k: int, milestone: int) -> Quantity:
        """What a milestone asks of each ally itself, if it were checked in each year, (C, Y)."""
        own = known(self.given.own_target[:, k, self.given.at(milestone)][:, None])
        if milestone < self.given.deadline[k]:
            return own + np.zeros(self.held.value.shape[2])
        return self.supply[:, k].at_least(own)

    @cached_property
    def late(self) -> Flags:
        """Whether a year lies at or after the deadline, (K, Y)."""
        late: Flags = np.array(self.given.years) >= self.given.deadline[:, None]
        return late

    @cached_property
    def needed(self) -> Quantity:
        """What each year, were it a milestone, asks of each ally itself, (C, K, Y)."""
        return (self.supply * self.late.astype(float)).at_least(self.given.own_target)

    @cached_property
    def shortfall(self) -> Quantity:
        """What each ally needs and does not hold, for who takes part, (C, K, Y)."""
        member = self.given.member[..., None].astype(float)
        return (self.needed - self.held).at_least(0.0) * member

    @cached_property
    def pool_shortfall(self) -> Quantity:
        """What is missing of pooled targets beyond that, (K, Y)."""
        member = self.given.member[..., None].astype(float)
        gap = self.given.target - self.held * member - self.shortfall
        pooled = (self.given.inputs.array("pooled") > 0).astype(float)
        return gap.sum(axis=0).at_least(0.0) * pooled[:, None]
