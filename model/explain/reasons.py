"""This file is about why an ally buys one system and not another, read off the duals of a stage.

At an optimum an order costs what its price takes of scarce money, and brings what it adds to what
is held, less what it takes of a line or of a mix. In stage 1 the price counts only where a budget
or the rule on origin binds; where an order costs just what it brings there, stage 2 decides, in
which the price is a cost of its own. As both are linear in the price of the order, they say at
which price it would enter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..arrays import Flags, Floats
from ..compile import LinearProgram, Span, summed
from ..plan import Plan
from ..results.answer import Answer
from ..stages import COST, SHORTFALL
from .reason import BOUGHT, DEARER, LATE, LINE, MIX, NO_NEED, ORIGIN, TIE, Reason

PRICED = ("payments_follow_orders", "upkeep_follows_use", "origin")
"""Rows in which an order stands with its price."""

HELD = "holding_follows_orders"
TAKEN = {LINE: "industry", MIX: "ordered_follows_orders", ORIGIN: "origin"}
"""The rows that take of what an order brings, by the reason that names them."""

LITTLE = 1e-9
"""Of a price: what is smaller is rounding."""

EVEN = 1e-7
"""Of a price: what comes so near to it is just worth it."""

NOTHING = 1e-6
"""MUSD: an order of less is none."""


@dataclass(frozen=True)
class Ledger:
    """For each order column what a stage says, MUSD of its objective per unit ordered.

    Attributes:
        cost: what its price takes. brings: what it adds to what is held. taken: what each rule or
            line takes, by the reason that names it.
    """

    cost: Floats
    brings: Floats
    taken: dict[str, Floats]

    @property
    def gain(self) -> Floats:
        """What it brings for its price."""
        gain: Floats = self.brings - self.taken[LINE] - self.taken[MIX]
        return gain


def orders_of(program: LinearProgram) -> Span:
    """The columns of orders."""
    return next(span for span in program.columns if span.name == "order")


def ledger(answer: Answer, stage: str) -> Ledger:
    """What a stage says of each order."""
    program, dual = answer.solution.program, answer.solution.stage(stage).point.row_dual
    span = orders_of(program)
    weighed = np.zeros(program.shape[0])
    weighed[: len(dual)] = dual
    mine = (program.index >= span.start) & (program.index < span.stop)
    row, column = program.row_of_entry[mine], program.index[mine] - span.start
    terms = program.data[mine] * weighed[row]

    def of(*families: str) -> Floats:
        """The sum of the terms in some families, by column."""
        chosen = np.zeros(program.shape[0], dtype=bool)
        for part in program.rows:
            chosen[part.start : part.stop] = part.name in families
        kept = chosen[row]
        return summed(column[kept], terms[kept], span.stop - span.start)

    return Ledger(
        cost=-of(*PRICED),
        brings=of(HELD),
        taken={reason: -of(family) for reason, family in TAKEN.items()},
    )


def reasons(answer: Answer) -> Iterator[Reason]:
    """One for each ally and system that the ally could order."""
    plan, program = answer.plan, answer.solution.program
    span, entries = orders_of(program), Entries(answer)
    x = answer.solution.x[span.start : span.stop]
    groups: dict[tuple[int, int], list[int]] = {}
    places = {code: i for i, code in enumerate(plan.countries)}
    systems = {code: j for j, code in enumerate(plan.systems)}
    for at, (c, s, _) in enumerate(span.indices):
        groups.setdefault((places[str(c)], systems[str(s)]), []).append(at)
    ordered = {key: float(x[at].sum()) for key, at in groups.items()}
    for (i, j), columns in groups.items():
        at = max(columns, key=lambda at: float(entries.share[at]))
        units, bought = ordered[i, j], ordered[i, j] * plan.base_price[j] > NOTHING
        reason = BOUGHT if bought else why(plan, entries, j, at)
        told = reason in (DEARER, TIE) or (
            reason not in (BOUGHT, NO_NEED, LATE) and entries.share[at] < 1 - EVEN
        )
        stage = SHORTFALL if entries.first[at] else COST
        rival, year = rival_of(plan, ordered, i, j), int(span.indices[at][2])
        share = float(entries.share[at]) if told and entries.share[at] > 0 else None
        yield Reason(i, j, rival, units, reason, stage, year, share)


class Entries:
    """Of each order the share of its price at which it would enter; 0 where none would do.

    An order that stage 1 leaves out must first be worth its price there. One that is just worth it
    there, where price counts, would enter as soon as it costs less; else stage 2 decides.
    """

    def __init__(self, answer: Answer) -> None:
        program = answer.solution.program
        self.stages = ledger(answer, SHORTFALL), ledger(answer, COST)
        one, two = self.stages
        lost = one.cost - one.gain
        room = LITTLE * program.worth[orders_of(program).start : orders_of(program).stop]
        out: Flags = lost > room * np.maximum(1.0, np.abs(one.brings))
        even: Flags = ~out & (one.cost > room)
        if program.tolerance > 0:
            out, even = np.zeros_like(out), np.zeros_like(even)
        self.first: Flags = out | even
        self.share: Floats = np.where(out, share(one), np.where(even, 1.0, share(two)))
        self.equal: Flags = two.cost - two.gain <= EVEN * np.abs(two.cost)

    def decides(self, at: int) -> Ledger:
        """The stage in which an order falls short of its price."""
        one, two = self.stages
        return one if self.first[at] and self.share[at] < 1 else two


def share(told: Ledger) -> Floats:
    """What an order brings over what its price takes; 0 where it brings, or takes, nothing."""
    able = (told.cost > LITTLE) & (told.gain > LITTLE)
    found: Floats = np.divide(told.gain, told.cost, out=np.zeros_like(told.cost), where=able)
    return found


def why(plan: Plan, entries: Entries, system: int, at: int) -> str:
    """Why an order is not placed: what takes most of what it brings, where that decides."""
    told = entries.decides(at)
    brings, cost = float(told.brings[at]), float(told.cost[at])
    ends, last = plan.lead[system] + plan.life[system], plan.years[-1] - plan.years[0]
    if plan.usable[system] >= ends or plan.usable[system] > last:
        return LATE
    if all(stage.brings[at] <= LITTLE for stage in entries.stages):
        return NO_NEED
    most = max(told.taken, key=lambda reason: float(told.taken[reason][at]))
    own = cost - max(0.0, float(told.taken[ORIGIN][at]))
    if told.taken[most][at] > LITTLE and brings >= own * (1 - EVEN):
        return most
    even = entries.share[at] >= 1 - EVEN and entries.equal[at]
    return TIE if even else DEARER


def rival_of(plan: Plan, ordered: dict[tuple[int, int], float], country: int, system: int) -> int:
    """The system of the same capability that the ally orders most of; -1 for none."""
    served = plan.systems_of[plan.serves[system]].tolist()
    effect = {r: ordered.get((country, r), 0.0) * plan.effect[r] for r in served if r != system}
    best = max(effect, key=lambda r: effect[r], default=-1)
    return best if best >= 0 and effect[best] > 1e-6 else -1
