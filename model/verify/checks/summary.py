"""This file is about summary.csv and the manifest: objectives, totals and counts of targets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ...errors import Problem
from ...output.manifest import MANIFEST
from ...rounding import MET, MONEY_DECIMALS
from ..finding import Finding, Tally, said
from ..folder import Folder
from ..quantity import Quantity, half_step
from .rows import as_expected

MONEY = half_step(MONEY_DECIMALS)
PROVEN = 1e-6
"""The largest relative distance from the bound that its duals prove that an answer may have."""

LOST = 1e-9
"""What an objective may lose in double precision, MUSD."""

SHORTFALL, COST, STEADIEST = "least_shortfall", "least_cost", "steadiest"


def total(amount: Quantity) -> Quantity:
    """All of it as the amount of the only row."""
    return Quantity(amount.value.sum().reshape(1), amount.within.sum().reshape(1))


def missing(folder: Folder) -> Quantity:
    """What is missing at each milestone, at the lowest prices, in MUSD by capability, (K, Y)."""
    made, given = folder.orders, folder.given
    checked = np.zeros(given.target.shape[1:], dtype=bool)
    for k, years in enumerate(given.milestones):
        checked[k, [given.at(year) for year in years]] = True
    short = made.shortfall.sum(axis=0) + made.pool_shortfall
    counted = (np.where(checked, part, 0.0) for part in (short.value, short.within))
    return Quantity(*counted) * given.value[:, None]


def weighed(folder: Folder) -> Quantity:
    """The same as stage 1 weighs it."""
    return missing(folder) * folder.given.inputs.array("priority")[:, None]


def discounted(folder: Folder) -> Quantity:
    """Payments and upkeep discounted to the first year, in MUSD, (C, Y)."""
    return folder.orders.spent * folder.given.discount


def changes(folder: Folder) -> Quantity:
    """By how much lines deliver more or less than the year before, MUSD at base-year prices."""
    given = folder.given
    line = folder.orders.delivered.sum(axis=0)[:, given.at(given.first) :]
    change = line[:, 1:] - line[:, :-1]
    return Quantity(np.abs(change.value), change.within) * given.base_price[:, None]


def objectives(folder: Folder) -> Iterator[Finding]:
    """What each stage reached, from the tables, against the manifest and the bound it proves."""
    tally = Tally("objectives")
    for stage, amounts in (
        (SHORTFALL, weighed(folder)),
        (COST, discounted(folder)),
        (STEADIEST, changes(folder)),
    ):
        found, whole = folder.stage(stage, "objective_musd"), total(amounts)
        told = f"{said(whole.value[0])}, recomputed from the tables"
        apart = np.inf if found is None else abs(found - whole.value[0])
        agrees = bool(apart <= whole.within[0] + LOST)
        tally.claim(agrees, recorded(folder, stage, told, "objective_musd"))
        wanted = "an optimum that its bound proves"
        problem = recorded(folder, stage, wanted, "optimum_musd", "bound_musd")
        tally.claim(proven(folder, stage), problem)
    yield tally.finding()


def proven(folder: Folder, stage: str) -> bool:
    """Whether the optimum of a stage is as near to its bound as an answer must be."""
    least, bound = (folder.stage(stage, name) for name in ("optimum_musd", "bound_musd"))
    if least is None or bound is None:
        return False
    return abs(least - bound) <= PROVEN * max(1.0, abs(least))


def recorded(folder: Folder, stage: str, wanted: str, *figures: str) -> Problem:
    """The problem of figures of a stage in the manifest."""
    found = " and ".join(f"{name} {folder.stage(stage, name)!r}" for name in figures)
    file = folder.path / MANIFEST
    return Problem(file, None, "", f"{found} of {stage}", wanted, told=True)


def summary(folder: Folder) -> Iterator[Finding]:
    """Each column of summary.csv."""
    tally, table, given = Tally("summary"), folder.tables["summary"], folder.given
    expected = [(folder.record["scenario"], "optimal", given.first, given.years[-1])]
    if as_expected(tally, table, ("scenario", "status", "first_year", "last_year"), expected):
        paid, run = total(folder.orders.payments), total(folder.orders.running)
        a_year = (paid + run) / float(len(given.horizon))
        for column, amount, why in (
            ("shortfall_of_plan", total(weighed(folder)), "shortfalls and priorities"),
            ("missing", total(missing(folder)), "shortfalls and lowest prices"),
            ("cost", total(discounted(folder)), "payments, upkeep and the discount rate"),
            ("payments", paid, "orders, prices and instalments"),
            ("running", run, "what is in use and its upkeep"),
            ("spending_a_year", a_year, "payments and upkeep"),
        ):
            tally.agree(table, column, amount, MONEY, why)
        least_shortfall(tally, folder)
        counts(tally, folder)
    yield tally.finding()


def least_shortfall(tally: Tally, folder: Folder) -> None:
    """The plan has the least shortfall there is, and at most what may be given up on top."""
    table, given = folder.tables["summary"], folder.given
    stated, of_plan = table.numbers("shortfall")[0], total(weighed(folder))
    room = 1 + given.inputs.number("shortfall_tolerance") / 100
    low, high = of_plan.least[0], of_plan.most[0]
    told = f"one that the plan's {said(of_plan.value[0])} allows"
    inside = bool(high >= stated - MONEY and low <= (stated + MONEY) * room)
    tally.claim(inside, table.problem(0, "shortfall", told))


def counts(tally: Tally, folder: Folder) -> None:
    """How many targets there are, how many are met, and how many allies fall short."""
    targets = folder.targets.asked
    pools = pooled(folder)
    sure, possible = (
        sum(getattr(target, name) for target in targets) + sum(flags)
        for name, flags in zip(("surely_missed", "possibly_missed"), pools, strict=True)
    )
    all_of_them = len(targets) + len(pools[0])
    between(tally, folder, "targets", all_of_them, all_of_them)
    between(tally, folder, "targets_met", all_of_them - possible, all_of_them - sure)
    surely = {target.i for target in targets if target.surely_missed}
    possibly = {target.i for target in targets if target.possibly_missed}
    between(tally, folder, "allies_short", len(surely), len(possibly))


def pooled(folder: Folder) -> tuple[Sequence[bool], Sequence[bool]]:
    """Of each pooled target that asks for something: is it surely, is it possibly missed?"""
    rows, sure, possible = folder.targets, [], []
    for target in rows.all:
        needed = float(folder.given.target[:, target.k, target.y].sum())
        if target.i < 0 and rows.pooled(target.k) and needed > 0:
            short, room = folder.orders.pool_shortfall[target.k, target.y], MET * max(1.0, needed)
            sure.append(bool(short.least > room))
            possible.append(bool(short.most > room))
    return sure, possible


def between(tally: Tally, folder: Folder, column: str, low: int, high: int) -> None:
    """A count lies where it must."""
    table = folder.tables["summary"]
    told = f"{low}" if low == high else f"{low} to {high}"
    inside = bool(low <= table.numbers(column)[0] <= high)
    tally.claim(inside, table.problem(0, column, f"{told}, counted again"))
