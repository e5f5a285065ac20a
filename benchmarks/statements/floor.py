"""This file is about the floor: the program put together in numpy, with nothing in between.

No labels, no names, no words: only what cannot be saved. Families and equations are those of
docs/mathematics.md, in the same order.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import highspy
import numpy as np

from model.families.holding import counted_years
from model.families.national_target import is_stockpiled
from model.instalments import instalments
from model.plan import Plan


@dataclass
class Sparse:
    """Rows that grow family by family."""

    rows: list = field(default_factory=list)
    columns: list = field(default_factory=list)
    data: list = field(default_factory=list)
    low: list = field(default_factory=list)
    high: list = field(default_factory=list)
    height: int = 0

    def entries(self, row, column, value) -> None:
        """Entries of the family at hand; its rows count from 0."""
        row, column, value = np.broadcast_arrays(row, column, np.asarray(value, dtype=float))
        self.rows.append(row.ravel() + self.height)
        self.columns.append(column.ravel())
        self.data.append(value.ravel())

    def close(self, count: int, low, high) -> None:
        """The bounds of the family's rows; the next family begins."""
        self.low.append(np.broadcast_to(np.asarray(low, dtype=float), count))
        self.high.append(np.broadcast_to(np.asarray(high, dtype=float), count))
        self.height += count

    def arrays(self):
        """Rows as (start, index, data, low, high), without zeros."""
        row, column, value = (np.concatenate(p) for p in (self.rows, self.columns, self.data))
        row, column, value = (part[value != 0] for part in (row, column, value))
        order = np.argsort(row, kind="stable")
        start = np.searchsorted(row[order], np.arange(self.height + 1))
        return start, column[order], value[order], *map(np.concatenate, (self.low, self.high))


class Columns:
    """Numbers of the columns; -1 where there is none.

    Attributes:
        c, s, t: ally, system and order year (from the first) of each order.
        order: (C, S, T). payments, running: (C, T). bought, short: (C, K, Y). pool: (K, Y).
        ordered: (C, S).
    """

    def __init__(self, plan: Plan) -> None:
        self.count, horizon = 0, len(plan.years)
        allies, kinds = plan.takes_part.shape
        inside = np.arange(horizon) + plan.lead[:, None] < horizon
        self.order = self.numbered(plan.takes_part[:, plan.serves][:, :, None] & inside)
        self.c, self.s, self.t = np.nonzero(self.order >= 0)
        self.payments = self.numbered(np.ones((allies, horizon), bool))
        self.running = self.numbered(np.ones((allies, horizon), bool))
        counts, owes = np.zeros((2, kinds, len(plan.all_years)), bool)
        self.stocked, self.checked = np.zeros((2, kinds, len(plan.all_years)), bool)
        for k, years in enumerate(counted_years(plan).values()):
            counts[k, [plan.at(t) for t in years]] = True
            for t in plan.milestones[k]:
                self.checked[k, plan.at(t)] = True
                self.stocked[k, plan.at(t)] = is_stockpiled(plan, k, t)
                owes[k, plan.at(t)] = plan.pooled[k] < 1 or self.stocked[k, plan.at(t)]
        self.bought = self.numbered(plan.takes_part[:, :, None] & counts)
        self.short = self.numbered(plan.takes_part[:, :, None] & owes)
        pooled = (plan.pooled > 0) & plan.takes_part.any(axis=0)
        self.pool = self.numbered(self.checked & pooled[:, None])
        mixed = np.array([(plan.max_mix[served] < 1).any() for served in plan.systems_of])
        self.ordered = self.numbered((plan.takes_part & mixed)[:, plan.serves])

    def numbered(self, there):
        """Numbers for the true cells of an array."""
        found = np.full(there.shape, -1)
        found[there] = self.count + np.arange(there.sum())
        self.count += int(there.sum())
        return found


def loaded(plan: Plan) -> highspy.Highs:
    """The program in HiGHS, stage 1's objective in place."""
    columns, sparse = Columns(plan), Sparse()
    for family in FAMILIES:
        family(plan, columns, sparse)
    shortfall, _ = objectives(plan, columns)
    start, column, data, low, high = sparse.arrays()
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    height, count = len(low), columns.count
    bounds = np.zeros(count), np.full(count, np.inf), low, high
    matrix = start.astype(np.int32), column.astype(np.int32), data
    rowwise, least = highspy.MatrixFormat.kRowwise.value, highspy.ObjSense.kMinimize.value
    sizes = count, height, len(data), rowwise, least, 0.0
    ended = solver.passModel(*sizes, shortfall, *bounds, *matrix, np.zeros(count, np.int32))
    if ended != highspy.HighsStatus.kOk:
        raise RuntimeError("HiGHS did not accept the model")
    return solver


