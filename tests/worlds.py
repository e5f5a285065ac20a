"""Small worlds, stated directly as Plans; a test says only what differs from the plainest one.

The plainest world: one ally with 1000 MUSD a year wants 10 tanks in 2029 and may buy them from
2026 to 2029, at 10 MUSD each, paid and delivered at once, without upkeep, growth or discount.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from model.build import build
from model.compile import LinearProgram, compile_program
from model.plan import Plan, make_plan
from model.scenario import read_scenario
from model.stages import Solution, solve_program

Facts = dict[str, Any]

ALLY: Facts = {
    "name": "AAA", "cap": 1000.0, "committed": 0.0, "us": False, "floor": 0.0, "skips": (),
}  # fmt: skip
CAPABILITY: Facts = {
    "name": "tank", "target": 10.0, "given": 0.0, "deadline": None, "interim": None,
    "pooled": 0.0, "priority": 1.0, "days": 0.0,
}  # fmt: skip
SYSTEM: Facts = {
    "name": "mark1", "serves": "tank", "price": 10.0, "lead": 0, "absorb": 0, "life": 30,
    "advance": 0.3, "upkeep": 0.0, "effect": 1.0, "max_mix": 1.0, "favoured": False,
    "production": np.inf, "booked": 0.0,
}  # fmt: skip
BASE_YEAR = 2025


def small_plan(
    allies: Sequence[Facts] = ({},),
    capabilities: Sequence[Facts] = ({},),
    systems: Sequence[Facts] = ({},),
    first: int = 2026,
    last: int = 2029,
    growth: float = 0.0,
    discount: float = 0.0,
    max_share: float = 1.0,
    tolerance: float = 0.0,
    use: dict[tuple[str, str], float] | None = None,
) -> Plan:
    """A Plan of things that each state how they differ from ALLY, CAPABILITY and SYSTEM.

    A number that can vary is a number or a dict by ally, by year, or by ally and then year; what
    the dict leaves out is 0. `committed` of an ally: what firm orders take of its `cap`.
    `skips` of an ally: capabilities in which it does not take part.
    `deadline` is the last year where none is stated. `use`: {(munition, platform): a day}.
    """
    cs, ks, ss = (
        [plain | facts for facts in stated]
        for plain, stated in ((ALLY, allies), (CAPABILITY, capabilities), (SYSTEM, systems))
    )
    countries, codes = tuple(c["name"] for c in cs), tuple(k["name"] for k in ks)
    years = tuple(range(BASE_YEAR, last + 1))
    elapsed = np.arange(len(years))
    lead = column(ss, "lead").astype(int)
    price, serves = column(ss, "price"), np.array([codes.index(s["serves"]) for s in ss], dtype=int)
    served = tuple(np.flatnonzero(serves == j) for j in range(len(ks)))
    worth = price / column(ss, "effect")
    deadline = np.array([k["deadline"] or last for k in ks])
    takes_part = np.array([[k not in c["skips"] for k in codes] for c in cs])
    target, given = (
        np.stack([filled(k[name], countries, years) for k in ks], axis=1)
        for name in ("target", "given")
    )
    money, committed = (
        np.stack([filled(c[name], years) for c in cs]) for name in ("cap", "committed")
    )
    production, booked = (
        np.stack([filled(s[name], years) for s in ss]) for name in ("production", "booked")
    )
    return Plan(
        name="small",
        countries=countries,
        areas=("land",),
        capabilities=codes,
        systems=tuple(s["name"] for s in ss),
        base_year=BASE_YEAR,
        years=tuple(range(first, last + 1)),
        all_years=years,
        area_of=dict.fromkeys(codes, "land"),
        serves=serves,
        systems_of=served,
        takes_part=takes_part,
        us=column(cs, "us").astype(bool),
        lead=lead,
        usable=lead + column(ss, "absorb").astype(int),
        life=column(ss, "life").astype(int),
        advance=column(ss, "advance"),
        effect=column(ss, "effect"),
        max_mix=column(ss, "max_mix"),
        favoured=column(ss, "favoured").astype(bool),
        upkeep=column(ss, "upkeep"),
        base_price=price,
        price=np.outer(price, (1 + growth) ** elapsed),
        value=np.array([worth[j].min() if len(j) else 1.0 for j in served]),
        priority=column(ks, "priority"),
        pooled=column(ks, "pooled"),
        max_share=max_share,
        deadline=deadline,
        milestones=tuple(
            tuple(sorted({k["interim"] or last, int(due), last}))
            for k, due in zip(ks, deadline, strict=True)
        ),
        stock=given[:, :, 0],
        given=given,
        target=target * takes_part[:, :, None],
        days=column(ks, "days"),
        use={(codes.index(k), codes.index(p)): rate for (k, p), rate in (use or {}).items()},
        gdp=np.full((len(cs), len(years)), 1e6),
        equipment_money=money,
        committed=committed,
        cap=np.maximum(0.0, money - committed),
        production=production,
        booked=booked,
        open_production=np.maximum(0.0, production - booked),
        origin_floor=column(cs, "floor"),
        discount=(1 + discount) ** -(elapsed + BASE_YEAR - first).astype(float),
        shortfall_tolerance=tolerance,
    )


def column(things: Sequence[Facts], name: str) -> np.ndarray:
    """One fact of each thing."""
    return np.array([thing[name] for thing in things], dtype=float)


def filled(value: Any, *axes: tuple[Any, ...]) -> np.ndarray:
    """An array over labelled axes from a number or a dict by label of any of them."""

    def at(labels: tuple[Any, ...]) -> float:
        found = value
        while isinstance(found, dict):
            found = next((found[label] for label in labels if label in found), 0.0)
        return float(found)

    return np.array([at(labels) for labels in product(*axes)]).reshape([len(a) for a in axes])


def program_of(plan: Plan) -> LinearProgram:
    """The linear program of a Plan."""
    return compile_program(build(plan))


def answer(plan: Plan, **options: Any) -> Solution:
    """The solution of a Plan."""
    return solve_program(program_of(plan), **options)


@cache
def baseline() -> Plan:
    """The Plan of the shipped baseline."""
    root = Path(__file__).resolve().parent.parent
    return make_plan(read_scenario(root / "scenarios" / "baseline.csv"))


def shortfall(solution: Solution) -> float:
    """The optimum of stage 1, MUSD."""
    return solution.stage("least_shortfall").objective


def cost(solution: Solution) -> float:
    """The optimum of stage 2, MUSD."""
    return solution.stage("least_cost").objective


def total(solution: Solution, variable: str, *labels: str | int) -> float:
    """The sum of a variable over the members whose index has all these labels."""
    return sum(
        value
        for index, value in solution.values(variable).items()
        if all(label in index for label in labels)
    )


def by_year(solution: Solution, variable: str, *labels: str | int) -> dict[int, float]:
    """The same sum for each year, where it is not zero; the year is the last index."""
    years = sorted({int(index[-1]) for index in solution.values(variable)})
    sums = {t: total(solution, variable, *labels, t) for t in years}
    return {t: value for t, value in sums.items() if value}


def slope(plan: Plan, stage: str, family: str, *index: str | int, step: float = 1e-3) -> float:
    """The finite difference of a stage's optimum when the limit of one row moves."""
    program = program_of(plan)
    span = next(span for span in program.rows if span.name == family)
    row = span.start + span.indices.index(index)
    optima = []
    for move in (step, -step):
        moved = np.zeros(program.shape[0])
        moved[row] = move
        nudged = replace(
            program,
            row_low=program.row_low + moved,
            row_high=program.row_high + moved,
            # A row that is moved only names no sum.
            defined={row: name for row, name in program.defined.items() if row != family},
        )
        solution = solve_program(nudged)
        optima.append(solution.stage(stage).objective)
    return (optima[0] - optima[1]) / (2 * step)


