"""This file is about the solve alone: stages 1 and 2 of ours against plain HiGHS.

    python benchmarks/solving.py [--runs N] [--limit SECONDS] [--ways WAY,…] [--json FILE] [NAME …]

Every run is a fresh process; building and compiling are not counted. Each round runs every way
once, so that whatever else the machine does meets all of them; a way that met the limit is not run
again. Ours is what a run does: one thread, tolerances of 1e-10, the optimal face of stage 1. Plain
HiGHS minimises the same two objectives with a row "shortfall <= optimum (1 + 1e-9)" between them
and everything else at its defaults (tolerances of 1e-7, threads as it likes): `unscaled` as the
model states it, in MUSD, and `scaled` by our factors; METHODS says how each stage is solved.
NAME is that of a shipped one (all of them unless stated) or a size of sizes.py.
"""

from __future__ import annotations

import sys
from math import exp, inf, log
from pathlib import Path
from statistics import fmean
from time import perf_counter
from typing import Any

from measuring import Figures, Watch, agree, answered, asked, finish, fresh, medians
from sizes import scenarios_of

DUAL: dict[str, Any] = {"solver": "simplex", "simplex_strategy": 1}
PRIMAL: dict[str, Any] = {"solver": "simplex", "simplex_strategy": 4}
IPM: dict[str, Any] = {"solver": "ipm", "run_crossover": "on"}
METHODS: dict[str, tuple[dict[str, Any], bool, dict[str, Any]]] = {
    "default": ({}, False, {}),
    "default/default": ({}, True, {}),
    "dual/primal": (DUAL, False, PRIMAL),
    "primal/primal": (PRIMAL, False, PRIMAL),
    "ipm/ipm": (IPM, True, IPM),
    "ipm/primal": (IPM, False, PRIMAL),
}
"""How stage 1 is solved, whether stage 2 begins afresh (with presolve), and how it is solved. HiGHS
left alone begins stage 2 from the basis of stage 1."""

WAYS = tuple(f"{units}-{method}" for units in ("scaled", "unscaled") for method in METHODS)
NEAR = 1e-5
"""How far plain HiGHS may be from our optimum, relative, to have solved the same."""


def main() -> None:
    """Print one row a scenario, then how ours compares over all of them."""
    parser = asked(__doc__, runs=1, limit=300.0)
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("scenarios", nargs="*", metavar="NAME")
    wanted = parser.parse_args()
    ways = wanted.ways.split(",")
    print(f"{'scenario':<21}{'ours s':>8}{'wall s':>8}",
          *(f"{way:>24}" for way in ways), f"{'ratio':>9}")  # fmt: skip
    rows = []
    for name, scenario in scenarios_of(wanted.scenarios):
        rows.append({"scenario": name, **measured(scenario, ways, wanted.runs, wanted.limit)})
        show(rows[-1], ways)
    if all("broke" not in row for row in rows):
        print(summary(rows, ways))
    finish(wanted, rows)


def measured(scenario: Path, ways: list[str], runs: int, limit: float) -> Figures:
    """Medians of ours and of each way of plain HiGHS, round by round."""
    ran: dict[str, list[Figures]] = {way: [] for way in ("ours", *ways)}
    for _ in range(runs):
        for way, before in ran.items():
            if not before or not {"over", "broke"} & before[-1].keys():
                words = ["--child", way, str(scenario), str(limit)]
                before.append(fresh(__file__, words, 3 * limit + 600))
    found = {way: medians(before) for way, before in ran.items()}
    ours = found.pop("ours")
    broken = [row["broke"] for row in (ours, *found.values()) if "broke" in row]
    if broken:
        return {"broke": broken[0]}
    for row in found.values():
        row["agrees"] = agree(row, ours["optima"], NEAR)
    best = min(found, key=lambda way: seconds(found[way]))
    over = seconds(found[best]) == inf
    ratio = ours["wall"] / (limit if over else seconds(found[best]))
    return {"ours": ours, "plain": found, "best": best, "ratio": ratio, "at_most": over}


def seconds(row: Figures) -> float:
    """Seconds of both stages; infinite where the limit came first or the answer is another one."""
    return inf if "over" in row or not row.get("agrees") else float(row["inside"])


def child(way: str, scenario: str, limit: str) -> None:
    """Solve stages 1 and 2 of a scenario once, in one way."""
    from model import load
    from model.build import build
    from model.compile import compile_program
    from model.plan import make_plan

    program = compile_program(build(make_plan(load(scenario))))
    answered(ours(program) if way == "ours" else plain(program, way, float(limit)))