def objectives(plan: Plan, x: Columns):
    """The costs of stage 1 and of stage 2."""
    shortfall, cost = np.zeros((2, x.count))
    weight = plan.priority * plan.value
    for numbers in (x.short, x.pool):
        there = np.nonzero(numbers >= 0)
        shortfall[numbers[there]] = weight[there[-2]]
    cost[x.payments] = cost[x.running] = plan.discount[-len(plan.years) :]
    return shortfall, cost


def payment(plan: Plan, x: Columns, a: Sparse) -> None:
    shares = np.zeros((len(plan.systems), plan.lead.max() + 1))
    for s, (advance, lead) in enumerate(zip(plan.advance, plan.lead, strict=True)):
        shares[s, : lead + 1] = instalments(advance, lead)
    price = plan.price[x.s, x.t + plan.at(plan.years[0])]
    a.entries(x.payments - x.payments[0, 0], x.payments, 1)
    for wait in range(shares.shape[1]):
        due = np.flatnonzero(shares[x.s, wait] > 0)
        row = x.payments[x.c[due], x.t[due] + wait] - x.payments[0, 0]
        a.entries(row, x.order[x.c, x.s, x.t][due], -(shares[x.s, wait] * price)[due])
    a.close(x.payments.size, 0, 0)


def upkeep(plan: Plan, x: Columns, a: Sparse) -> None:
    horizon, alive = len(plan.years), plan.usable < plan.lead + plan.life
    a.entries(x.running - x.running[0, 0], x.running, 1)
    a.entries(x.running[:, 1:] - x.running[0, 0], x.running[:, :-1], -1)
    for wait, sign in ((plan.usable, -1), (plan.lead + plan.life, 1)):
        year = x.t + wait[x.s]
        on = np.flatnonzero((year < horizon) & alive[x.s])
        row = x.running[x.c[on], year[on]] - x.running[0, 0]
        a.entries(row, x.order[x.c, x.s, x.t][on], sign * plan.upkeep[x.s[on]])
    a.close(x.running.size, 0, 0)


def holding(plan: Plan, x: Columns, a: Sparse) -> None:
    first, number = plan.at(plan.years[0]), x.order[x.c, x.s, x.t]
    begin, end = x.t + first + plan.usable[x.s], x.t + first + plan.lead[x.s] + plan.life[x.s]
    before, held_before = np.full(x.bought.shape[:2], -1), np.zeros(len(number), int)
    for year in range(x.bought.shape[2]):
        now = x.bought[:, :, year]
        counted = (now >= 0).any(axis=0)[plan.serves[x.s]]
        held = ((begin <= year) & (year < end)).astype(int)
        change = np.flatnonzero(counted & (held != held_before))
        row = now[x.c[change], plan.serves[x.s[change]]] - x.bought[x.bought >= 0][0]
        value = (held_before - held)[change] * plan.effect[x.s[change]]
        a.entries(row, number[change], value)
        both = (now >= 0) & (before >= 0)
        a.entries(now[both] - x.bought[x.bought >= 0][0], before[both], -1)
        held_before = np.where(counted, held, held_before)
        before = np.where(now >= 0, now, before)
    there = x.bought[x.bought >= 0]
    a.entries(there - there[0], there, 1)
    a.close(len(there), 0, 0)


def national_target(plan: Plan, x: Columns, a: Sparse) -> None:
    c, k, y = np.nonzero((x.short >= 0) & (plan.pooled < 1)[:, None] & x.checked)
    row = np.arange(len(c))
    a.entries(row, x.bought[c, k, y], 1)
    a.entries(row, x.short[c, k, y], 1)
    a.close(len(c), (1 - plan.pooled[k]) * plan.target[c, k, y] - plan.given[c, k, y], np.inf)


