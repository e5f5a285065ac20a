"""A second, independent implementation of the linear program, used only in tests.

It shares no code with the program: it reads the same CSV files and the same specification, writes
every row out with plain loops in the units of the specification, and hands the matrix to scipy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from .world import World

Order = tuple[str, str, int]  # country, system, year
WRONG = 1e-8  # more than this, in scaled units, is not an optimum
TIGHT = {"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}
ZERO_DUAL = 1e-8  # below this a dual or a reduced cost counts as zero


@dataclass(frozen=True)
class Answer:
    """The two optima and what helps to find out why two models differ. Money in MUSD."""

    shortfall: float  # optimum of stage 1, weighted by priority and value
    cost: float  # optimum of stage 2, discounted
    payments: float  # of the plan found, all allies and years, not discounted
    running: float  # the same of upkeep
    orders: dict[Order, float]  # units ordered, where not zero
    shortfalls: dict[tuple[str, str, int], float]  # country ("" for the pool), capability, year
    cap: dict[tuple[str, int], float]
    committed: dict[tuple[str, int], float]
    target: dict[tuple[str, str, int], float]
    price: dict[tuple[str, int], float]
    active: dict[str, tuple[int, int]]  # rows with a dual in stage 1 and in stage 2, by family


@dataclass
class Program:
    """minimise `goal @ x` such that `matrix @ x <= limit`, x >= 0, all in scaled units.

    A column in MUSD instead of units, and all money divided by `unit`, keep the numbers the solver
    sees near one. `column_unit` turns a scaled column back into the unit of the specification.
    """

    unit: float
    column_unit: np.ndarray
    matrix: csr_array
    limit: np.ndarray
    families: list[str]
    shortfall_goal: np.ndarray
    cost_goal: np.ndarray


@dataclass(frozen=True)
class Solution:
    """An optimum in scaled units: the plan, its value, the duals of the rows, the reduced costs."""

    x: np.ndarray
    value: float
    duals: np.ndarray
    reduced_costs: np.ndarray


@dataclass
class Rows:
    """Rows `sum of entries <= limit`, written down one by one in the units of the specification."""

    families: list[str] = field(default_factory=list)
    entries: list[dict[int, float]] = field(default_factory=list)
    limits: list[float] = field(default_factory=list)
    worth: list[float] = field(default_factory=list)  # MUSD per unit of the row, for scaling

    def at_most(self, family: str, entries: dict[int, float], limit: float, worth: float) -> None:
        """Add the row `entries <= limit`."""
        self.families.append(family)
        self.entries.append(entries)
        self.limits.append(limit)
        self.worth.append(worth)

    def at_least(self, family: str, entries: dict[int, float], limit: float, worth: float) -> None:
        """Add the row `entries >= limit`."""
        self.at_most(family, {j: -value for j, value in entries.items()}, -limit, worth)


class Builder:
    """Columns and rows of one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rows = Rows()
        self.columns: list[tuple[str, str, int]] = []
        self.orders: dict[Order, int] = {}
        self.shortfalls: dict[tuple[str, str, int], int] = {}
        self.pool_shortfalls: dict[tuple[str, int], int] = {}
        self._add_columns()
        self._add_national_targets()
        self._add_alliance_targets()
        self._add_stockpiles()
        self._add_budgets()
        self._add_industry()
        self._add_mix()
        self._add_concentration()
        self._add_origin()

    # Columns

    def _add_columns(self) -> None:
        w = self.world
        for c in w.countries:
            for s in w.systems:
                for t in w.years:
                    if w.takes_part[c, w.capability_of[s]] and t + w.lead[s] <= w.last:
                        self.orders[c, s, t] = self._new_column((c, s, t))
        for k in w.capabilities:
            for m in w.milestones[k]:
                for c in w.members[k]:
                    self.shortfalls[c, k, m] = self._new_column((c, k, m))
                if w.pooled[k] > 0:
                    self.pool_shortfalls[k, m] = self._new_column(("", k, m))
        if not self.columns:  # nobody takes part in anything; the solver wants a column
            self._new_column(("", w.capabilities[0], w.last))

    def _new_column(self, name: tuple[str, str, int]) -> int:
        self.columns.append(name)
        return len(self.columns) - 1

    def _order_years(self, c: str, s: str) -> Iterator[tuple[int, int]]:
        """The years in which c may order s, with the column of each."""
        for t in self.world.years:
            if (c, s, t) in self.orders:
                yield t, self.orders[c, s, t]

    # Expressions

    def _is_in_use(self, s: str, ordered: int, t: int) -> bool:
        """Whether an order of one year is usable and alive in year t."""
        w = self.world
        delivered = ordered + w.lead[s]
        return delivered + w.absorb[s] <= t < delivered + w.life[s]

    def _bought(self, c: str, k: str, t: int) -> dict[int, float]:
        """Effective units of k that c has bought, usable and alive in t."""
        entries = {}
        for s in self.world.systems_in[k]:
            for ordered, j in self._order_years(c, s):
                if self._is_in_use(s, ordered, t):
                    entries[j] = self.world.effect[s]
        return entries

    def _ordered(self, c: str, systems: list[str]) -> dict[int, float]:
        """Effective units c orders of some systems over the horizon."""
        return {j: self.world.effect[s] for s in systems for _, j in self._order_years(c, s)}

    def _payment_shares(self, s: str) -> list[float]:
        """Shares of the price due in the order year and in each following year up to delivery."""
        lead, advance = self.world.lead[s], self.world.advance[s]
        return [1.0] if lead == 0 else [advance] + [(1 - advance) / lead] * lead

    def payments(self, c: str, s: str, ordered: int) -> dict[int, float]:
        """MUSD due in each year for one unit ordered."""
        price = self.world.price(s, ordered)
        return {ordered + i: share * price for i, share in enumerate(self._payment_shares(s))}

    def running(self, c: str, s: str, ordered: int) -> dict[int, float]:
        """MUSD of upkeep in each year for one unit ordered."""
        w = self.world
        upkeep = w.om_share[s] * w.unit_price[s]
        return {t: upkeep for t in w.years if self._is_in_use(s, ordered, t)}

    # Rows, one method a family

    def _add_national_targets(self) -> None:
        w = self.world
        for k in w.capabilities:
            for m in w.milestones[k]:
                for c in w.members[k]:
                    if w.pooled[k] < 1:
                        asked = (1 - w.pooled[k]) * w.target[c, k, m] - w.owned(c, k, m)
                        entries = {**self._bought(c, k, m), self.shortfalls[c, k, m]: 1.0}
                        self.rows.at_least("national_target", entries, asked, w.value[k])

    def _add_alliance_targets(self) -> None:
        w = self.world
        for k in w.capabilities:
            for m in w.milestones[k]:
                if w.pooled[k] > 0:
                    entries = {self.pool_shortfalls[k, m]: 1.0}
                    asked = 0.0
                    for c in w.members[k]:
                        entries.update(self._bought(c, k, m))
                        entries[self.shortfalls[c, k, m]] = 1.0
                        asked += w.target[c, k, m] - w.owned(c, k, m)
                    self.rows.at_least("alliance_target", entries, asked, w.value[k])

    def _add_stockpiles(self) -> None:
        w = self.world
        for k, uses in w.use_per_day.items():
            if w.stockpile_days[k] > 0:
                for m in w.milestones[k]:
                    if m >= w.deadline[k]:
                        for c in w.members[k]:
                            self._add_stockpile(c, k, m, uses)

    def _add_stockpile(self, c: str, k: str, m: int, uses: dict[str, float]) -> None:
        w = self.world
        entries = {**self._bought(c, k, m), self.shortfalls[c, k, m]: 1.0}
        asked = -w.owned(c, k, m)
        for platform, use_per_day in uses.items():
            rate = w.stockpile_days[k] * use_per_day
            for j, effect in self._bought(c, platform, m).items():
                entries[j] = entries.get(j, 0.0) - rate * effect
            asked += rate * w.owned(c, platform, m)
        self.rows.at_least("stockpile", entries, asked, w.value[k])

    def _add_budgets(self) -> None:
        w = self.world
        spent: dict[tuple[str, int], dict[int, float]] = {key: {} for key in w.cap}
        for (c, s, ordered), j in self.orders.items():
            for flow in (self.payments(c, s, ordered), self.running(c, s, ordered)):
                for t, money in flow.items():
                    entries = spent[c, t]
                    entries[j] = entries.get(j, 0.0) + money
        for (c, t), entries in spent.items():
            self.rows.at_most("budget", entries, w.cap[c, t], 1.0)

    def _add_industry(self) -> None:
        w = self.world
        for (s, t), production in w.production.items():
            entries = {}
            for c in w.countries:
                ordered = (c, s, t - w.lead[s])
                if not w.us[c] and ordered in self.orders:
                    entries[self.orders[ordered]] = 1.0
            room = max(0.0, production - w.booked[s, t])
            self.rows.at_most("industry", entries, room, w.unit_price[s])

    def _add_mix(self) -> None:
        w = self.world
        for c in w.countries:
            for s in w.systems:
                if w.max_mix[s] < 1:
                    k = w.capability_of[s]
                    entries = self._ordered(c, [s])
                    for j, effect in self._ordered(c, w.systems_in[k]).items():
                        entries[j] = entries.get(j, 0.0) - w.max_mix[s] * effect
                    self.rows.at_most("mix", entries, 0.0, w.value[k])

    def _add_concentration(self) -> None:
        w = self.world
        for k in w.capabilities:
            if w.pooled[k] > 0:
                everyone: dict[int, float] = {}
                for c in w.members[k]:
                    everyone.update(self._bought(c, k, w.deadline[k]))
                for c in w.members[k]:
                    entries = self._bought(c, k, w.deadline[k])
                    for j, effect in everyone.items():
                        entries[j] = entries.get(j, 0.0) - w.max_share * effect
                    self.rows.at_most("concentration", entries, 0.0, w.value[k])

    def _add_origin(self) -> None:
        w = self.world
        for c in w.countries:
            if w.origin_floor[c] > 0:
                entries = {}
                for s in w.systems:
                    favoured = 1.0 if w.favoured[s] else 0.0
                    for t, j in self._order_years(c, s):
                        entries[j] = (favoured - w.origin_floor[c]) * w.price(s, t)
                self.rows.at_least("origin", entries, 0.0, 1.0)

    # Goals and the finished program

    def shortfall_goal(self) -> np.ndarray:
        """Coefficients of stage 1 in MUSD per unit of each column."""
        w = self.world
        goal = np.zeros(len(self.columns))
        for (_, k, _), j in self.shortfalls.items():
            goal[j] = w.priority[k] * w.value[k]
        for (k, _), j in self.pool_shortfalls.items():
            goal[j] = w.priority[k] * w.value[k]
        return goal

    def money_of_orders(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Per unit of each column: payments, upkeep, and the discounted sum of both."""
        w = self.world
        paid, run, discounted = (np.zeros(len(self.columns)) for _ in range(3))
        for (c, s, ordered), j in self.orders.items():
            payments, running = self.payments(c, s, ordered), self.running(c, s, ordered)
            paid[j] = sum(payments.values())
            run[j] = sum(running.values())
            for flow in (payments, running):
                for t, money in flow.items():
                    discounted[j] += money * (1 + w.discount_rate) ** -(t - w.first)
        return paid, run, discounted

    def program(self) -> Program:
        """The program in scaled units."""
        w = self.world
        wanted = [target * w.value[k] for (_, k, _), target in w.target.items()]
        unit = max([*wanted, 0.0]) / 100 or 1.0
        worth = np.array([self._worth(j) for j in range(len(self.columns))])
        column_unit = unit / worth
        row_unit = np.array(self.rows.worth) / unit
        row, column, data = [], [], []
        for i, entries in enumerate(self.rows.entries):
            for j, value in entries.items():
                row.append(i)
                column.append(j)
                data.append(value * row_unit[i] * column_unit[j])
        shape = (len(row_unit), len(column_unit))
        matrix = csr_array((data, (row, column)), shape=shape)
        limit = np.array(self.rows.limits) * row_unit
        shortfall = self.shortfall_goal() * column_unit / unit
        cost = self.money_of_orders()[2] * column_unit / unit
        return Program(unit, column_unit, matrix, limit, self.rows.families, shortfall, cost)

    def _worth(self, j: int) -> float:
        """MUSD of one unit of a column: base-year price of a system, value of a shortfall."""
        _, name, _ = self.columns[j]
        w = self.world
        return w.unit_price[name] if name in w.capability_of else w.value[name]


def solve(scenario: Path, reference: Path, method: str = "highs") -> Answer:
    """Solve both stages of a scenario."""
    builder = Builder(World(Path(scenario), Path(reference)))
    program = builder.program()
    first = solve_first_stage(program, method)
    second = solve_second_stage(program, first, builder.world.shortfall_tolerance, method)
    return _answer(builder, program, first, second)


def solve_first_stage(program: Program, method: str = "highs") -> Solution:
    """The least shortfall."""
    return minimise(program.shortfall_goal, program.matrix, program.limit, method=method)


def solve_second_stage(
    program: Program, first: Solution, tolerance: float, method: str = "highs"
) -> Solution:
    """The least cost among the plans of least shortfall, or of a little more where allowed."""
    if tolerance > 0:
        matrix, limit = with_shortfall_row(program, first.value * (1 + tolerance))
        return minimise(program.cost_goal, matrix, limit, method=method)
    face = optimal_face(first)
    return minimise(program.cost_goal, program.matrix, program.limit, *face, method=method)


def with_shortfall_row(program: Program, most: float) -> tuple[csr_array, np.ndarray]:
    """The rows of a program and one more, `shortfall <= most`, in scaled units."""
    goal = csr_array(program.shortfall_goal[np.newaxis, :])
    return csr_array(vstack([program.matrix, goal])), np.append(program.limit, most)


def optimal_face(first: Solution) -> tuple[np.ndarray, np.ndarray]:
    """What every optimum of the first stage shares: rows that are tight, columns that are zero.

    By complementary slackness a plan is optimal if and only if it meets every row that has a dual
    with equality and leaves every column that has a reduced cost at zero.
    """
    return first.duals < -ZERO_DUAL, first.reduced_costs > ZERO_DUAL


def minimise(
    goal: np.ndarray,
    matrix: csr_array,
    limit: np.ndarray,
    tight: np.ndarray | None = None,
    closed: np.ndarray | None = None,
    method: str = "highs",
) -> Solution:
    """Minimise `goal @ x` such that `matrix @ x <= limit`, x >= 0.

    Rows in `tight` hold with equality, columns in `closed` are zero.
    """
    tight = np.zeros(len(limit), bool) if tight is None else tight
    closed = np.zeros(len(goal), bool) if closed is None else closed
    result = linprog(
        goal,
        A_ub=matrix[~tight],
        b_ub=limit[~tight],
        A_eq=matrix[tight],
        b_eq=limit[tight],
        bounds=np.column_stack([np.zeros(len(goal)), np.where(closed, 0.0, np.inf)]),
        method=method,
        options=TIGHT,
    )
    if result.status != 0:
        raise RuntimeError(f"no optimum: {result.message}")
    duals = np.zeros(len(limit))
    duals[~tight] = result.ineqlin.marginals
    duals[tight] = result.eqlin.marginals
    solution = Solution(result.x, float(goal @ result.x), duals, goal - matrix.T @ duals)
    _check(solution, matrix, limit, tight, closed)
    return solution


def _check(
    solution: Solution, matrix: csr_array, limit: np.ndarray, tight: np.ndarray, closed: np.ndarray
) -> None:
    """Recompute what makes an optimum: the plan fits, the duals fit, and both give one value."""
    excess = matrix @ solution.x - limit
    wrong = {
        "row": np.max(np.where(tight, np.abs(excess), excess), initial=0.0),
        "column": np.max(-solution.x, initial=0.0),
        "dual": np.max(solution.duals[~tight], initial=0.0),
        "reduced cost": np.max(-solution.reduced_costs[~closed], initial=0.0),
        "gap": abs(solution.value - solution.duals @ limit) / max(1.0, abs(solution.value)),
    }
    if max(wrong.values()) > WRONG:
        raise RuntimeError(f"the solver's answer is not an optimum: {wrong}")


def _answer(builder: Builder, program: Program, first: Solution, second: Solution) -> Answer:
    w = builder.world
    units = second.x * program.column_unit
    paid, run, _ = builder.money_of_orders()
    missing = {**builder.shortfalls}
    missing.update({("", k, m): j for (k, m), j in builder.pool_shortfalls.items()})
    return Answer(
        shortfall=first.value * program.unit,
        cost=second.value * program.unit,
        payments=float(paid @ units),
        running=float(run @ units),
        orders={key: float(units[j]) for key, j in builder.orders.items() if units[j] > 0},
        shortfalls={key: float(units[j]) for key, j in missing.items() if units[j] > 0},
        cap=w.cap,
        committed=w.committed,
        target=w.target,
        price={(s, t): w.price(s, t) for s in w.systems for t in w.years},
        active=_count_active(program, first, second),
    )


def _count_active(
    program: Program, first: Solution, second: Solution
) -> dict[str, tuple[int, int]]:
    """How many rows of each family have a dual in stage 1 and in stage 2."""
    counts: dict[str, list[int]] = {family: [0, 0] for family in program.families}
    for stage, solution in enumerate((first, second)):
        duals = solution.duals[: len(program.families)]  # less the row that holds stage 1
        for family, dual in zip(program.families, duals, strict=True):
            counts[family][stage] += int(abs(dual) > ZERO_DUAL)
    return {family: (one, two) for family, (one, two) in counts.items()}
