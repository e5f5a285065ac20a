"""This file is about what was tried: other ways to the optimum of stages 1 and 2, side by side.

    python benchmarks/tried.py [--runs N] [--limit SECONDS] [--ways WAY,…] [--json FILE] [NAME …]

Every run is a fresh process that has our scaled program loaded with tolerances of 1e-10 on one
thread, as a run has. A way ends when both optima are proven; whatever it takes is counted, in
processor seconds. NAME is that of a shipped scenario or a size of sizes.py.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
from measuring import Figures, agree, answered, asked, finish, fresh, medians
from sizes import BASELINE, scenario_of

from model import boxed
from model.highs import Solver
from model.lean import LeanSolver
from model.method import Method
from model.presolve import Presolved
from model.scale import BILLION
from model.stages import LOT, METHODS, WEIGHT, weighted

SCENARIOS = ("baseline", "gdp_2pct", "unmet_targets", "air_defence_first")
COUPLING = ("industry", "alliance_target", "concentration")
"""The row families in which allies meet."""

NEAR = 1e-7
"""How far, relative, a way may end from our optima to have solved the same."""


class Bench:
    """One program in HiGHS, and what a way does with it.

    Attributes:
        rows, columns: of stages 1 and 2. costs: of both, scaled.
    """

    def __init__(self, scenario: Path, seed: int = 0) -> None:
        from model import load
        from model.build import build
        from model.compile import compile_program
        from model.plan import make_plan
        from model.scale import scale

        self.program = compile_program(build(make_plan(load(scenario))))
        self.scaled, self.seed = scale(self.program), seed
        self.solver = Solver(self.scaled, seed)
        self.highs = self.solver.solver
        self.solver.set(time_limit=600.0)
        self.rows, self.columns = self.program.early
        self.costs = [
            (self.program.costs[stage] * self.scaled.column / BILLION)[: self.columns]
            for stage in ("least_shortfall", "least_cost")
        ]

    def minimise(self, cost: Any, *, fresh_start: bool = False, **options: Any) -> float:
        """Minimise scaled costs with HiGHS options; the optimum, MUSD."""
        positions = np.arange(self.columns, dtype=np.int32)
        self.highs.changeColsCost(self.columns, positions, cost)
        if fresh_start:
            self.highs.clearSolver()
        self.solver.set(**options)
        self.highs.run()
        if self.highs.modelStatusToString(self.highs.getModelStatus()) != "Optimal":
            raise RuntimeError(self.highs.modelStatusToString(self.highs.getModelStatus()))
        return float(self.highs.getInfo().objective_function_value) * BILLION

    def open_rows(self, names: tuple[str, ...]) -> Callable[[], None]:
        """Take the limits off some families; what puts them back is returned."""
        spans = [span for span in self.program.rows if span.name in names]
        rows = np.concatenate([np.arange(span.start, span.stop) for span in spans])
        low, high = (
            (side * self.scaled.row)[rows] for side in (self.program.row_low, self.program.row_high)
        )
        self.solver.bound_rows(rows, np.full(len(rows), -np.inf), np.full(len(rows), np.inf))
        return lambda: self.solver.bound_rows(rows, low, high)

    def close_orders(self, closed: Any) -> Callable[[], None]:
        """Keep some columns at 0; what lets them go is returned."""
        closed = np.asarray(closed, dtype=np.int32)
        zeros, change = np.zeros(len(closed)), self.highs.changeColsBounds
        change(len(closed), closed, zeros, zeros)
        return lambda: change(len(closed), closed, zeros, np.full(len(closed), np.inf))

    def second(self) -> float:
        """Stage 2 as a run does it: primal simplex on the optimal face of stage 1."""
        self.solver.hold_face()
        return self.minimise(self.costs[1], **PRIMAL)


DUAL: dict[str, Any] = {**Method.DUAL.value, "presolve_substitution_maxfillin": 200}
"""Presolve may put a row in for a variable where that adds up to so many entries."""

INTERIOR: dict[str, Any] = Method.INTERIOR.value
PRIMAL: dict[str, Any] = {**Method.PRIMAL.value, "simplex_iteration_limit": 200_000}
"""Without the limit at which a run goes on to another method."""


def through_less(
    weight: float = WEIGHT,
    lot: float = LOT,
    kept: tuple[str, ...] = (),
    ours: bool = True,
    beyond: float = boxed.BEYOND,
    **options: Any,
) -> Callable[[Bench], tuple[float, float]]:
    """As a run does it, but for what is said: families that stay in, whether we presolve, how far
    beyond what rows imply columns are bounded, options of the start."""

    def way(bench: Bench) -> tuple[float, float]:
        Method.UNREDUCED.value.update(options)
        boxed.BEYOND = beyond
        if beyond == np.inf:
            Solver.boxed = lambda solver: nullcontext()
        defined = {row: name for row, name in bench.program.defined.items() if name not in kept}
        program = replace(bench.program, defined=defined)
        solver = LeanSolver(replace(bench.scaled, program=program), bench.seed)
        if not ours:
            everything = (
                np.ones(count, dtype=bool) for count in solver.short.substituted.program.shape
            )
            solver.short = Presolved(solver.short.substituted, *everything)
        near = weighted(program, bench.seed, weight, lot) if weight or lot else None
        solver.optimum(program.costs["least_shortfall"], *METHODS["least_shortfall"], near=near)
        first = solver.solver.getInfo().objective_function_value * BILLION
        solver.hold_face()
        solver.optimum(program.costs["least_cost"], *METHODS["least_cost"])
        return first, solver.solver.getInfo().objective_function_value * BILLION

    return way


def first_by(**options: Any) -> Callable[[Bench], tuple[float, float]]:
    """The whole program: dual simplex from nothing, then primal simplex on the optimal face."""

    def way(bench: Bench) -> tuple[float, float]:
        first = bench.minimise(bench.costs[0], **{**DUAL, **options})
        return first, bench.second()

    return way


def bounds_perturbed(bench: Bench) -> tuple[float, float]:
    """With bounds perturbed in stage 2."""
    first = bench.minimise(bench.costs[0], **DUAL)
    bench.solver.hold_face()
    options = {**PRIMAL, "primal_simplex_bound_perturbation_multiplier": 1.0}
    return first, bench.minimise(bench.costs[1], **options)


def interior_second(bench: Bench) -> tuple[float, float]:
    """Stage 2 by interior point with crossover on the face of stage 1."""
    first = bench.minimise(bench.costs[0], **DUAL)
    bench.solver.hold_face()
    return first, bench.minimise(bench.costs[1], fresh_start=True, **INTERIOR)


def with_a_row(bench: Bench) -> tuple[float, float]:
    """Between the stages a row "shortfall <= optimum (1 + 1e-9)", not the face."""
    cost = bench.costs[0]
    first = bench.minimise(cost, **DUAL)
    there = np.flatnonzero(cost).astype(np.int32)
    limit = first / BILLION * (1 + 1e-9)
    bench.highs.addRow(-np.inf, limit, len(there), there, cost[there])
    return first, bench.minimise(bench.costs[1], **PRIMAL)


def loose_first(bench: Bench) -> tuple[float, float]:
    """Stage 1 with tolerances of 1e-7, then from there with 1e-10."""
    for tolerance in (1e-7, 1e-10):
        bench.solver.set(
            primal_feasibility_tolerance=tolerance, dual_feasibility_tolerance=tolerance
        )
        first = bench.minimise(bench.costs[0], **DUAL)
    return first, bench.second()


def allies_first(bench: Bench) -> tuple[float, float]:
    """Every ally for itself; then the rows in which they meet are put back and mended."""
    close = bench.open_rows(COUPLING)
    bench.minimise(bench.costs[0], **DUAL)
    close()
    return bench.minimise(bench.costs[0], **DUAL), bench.second()


def both_at_once(bench: Bench) -> tuple[float, float]:
    """Shortfall and a hundredth of the cost together, then each stage from there."""
    bench.minimise(bench.costs[0] + bench.costs[1] / 100, **DUAL)
    return bench.minimise(bench.costs[0], **PRIMAL), bench.second()


def few_columns_first(bench: Bench) -> tuple[float, float]:
    """Orders in every third year only, then all of them by primal simplex (sifting)."""
    orders = next(span for span in bench.program.columns if span.name == "order")
    years = np.array([index[-1] for index in orders.indices])
    reopen = bench.close_orders(np.flatnonzero((years - years.min()) % 3))
    bench.minimise(bench.costs[0], **DUAL)
    reopen()
    return bench.minimise(bench.costs[0], **PRIMAL), bench.second()


def without_the_useless(bench: Bench) -> tuple[float, float]:
    """Without the orders that count at no milestone; then with them, which proves the optimum."""
    program = bench.program
    orders = next(span for span in program.columns if span.name == "order")
    holding = next(span for span in program.rows if span.name == "holding_follows_orders")
    entries = program.index[program.start[holding.start] : program.start[holding.stop]]
    useless = np.setdiff1d(np.arange(orders.start, orders.stop), entries)
    reopen = bench.close_orders(useless)
    bench.minimise(bench.costs[0], **DUAL)
    reopen()
    return bench.minimise(bench.costs[0], **PRIMAL), bench.second()


def from_a_neighbour(bench: Bench) -> tuple[float, float]:
    """From the basis of the baseline's stage 1, which is not counted."""
    other = Bench(BASELINE)
    if other.program.early != bench.program.early:
        raise ValueError("the baseline has another shape")
    other.minimise(other.costs[0], **DUAL)
    bench.highs.setBasis(other.highs.getBasis())
    begun[0] = process_time()
    return bench.minimise(bench.costs[0], **DUAL), bench.second()