def ours(program: Any) -> Figures:
    """Our own stages: seconds inside HiGHS, the loading of both programs included, and
    wall seconds with all that lies between."""
    from model.clock import Clock
    from model.stages import COST, SHORTFALL, STEADY, solve_program

    clock, begun = Clock(), dict[str, float]()
    solution = solve_program(
        program, progress=lambda stage, _: begun.setdefault(stage, perf_counter()), timed=clock
    )
    stages = [solution.stage(name) for name in (SHORTFALL, COST)]
    return {
        "inside": sum(clock.seconds[step] for step in ("load", "presolve"))
        + sum(stage.point.seconds for stage in stages),
        "wall": begun[STEADY] - clock.begun,
        "stages": [stage.point.seconds for stage in stages],
        "methods": [stage.point.method for stage in stages],
        "optima": [stage.least for stage in stages],
    }


def plain(program: Any, way: str, limit: float) -> Figures:
    """Plain HiGHS on the two objectives, one after the other."""
    import highspy
    import numpy as np

    from model.scale import BILLION, scale

    units, method = way.split("-")
    first, afresh, second = METHODS[method]
    scaled = scale(program)
    column, row = (scaled.column, scaled.row) if units == "scaled" else (1.0, 1.0)
    money = BILLION if units == "scaled" else 1.0
    costs = [
        (program.costs[name] * column / money)[: program.early[1]]
        for name in ("least_shortfall", "least_cost")
    ]
    solver = highspy.Highs()
    accept(solver.setOptionValue("output_flag", False))
    accept(solver.setOptionValue("time_limit", limit))
    accept(solver.passModel(model(program, column, row, costs[0])))
    found: Figures = {"stages": [], "optima": []}
    for cost, options, clear in zip(costs, (first, second), (False, afresh), strict=True):
        accept(solver.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost))
        for name, value in options.items():
            accept(solver.setOptionValue(name, value))
        if clear:
            accept(solver.clearSolver())
        with Watch() as watch:
            solver.run()
        found["stages"].append(watch.wall)
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return found | {"over": solver.modelStatusToString(solver.getModelStatus())}
        least = solver.getInfo().objective_function_value
        found["optima"].append(least * money)
        there = np.flatnonzero(cost).astype(np.int32)
        accept(solver.addRow(-np.inf, least * (1 + 1e-9), len(there), there, cost[there]))
    return found | {"inside": sum(found["stages"])}


def model(program: Any, column: Any, row: Any, cost: Any) -> Any:
    """The rows of stages 1 and 2 as HiGHS wants them, in the units of the factors."""
    import highspy
    import numpy as np

    rows, columns = program.early
    end = program.start[rows]
    data = program.data * np.broadcast_to(column, program.shape[1])[program.index]
    data = data * np.broadcast_to(row, program.shape[0])[program.row_of_entry]
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_, lp.col_cost_ = rows, columns, cost
    lp.col_lower_ = (program.low / column)[:columns]
    lp.col_upper_ = (program.high / column)[:columns]
    lp.row_lower_ = (program.row_low * row)[:rows]
    lp.row_upper_ = (program.row_high * row)[:rows]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = program.start[: rows + 1]
    lp.a_matrix_.index_, lp.a_matrix_.value_ = program.index[:end], data[:end]
    return lp


def accept(status: Any) -> None:
    """Raise unless HiGHS took what it was given: a refusal would leave the old value in place.

    A warning is what HiGHS says of unscaled programs, whose numbers lie far apart.
    """
    import highspy

    if status == highspy.HighsStatus.kError:
        raise RuntimeError("HiGHS refused an option or the model")


def show(row: Figures, ways: list[str]) -> None:
    """Print one row."""
    if "broke" in row:
        print(f"{row['scenario']:<21} {row['broke']}", flush=True)
        return
    ratio = f"{'< ' if row['at_most'] else ''}{row['ratio']:.3f}"
    print(f"{row['scenario']:<21}{row['ours']['inside']:>8.2f}{row['ours']['wall']:>8.2f}",
          *(f"{told(row['plain'][way]):>24}" for way in ways), f"{ratio:>9}",
          flush=True)  # fmt: skip


def told(row: Figures) -> str:
    """A way's seconds, or why it has none."""
    if "over" in row:
        return f"> {sum(row['stages']):.0f} ({row['over'].split()[0].lower()})"
    return f"{row['inside']:.2f}" + ("" if row["agrees"] else " (other)")


def summary(rows: list[Figures], ways: list[str]) -> str:
    """The geometric means of the ratios: to each way, and to the best way of each scenario."""
    lines = []
    for way in ways:
        ratios = [row["ours"]["wall"] / seconds(row["plain"][way]) for row in rows]
        if 0 in ratios:
            lines.append(f"{way}: not done in the limit, or not right, {ratios.count(0)} times")
        else:
            lines.append(f"ours / {way}: {mean(ratios):.3f}, most {max(ratios):.3f}")
    ratios = [row["ratio"] for row in rows]
    return "\n".join(
        [*lines, f"ours / the best of each: {mean(ratios):.3f}, most {max(ratios):.3f}"]
    )


def mean(ratios: Any) -> float:
    """The geometric mean."""
    return exp(fmean(map(log, ratios)))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
    else:
        main()