def stockpile(plan: Plan, x: Columns, a: Sparse) -> None:
    c, k, y = np.nonzero(plan.takes_part[:, :, None] & x.stocked)
    row, need = np.arange(len(c)), -plan.given[c, k, y]
    a.entries(row, x.bought[c, k, y], 1)
    a.entries(row, x.short[c, k, y], 1)
    for (munition, platform), rate in plan.use.items():
        used = np.flatnonzero(k == munition)
        a_day = plan.days[munition] * rate
        need[used] += a_day * plan.given[c[used], platform, y[used]]
        own = used[plan.takes_part[c[used], platform]]
        a.entries(own, x.bought[c[own], platform, y[own]], -a_day)
    a.close(len(c), need, np.inf)


def alliance_target(plan: Plan, x: Columns, a: Sparse) -> None:
    k, y = np.nonzero(x.pool >= 0)
    row = np.broadcast_to(np.arange(len(k)), (len(plan.countries), len(k)))
    for numbers in (x.bought[:, k, y], x.short[:, k, y]):
        a.entries(row[numbers >= 0], numbers[numbers >= 0], 1)
    a.entries(row[0], x.pool[k, y], 1)
    owed = np.where(plan.takes_part[:, k], (plan.target - plan.given)[:, k, y], 0).sum(axis=0)
    a.close(len(k), owed, np.inf)


def budget(plan: Plan, x: Columns, a: Sparse) -> None:
    row = np.arange(x.payments.size).reshape(x.payments.shape)
    a.entries(row, x.payments, 1)
    a.entries(row, x.running, 1)
    a.close(row.size, -np.inf, plan.cap[:, -len(plan.years) :].ravel())


def industry(plan: Plan, x: Columns, a: Sparse) -> None:
    horizon = len(plan.years)
    limited = np.isfinite(plan.production).all(axis=1)
    line = limited[:, None] & (np.arange(horizon) + plan.lead[:, None] < horizon)
    row = np.cumsum(line).reshape(line.shape) - 1
    taken = np.flatnonzero(line[x.s, x.t] & ~plan.us[x.c])
    a.entries(row[x.s[taken], x.t[taken]], x.order[x.c, x.s, x.t][taken], 1)
    s, t = np.nonzero(line)
    a.close(len(s), -np.inf, plan.open_production[s, plan.at(plan.years[0]) + t + plan.lead[s]])


def mix(plan: Plan, x: Columns, a: Sparse) -> None:
    mixed = np.flatnonzero(x.ordered[x.c, x.s] >= 0)
    first = x.ordered.max() - (x.ordered >= 0).sum() + 1
    row = x.ordered[x.c[mixed], x.s[mixed]] - first
    a.entries(row, x.order[x.c, x.s, x.t][mixed], -plan.effect[x.s[mixed]])
    there = x.ordered[x.ordered >= 0]
    a.entries(there - first, there, 1)
    a.close(len(there), 0, 0)
    c, s = np.nonzero((x.ordered >= 0) & (plan.max_mix < 1))
    for rival in range(len(plan.systems)):
        row = np.flatnonzero(plan.serves[s] == plan.serves[rival])
        a.entries(row, x.ordered[c[row], rival], (s[row] == rival) - plan.max_mix[s[row]])
    a.close(len(c), -np.inf, 0)


def concentration(plan: Plan, x: Columns, a: Sparse) -> None:
    pooled = (plan.pooled > 0) & (plan.max_share < 1)
    c, k = np.nonzero(plan.takes_part & pooled)
    y = plan.deadline[k] - plan.base_year
    for ally in range(len(plan.countries)):
        row = np.flatnonzero(plan.takes_part[ally, k])
        number = x.bought[ally, k[row], y[row]]
        a.entries(row, number, (c[row] == ally) - plan.max_share)
    a.close(len(c), -np.inf, 0)


def origin(plan: Plan, x: Columns, a: Sparse) -> None:
    bound = np.flatnonzero(plan.origin_floor > 0)
    row = np.searchsorted(bound, x.c)
    on = np.flatnonzero(plan.origin_floor[x.c] > 0)
    weight = plan.favoured[x.s] - plan.origin_floor[x.c]
    price = plan.price[x.s, x.t + plan.at(plan.years[0])]
    a.entries(row[on], x.order[x.c, x.s, x.t][on], (weight * price)[on])
    a.close(len(bound), 0, np.inf)


FAMILIES = (
    payment, upkeep, holding, national_target, stockpile, alliance_target, budget, industry, mix,
    concentration, origin,
)  # fmt: skip
