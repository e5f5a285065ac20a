"""This file is about the Answer: all that is known once a scenario is solved and verified."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..arrays import Flags, Floats
from ..basis import Basis, prove_bases
from ..certify import Residuals
from ..explain.explained import Explained
from ..explain.ranges import Range
from ..explain.reason import Reason
from ..explain.strict import Strict
from ..explain.worth import Worth
from ..outcome import Outcome
from ..plan import Plan
from ..proof import Proof
from ..rounding import MET
from ..scenario import Scenario
from ..stages import Solution


@dataclass(frozen=True)
class Answer:
    """A scenario, its plan, the solution and what it means; the tables are read from it.

    Attributes:
        explained: why each missed target is missed; None where nobody asked.
        ranges: how far headline numbers may move; None where nobody asked.
        strict: which limits cannot all hold; None where nobody asked, or nothing is missed.
        reasons: why each ally orders of each system what it does; none where nobody asked.
        worths: what one more of each kind is worth; none where nobody asked.
    """

    scenario: Scenario
    plan: Plan
    solution: Solution
    outcome: Outcome
    residuals: tuple[Residuals, ...]
    proofs: tuple[Proof, ...]
    cautions: tuple[str, ...]
    explained: tuple[Explained, ...] | None = None
    ranges: tuple[Range, ...] | None = None
    strict: Strict | None = None
    worths: tuple[Worth, ...] = ()
    reasons: tuple[Reason, ...] = ()

    def gap(self, stage: str) -> float:
        """How far at most the plan is from the optimum of a stage, relative to its objective."""
        return next(proof.gap for proof in self.proofs if proof.stage == stage)

    @cached_property
    def bases(self) -> tuple[Basis, ...]:
        """The basis of each stage, proven optimal in rational numbers; takes some seconds.

        Raises:
            VerificationError: one of them is not.
        """
        return prove_bases(self.solution)

    @property
    def shortfall(self) -> Floats:
        """National shortfall, capability units, (C, K, Y)."""
        return self.outcome.shortfall

    @property
    def pool_shortfall(self) -> Floats:
        """Shortfall of the pool, capability units, (K, Y)."""
        return self.outcome.pool_shortfall

    @cached_property
    def own_part(self) -> Floats:
        """What each ally must hold itself of a target, (C, K, Y)."""
        own: Floats = (1 - self.plan.pooled)[:, None] * self.plan.target
        return own

    @cached_property
    def supply(self) -> Floats:
        """Units of each munition that the platforms held in a year would use, (C, K, Y)."""
        used: Floats = np.zeros_like(self.plan.target)
        for (munition, platform), rate in self.plan.use.items():
            used[:, munition] += self.plan.days[munition] * rate * self.outcome.held[:, platform]
        used[~self.plan.takes_part] = 0.0
        return used

    @cached_property
    def needed(self) -> Floats:
        """What the national and stockpile rows ask of an ally at a milestone, (C, K, Y)."""
        late = np.array(self.plan.all_years) >= self.plan.deadline[:, None]
        return np.maximum(self.own_part, np.where(late, self.supply, 0.0))

    def met(self, k: int, year: int) -> Flags:
        """For each ally and year (C, Y): would what is held then satisfy that milestone?"""
        asked = self.own_part[:, k, self.plan.at(year)][:, None]
        if year >= self.plan.deadline[k]:
            asked = np.maximum(asked, self.supply[:, k])
        return enough(self.outcome.held[:, k], asked) | ~self.plan.takes_part[:, k][:, None]

    def pool_met(self, k: int, year: int) -> Flags:
        """For each year (Y,): would what allies hold together satisfy that milestone?"""
        members = self.plan.takes_part[:, k]
        if self.plan.pooled[k] == 0:
            return np.ones(len(self.plan.all_years), dtype=bool)
        asked = self.plan.target[members, k, self.plan.at(year)].sum()
        return enough(self.outcome.held[members, k].sum(axis=0), asked)

    @property
    def missed(self) -> bool:
        """Whether any target is missed by more than rounding."""
        pools = (self.plan.target * self.plan.takes_part[:, :, None]).sum(axis=0)
        own = self.shortfall > MET * np.maximum(1.0, self.needed)
        return bool(own.any() or (self.pool_shortfall > MET * np.maximum(1.0, pools)).any())

    def weight(self, k: int) -> float:
        """MUSD that one missing unit of a capability counts in stage 1."""
        return float(self.plan.priority[k] * self.plan.value[k])

    def first_met(self, met: Flags) -> int | None:
        """The first year of the horizon in a row of flags over all years."""
        found = np.flatnonzero(met[self.plan.at(self.plan.years[0]) :])
        return int(self.plan.years[found[0]]) if len(found) else None


def enough(held: Floats, asked: Floats) -> Flags:
    """Whether what is held covers what is asked, but for rounding."""
    return held >= asked - MET * np.maximum(1.0, asked)
