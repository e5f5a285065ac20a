"""This file is about the last solve, the one plan among equals: ways to it, side by side.

    python benchmarks/ties.py [--runs N] [--limit SECONDS] [--ways WAY,…] [--json FILE] [NAME …]

Every run is a fresh process that comes to the vertex of the steadiest lines as a run does; counted
are the processor seconds from there to the one plan, and to the steadiest lines before, which are
the same whatever the way. NAME is that of a shipped scenario (all of them unless stated) or a size
of sizes.py.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import process_time
from typing import Any

from measuring import Figures, agree, answered, asked, finish, fresh, medians
from sizes import scenarios_of

from model.method import Method
from model.stages import METHODS, TIE

WAYS: dict[str, tuple[str, Method, dict[str, Any]]] = {
    "kept": ("dual simplex from nothing, costs as they are", METHODS[TIE][0], {}),
    "perturbed": ("the same, costs perturbed 3,000 times as by default", METHODS[TIE][0],
                  {"dual_simplex_cost_perturbation_multiplier": 3_000.0}),
    "parallel": ("the same, presolve looks for parallel rows and columns", METHODS[TIE][0],
                 {"presolve_rule_off": 0}),
    "interior": ("interior point with crossover", Method.INTERIOR, {}),
    "primal": ("primal simplex from the steadiest lines", Method.PRIMAL,
               {"simplex_iteration_limit": 200_000}),
}  # fmt: skip
"""Each way: in words, the method, and what of it differs."""

NEAR = 1e-7
"""How far, relative, a way may end from our optimum to have solved the same."""


def main() -> None:
    """Print one row a scenario."""
    parser = asked(__doc__, runs=1, limit=120.0)
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("scenarios", nargs="*", metavar="NAME")
    wanted = parser.parse_args()
    ways = wanted.ways.split(",")
    print(f"{'scenario':<21}{'before':>10}", *(f"{way:>12}" for way in ways))
    rows = []
    for name, scenario in scenarios_of(wanted.scenarios):
        found = measured(scenario, ways, wanted.runs, wanted.limit)
        rows.append({"scenario": name, "ways": found})
        show(rows[-1])
    finish(wanted, rows)


def measured(scenario: Path, ways: list[str], runs: int, limit: float) -> dict[str, Figures]:
    """Medians of each way, round by round."""
    ran: dict[str, list[Figures]] = {way: [] for way in ways}
    for _ in range(runs):
        for way, done in ran.items():
            done.append(fresh(__file__, ["--child", way, str(scenario)], limit))
    found = {way: {**medians(done), "words": WAYS[way][0]} for way, done in ran.items()}
    for row in found.values():
        row["agrees"] = agree(row, found[ways[0]].get("optima", []), NEAR)
    return found


def child(way: str, scenario: str) -> None:
    """Come to the one plan once, in one way."""
    from model import load
    from model.build import build
    from model.compile import compile_program
    from model.lean import LeanSolver
    from model.plan import make_plan
    from model.scale import BILLION, scale
    from model.stages import COST, SHORTFALL, STEADY, concede, vertex
    from model.tie import tie_break

    program = compile_program(build(make_plan(load(scenario))))
    solver, weights = LeanSolver(scale(program)), tie_break(program)
    for stage in (SHORTFALL, COST, STEADY):
        begun = process_time()
        if stage == STEADY:
            solver.add_late()
        point = vertex(solver, stage, program.costs[stage])
        if stage == SHORTFALL and program.tolerance > 0:
            concede(solver, float(program.costs[stage][: solver.columns] @ point.x))
        else:
            solver.hold_face()
        before = process_time() - begun
    _, method, more = WAYS[way]
    method.value.update(more)
    begun = process_time()
    _, pivots = solver.optimum(weights, method)
    answered(
        {
            "seconds": process_time() - begun,
            "before": before,
            "pivots": pivots,
            "optima": [solver.solver.getInfo().objective_function_value * BILLION],
        }
    )


def show(row: Figures) -> None:
    """Print one row."""
    before = next((way["before"] for way in row["ways"].values() if "before" in way), 0.0)
    print(f"{row['scenario']:<21}{before:>10.2f}",
          *(f"{told(way):>12}" for way in row["ways"].values()), flush=True)  # fmt: skip


def told(way: Figures) -> str:
    """Seconds of a way, or that it was not done."""
    if "broke" in way:
        return "not done"
    return f"{way['seconds']:.2f}" + ("" if way["agrees"] else " (other)")


if __name__ == "__main__":
    child(*sys.argv[2:]) if sys.argv[1:2] == ["--child"] else main()