def random_plan(seed: int) -> Plan:
    """A random world in which every family of rows may appear and bind."""
    rng = np.random.default_rng(seed)
    names = ["tank", "gun", "shell", "radar"]
    allies = [
        {
            "name": name,
            "cap": float(rng.integers(5, 120)),
            "us": name == "UUU",
            "floor": float(rng.choice([0.0, 0.3, 0.65])),
            "skips": tuple(rng.choice(names, size=rng.integers(0, 2), replace=False)),
        }
        for name in ("AAA", "BBB", "CCC", "UUU")
    ]
    capabilities = [
        {
            "name": name,
            "target": {a["name"]: float(rng.integers(0, 20)) for a in allies},
            "given": {a["name"]: float(rng.integers(0, 8)) for a in allies},
            "deadline": int(rng.integers(2028, 2033)),
            "interim": int(rng.integers(2026, 2029)),
            "pooled": float(rng.choice([0.0, 0.5, 1.0])),
            "priority": float(rng.integers(1, 4)),
            "days": 10.0 if name == "shell" else 0.0,
        }
        for name in names
    ]
    systems = [
        {
            "name": f"{name}{i}",
            "serves": name,
            "price": float(rng.integers(1, 30)),
            "lead": int(rng.integers(0, 4)),
            "absorb": int(rng.integers(0, 2)),
            "life": int(rng.integers(1, 9)),
            "advance": float(rng.choice([0.0, 0.3, 1.0])),
            "upkeep": float(rng.integers(0, 3)) / 4,
            "effect": float(rng.choice([0.5, 1.0, 1.5])),
            "max_mix": float(rng.choice([0.6, 1.0])),
            "favoured": bool(rng.integers(0, 2)),
            "production": float(rng.choice([2.0, 20.0, np.inf])),
            "booked": float(rng.integers(0, 3)),
        }
        for name in names
        for i in range(1, 3)
    ]
    return small_plan(
        allies, capabilities, systems,
        last=2033, growth=0.01, discount=0.03, max_share=0.5, tolerance=float(seed % 2) / 20,
        use={("shell", "gun"): 0.5, ("shell", "tank"): 0.1},
    )  # fmt: skip
