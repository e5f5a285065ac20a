"""This file is about targets: one for each row of capability.csv, in the order of its rows.

Whether a target is met can hang on a digit that was not written. What is told here is therefore
what is sure, and what is possible.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..arrays import Flags, Floats, Ints
from ..rounding import MET
from .codes import Codes
from .given import Given
from .orders import Orders
from .quantity import Quantity, half_units, known

ALLIANCE = "ALLIANCE"
"""What the column `country` says where all allies that take part are meant."""


@dataclass(frozen=True, eq=False)
class Target:
    """One row of capability.csv.

    Attributes:
        names: its country, area, capability and milestone.
        i: the place of the ally; -1 for all together.
        needed, shortfall: what must be held, and what is missing of it.
        sure, possible: in which years of the horizon it would be satisfied.
    """

    names: tuple[str, str, str, int]
    i: int
    k: int
    y: int
    needed: Quantity
    shortfall: Quantity
    sure: Flags
    possible: Flags
    first: int

    @property
    def room(self) -> float:
        """How little may be missing of a target that is met."""
        return MET * max(1.0, float(self.needed.value))

    @property
    def surely_missed(self) -> bool:
        """Whether more than rounding is missing, whatever was rounded."""
        return bool(self.shortfall.least > self.room * (1 + MET))

    @property
    def possibly_missed(self) -> bool:
        """Whether more than rounding may be missing."""
        return bool(self.shortfall.most > self.room * (1 - MET))

    def first_met(self) -> tuple[int | None, int]:
        """The first year in which it may be satisfied, and the last in which it first is.

        That is no later than the milestone, as one that is not missed is satisfied there.
        """
        found = [np.flatnonzero(flags) for flags in (self.possible, self.sure)]
        first, last = (self.first + int(years[0]) if len(years) else None for years in found)
        return first, min(last or self.names[3], self.names[3])


class Targets:
    """Every target of a run, and amounts in the order of the rows."""

    def __init__(self, given: Given, made: Orders, codes: Codes) -> None:
        self.given, self.made, self.codes = given, made, codes

    @cached_property
    def all(self) -> list[Target]:
        """Each ally that takes part, then all together, by capability and milestone."""
        found = []
        for k, years in enumerate(self.given.milestones):
            if self.given.member[:, k].any():
                for year in years:
                    found += list(self._of(k, year))
        return found

    @property
    def asked(self) -> list[Target]:
        """The targets of single allies that ask for something."""
        return [target for target in self.all if target.i >= 0 and target.needed.value > 0]

    @cached_property
    def k(self) -> Ints:
        """The place of the capability of each row."""
        return np.array([target.k for target in self.all], dtype=int)

    @cached_property
    def half(self) -> Floats:
        """Half of the step to which each row is written."""
        return half_units(self.given.value)[self.k]

    def each(self, amount: Quantity | Floats, more: Quantity | None = None) -> Quantity:
        """Amounts by ally, capability and year in the order of the rows, all together as sums.

        `more`, by capability and year, is added to the sums.
        """
        member = self.given.member[..., None].astype(float)
        whole = known(amount)
        total = Quantity(np.where(member > 0, whole.value, 0.0), whole.within * member).sum(axis=0)
        total = total if more is None else total + more
        own = [whole[t.i, t.k, t.y] if t.i >= 0 else total[t.k, t.y] for t in self.all]
        return together(own)

    def needed(self) -> Quantity:
        """What each row asks for."""
        return together([target.needed for target in self.all])

    def pooled(self, k: int) -> bool:
        """Whether allies may meet a part of a target together."""
        return bool(self.given.inputs.array("pooled")[k] > 0)

    def _of(self, k: int, year: int) -> Iterator[Target]:
        """The targets of one capability and milestone."""
        given, made, codes = self.given, self.made, self.codes
        y, start, members = given.at(year), given.at(given.first), given.member[:, k]
        asked = made.asked(k, year)
        sure, possible = enough(made.held[:, k], asked)
        for i in np.flatnonzero(members).tolist():
            needed, named = made.needed[i, k, y], bool(made.needed.value[i, k, y] > 0)
            yield Target(
                names=(codes.countries[i], codes.area[k], codes.capabilities[k], year),
                i=i,
                k=k,
                y=y,
                needed=needed,
                shortfall=made.shortfall[i, k, y],
                sure=sure[i, start:] & named,
                possible=possible[i, start:] & named,
                first=given.first,
            )
        target = given.target[:, k, y].sum()
        all_sure, all_possible = (np.all(flags[members], axis=0) for flags in (sure, possible))
        needed = made.needed[members, k, y].sum(axis=0)
        if self.pooled(k):
            needed = needed.at_least(target)
            pool = enough(made.held[members, k].sum(axis=0), known(target))
            all_sure, all_possible = all_sure & pool[0], all_possible & pool[1]
        yield Target(
            names=(ALLIANCE, codes.area[k], codes.capabilities[k], year),
            i=-1,
            k=k,
            y=y,
            needed=needed,
            shortfall=made.shortfall[:, k, y].sum(axis=0) + made.pool_shortfall[k, y],
            sure=all_sure[start:],
            possible=all_possible[start:],
            first=given.first,
        )


def enough(held: Quantity, asked: Quantity) -> tuple[Flags, Flags]:
    """Whether what is held surely, and whether it possibly, covers what is asked."""
    wanted = asked - known(MET * np.maximum(1.0, asked.value))
    return held.least >= wanted.most, held.most >= wanted.least


def together(amounts: list[Quantity]) -> Quantity:
    """Single amounts as one row of them."""
    return Quantity(
        np.array([float(amount.value) for amount in amounts]),
        np.array([float(amount.within) for amount in amounts]),
    )