def spread(bench: Bench) -> tuple[float, float]:
    """What costs nothing in stage 1 costs between 10^-1.5 and 10^-4.5 of a billion, drawn by size,
    and no other perturbation; then the true costs by primal simplex."""
    drawn = 10 ** (-3 * np.random.default_rng(0).random(bench.columns) - 1.5)
    bench.minimise(
        np.where(bench.costs[0] == 0, drawn, bench.costs[0]),
        **{**DUAL, "dual_simplex_cost_perturbation_multiplier": 0.0},
    )
    return bench.minimise(bench.costs[0], **PRIMAL), bench.second()


begun = [0.0]
"""When the way at hand began, processor seconds."""

Way = tuple[str, Callable[[Bench], tuple[float, float]], int]

WAYS: dict[str, Way] = {
    "kept": ("what a run does: without what rows define and bounds decide, columns bounded by what "
             "rows imply, from a start that weighs in 3 % of the cost and a lot of up to 0.05 %",
             through_less(), 0),
    "seed 1": ("the same with another lot", through_less(), 1),
    "seed 2": ("the same with another lot", through_less(), 2),
    "no start": ("dual simplex from nothing, costs perturbed 3,000 times as by default",
                 through_less(weight=0, lot=0), 0),
    "cost only": ("a start without a lot", through_less(lot=0), 0),
    "lot only": ("a start without the cost", through_less(weight=0), 0),
    "weight 1 %": ("a start with 1 % of the cost", through_less(weight=0.01), 0),
    "weight 10 %": ("a start with 10 % of the cost", through_less(weight=0.1), 0),
    "lot 0.01 %": ("a lot of up to 0.01 %", through_less(lot=1e-4), 0),
    "lot 0.3 %": ("a lot of up to 0.3 %", through_less(lot=3e-3), 0),
    "no bounds": ("columns not bounded by what rows imply", through_less(beyond=np.inf), 0),
    "bounds + 0.1 %": ("bounded 0.1 % beyond that instead of 1 %", through_less(beyond=1.001), 0),
    "bounds x 1.5": ("bounded half as far again", through_less(beyond=1.5), 0),
    "bounds x 10": ("bounded ten times as far", through_less(beyond=10.0), 0),
    "upkeep stays": ("upkeep stays as its rows define it", through_less(kept=("running",)), 0),
    "all stays": ("a start for the whole program",
                  through_less(kept=("payments", "running", "bought", "ordered")), 0),
    "both presolve": ("HiGHS presolves the start once more", through_less(presolve="choose"), 0),
    "it presolves": ("HiGHS presolves the start, and not we",
                     through_less(ours=False, presolve="choose"), 0),
    "it looks for parallels": ("the same, and it looks for parallel rows and columns",
                               through_less(ours=False, presolve="choose", presolve_rule_off=0), 0),
    "nothing presolved": ("nobody presolves the start", through_less(ours=False), 0),
    "twice perturbed": ("HiGHS perturbs the costs of the start as well",
                        through_less(dual_simplex_cost_perturbation_multiplier=3e3), 0),
    "whole": ("the whole program: dual simplex from nothing, costs perturbed 3,000 times as by "
              "default, presolve may fill in 200 entries for a variable; then primal simplex on "
              "the optimal face. What follows differs from this as it says", first_by(), 0),
    "fill 10": ("presolve may fill in 10 entries, as by default",
                first_by(presolve_substitution_maxfillin=10), 0),
    "fill 1000": ("presolve may fill in 1,000 entries",
                  first_by(presolve_substitution_maxfillin=1000), 0),
    "spread": (" ".join(str(spread.__doc__).split()), spread, 0),
    "bounds perturbed": ("bounds perturbed in primal simplex, as by default", bounds_perturbed, 0),
    "perturbed 1": ("costs perturbed as by default",
                    first_by(dual_simplex_cost_perturbation_multiplier=1.0), 0),
    "perturbed 30000": ("costs perturbed 30,000 times as by default",
                        first_by(dual_simplex_cost_perturbation_multiplier=3e4), 0),
    "devex": ("devex instead of steepest edge weights",
              first_by(simplex_dual_edge_weight_strategy=1), 0),
    "no presolve": ("not reduced", first_by(presolve="off"), 0),
    "primal": ("primal simplex from the start", first_by(**PRIMAL), 0),
    "two threads": ("dual simplex in parallel (PAMI), both threads counted",
                    first_by(simplex_strategy=3, threads=2), 0),
    "interior": ("interior point with crossover", first_by(**INTERIOR), 0),
    "interior on the face": (str(interior_second.__doc__), interior_second, 0),
    "loose first": (str(loose_first.__doc__), loose_first, 0),
    "with a row": (str(with_a_row.__doc__), with_a_row, 0),
    "allies first": (str(allies_first.__doc__), allies_first, 0),
    "both at once": (str(both_at_once.__doc__), both_at_once, 0),
    "sifting": (str(few_columns_first.__doc__), few_columns_first, 0),
    "useless out": (str(without_the_useless.__doc__), without_the_useless, 0),
    "neighbour": (str(from_a_neighbour.__doc__), from_a_neighbour, 0),
}  # fmt: skip
"""Each way: in words, what it does, and the seed."""


