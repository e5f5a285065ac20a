"""This file is about why an ally buys one system and not another, read off the duals of a stage.

At an optimum an order costs what its price takes of scarce money, and brings what it adds to what
is held, less what it takes of a line or of a mix. In stage 1 the price counts only where a budget
or the rule on origin binds; where an order costs just what it brings there, stage 2 decides, in
which the price is a cost of its own. As both are linear in the price of the order, they say at
which price it would enter.

An order that is just worth its price is as good as another only where that one costs as much for
what it brings. Else the other is cheaper, and what its full line or the mix takes of it makes up
the difference.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from ..arrays import Flags, Floats, Ints
from ..compile import LinearProgram, Span, summed
from ..plan import Plan
from ..results.answer import Answer
from ..stages import COST, SHORTFALL
from .reason import EVEN, NOTHING, Beside, Reason, Why

PRICED = ("payments_follow_orders", "upkeep_follows_use", "origin")
"""Rows in which an order stands with its price."""

HELD = "holding_follows_orders"
TAKEN = {Why.LINE: "industry", Why.MIX: "ordered_follows_orders", Why.ORIGIN: "origin"}
"""The rows that take of what an order brings, by the reason that names them."""

LITTLE = 1e-9
"""Of a price: what is smaller is rounding."""


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
        gain: Floats = self.brings - self.taken[Why.LINE] - self.taken[Why.MIX]
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


class Orders:
    """What an answer orders, by ally and system as positions.

    Attributes:
        columns: places of its columns among those of orders. units: their sum. system, use: of each
            column its system and the year from which it is in use. placed: whether it is ordered.
    """

    def __init__(self, answer: Answer) -> None:
        plan, span = answer.plan, orders_of(answer.solution.program)
        x = answer.solution.x[span.start : span.stop]
        places = {code: i for i, code in enumerate(plan.countries)}
        systems = {code: j for j, code in enumerate(plan.systems)}
        self.plan, self.columns = plan, dict[tuple[int, int], list[int]]()
        for at, (c, s, _) in enumerate(span.indices):
            self.columns.setdefault((places[str(c)], systems[str(s)]), []).append(at)
        self.units = {key: float(x[at].sum()) for key, at in self.columns.items()}
        self.year = np.array([int(index[2]) for index in span.indices], dtype=int)
        self.system: Ints = np.array([systems[str(index[1])] for index in span.indices], dtype=int)
        self.use: Ints = self.year + plan.usable[self.system]
        self.placed: Flags = x * plan.base_price[self.system] > NOTHING

    def rivals(self, country: int, system: int) -> list[int]:
        """The other systems of the same capability that the ally orders, that of which it orders
        most first."""
        served = self.plan.systems_of[self.plan.serves[system]].tolist()
        effect = {
            r: self.units.get((country, r), 0.0) * float(self.plan.effect[r])
            for r in served
            if r != system
        }
        there = [r for r in effect if effect[r] > NOTHING]
        return sorted(there, key=lambda r: -effect[r])

    def elsewhere(self, system: int, use: set[int]) -> bool:
        """Whether anybody orders a system of what is pooled for use from one of these years."""
        if self.plan.pooled[self.plan.serves[system]] == 0:
            return False
        mine = (self.system == system) & self.placed
        return bool(use & set(self.use[mine].tolist()))


def reasons(answer: Answer) -> Iterator[Reason]:
    """One for each ally and system that the ally could order."""
    plan, orders, entries = answer.plan, Orders(answer), Entries(answer)
    for (i, j), columns in orders.columns.items():
        at = max(columns, key=lambda at: float(entries.share[at]))
        units, rivals = orders.units[i, j], orders.rivals(i, j)
        bought, beside = units * plan.base_price[j] > NOTHING, ""
        rival = rivals[0] if rivals else -1
        reason = Why.BOUGHT if bought else why(plan, entries, j, at)
        if reason == Why.TIE:
            reason, rival, beside = evenly(orders, entries, i, j)
        elif reason == Why.MIX and not rivals:
            beside = Beside.ALONE
        told = reason in (Why.DEARER, Why.TIE, Why.NEXT, Why.BUDGET) or (
            reason not in (Why.BOUGHT, Why.NO_NEED, Why.LATE) and entries.share[at] < 1 - EVEN
        )
        stage = SHORTFALL if entries.first[at] else COST
        share = float(entries.share[at]) if told and entries.share[at] > 0 else None
        yield Reason(i, j, rival, units, reason, stage, int(orders.year[at]), share, beside)


def evenly(orders: Orders, entries: Entries, country: int, system: int) -> tuple[str, int, str]:
    """What an order that is just worth its price stands against: the reason, the rival, and what
    lies behind it. Only orders in use from the same year are set side by side, as what is held is
    worth something else in every year."""
    just = [at for at in orders.columns[country, system] if entries.just[at]]
    mine = [at for at in just if not entries.lined[at]]
    rivals, use = orders.rivals(country, system), {int(orders.use[at]) for at in mine}
    beside = [(r, at) for r in rivals for at in orders.columns[country, r]]
    for r, at in beside:
        same = [mate for mate in mine if orders.use[mate] == orders.use[at]]
        if entries.just[at] and any(entries.alike(at, mate) for mate in same):
            return Why.TIE, r, ""
    for r, at in beside:
        if int(orders.use[at]) in use and entries.cheaper[at]:
            return Why.NEXT, r, entries.limit(at, mine)
    if not rivals and orders.elsewhere(system, use):
        return Why.TIE, -1, Beside.OTHERS
    if len(mine) < len(just):
        return Why.LINE, next(iter(rivals), -1), Beside.AS_WELL
    return Why.TIE, -1, ""


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
        self.scarce: Flags = one.cost - np.maximum(0.0, one.taken[Why.ORIGIN]) > room
        self.share: Floats = np.where(out, share(one), np.where(even, 1.0, share(two)))
        self.equal: Flags = two.cost - two.gain <= EVEN * np.abs(two.cost)
        self.just: Flags = self.equal & (self.share >= 1 - EVEN)
        small = EVEN * np.maximum(1.0, np.abs(two.cost))
        lines = [np.abs(stage.taken[Why.LINE]) for stage in self.stages]
        self.lined: Flags = np.max(lines, axis=0) > small
        self.opens: Flags = two.taken[Why.MIX] < -small
        most = np.max(list(two.taken.values()), axis=0)
        self.cheaper: Flags = (most > small) & (two.brings - two.cost > small)

    def alike(self, at: int, mate: int) -> bool:
        """Whether two orders cost the same for what they bring, and no line takes anything of the
        first."""
        two = self.stages[1]
        one, other = two.cost[at] * two.brings[mate], two.cost[mate] * two.brings[at]
        return not self.lined[at] and bool(abs(one - other) <= EVEN * abs(other))

    def limit(self, at: int, others: Collection[int]) -> str:
        """The line or rule that takes most of what an order brings; the mix where others are worth
        their price as they make room in it."""
        taken = self.stages[1].taken
        if taken[Why.MIX][at] > LITTLE and all(self.opens[other] for other in others):
            return Why.MIX
        return max(taken, key=lambda reason: float(taken[reason][at]))

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
        return Why.LATE
    if all(stage.brings[at] <= LITTLE for stage in entries.stages):
        return Why.NO_NEED
    most = max(told.taken, key=lambda reason: float(told.taken[reason][at]))
    own = cost - max(0.0, float(told.taken[Why.ORIGIN][at]))
    if told.taken[most][at] > LITTLE and brings >= own * (1 - EVEN):
        return most
    if entries.first[at] and entries.scarce[at]:
        return Why.BUDGET
    return Why.TIE if entries.just[at] else Why.DEARER