def main() -> None:
    """Print one row a way."""
    parser = asked(__doc__, runs=1, limit=60.0)
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("scenarios", nargs="*", metavar="NAME", default=SCENARIOS)
    wanted = parser.parse_args()
    print(f"{'way':<16}", *(f"{name:>20}" for name in wanted.scenarios))
    rows: list[Figures] = []
    optima: dict[str, list[float]] = {}
    for way in wanted.ways.split(","):
        found = {}
        for name in wanted.scenarios:
            with tempfile.TemporaryDirectory() as folder:
                words = ["--child", way, str(scenario_of(name, Path(folder)))]
                runs = [fresh(__file__, words, wanted.limit) for _ in range(wanted.runs)]
            found[name] = medians(runs)
            optima.setdefault(name, found[name].get("optima", []))
            found[name]["agrees"] = agree(found[name], optima[name], NEAR)
        rows.append({"way": way, "words": WAYS[way][0], "scenarios": found})
        print(f"{way:<16}", *(f"{told(found[name]):>20}" for name in wanted.scenarios), flush=True)
    finish(wanted, rows)


def told(row: Figures) -> str:
    """Seconds of a way, or that it was not done."""
    if "broke" in row:
        return "not done"
    return f"{row['seconds']:.2f}" + ("" if row["agrees"] else " (other)")


def child(way: str, scenario: str) -> None:
    """Solve both stages of a scenario once, in one way."""
    _, solve, seed = WAYS[way]
    bench = Bench(Path(scenario), seed)
    begun[0] = process_time()
    optima = solve(bench)
    answered({"seconds": process_time() - begun[0], "optima": list(optima)})


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
    else:
        main()
