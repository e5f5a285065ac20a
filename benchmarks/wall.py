"""This file is about where size becomes a wall: stage 1 alone, as a run does it, by dual
simplex from nothing, and by interior point.

    python benchmarks/wall.py [--limit SECONDS] [--ways WAY,…] [--json FILE] [SIZE …]

Every run is a fresh process that has our scaled program loaded, as a run has; what is counted is
all that passes until the optimum is found, with pivots and iterations. A run past the limit is
stopped and told as such.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from time import process_time

from measuring import Figures, answered, asked, finish, fresh
from sizes import scenario_of
from tried import Bench

from model.lean import LeanSolver
from model.method import Method
from model.scale import BILLION
from model.stages import METHODS, SHORTFALL, weighted

KEPT = "kept"
WAYS = {KEPT: None, "dual": Method.DUAL, "interior": Method.INTERIOR}
SIZES = ("1x", "4x", "16x")


def main() -> None:
    """Print one row for each size and way."""
    parser = asked(__doc__, runs=1, limit=600.0)
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("sizes", nargs="*", metavar="SIZE")
    wanted = parser.parse_args()
    rows = []
    for size in wanted.sizes or SIZES:
        for way in wanted.ways.split(","):
            with tempfile.TemporaryDirectory() as folder:
                words = ["--child", way, str(scenario_of(size, Path(folder)))]
                rows.append({"size": size, "way": way, **fresh(__file__, words, wanted.limit)})
            show(rows[-1])
    finish(wanted, rows)


def child(way: str, scenario: str) -> None:
    """Solve stage 1 once."""
    bench = Bench(Path(scenario))
    begun, method = process_time(), WAYS[way]
    if method is None:
        solver, cost = LeanSolver(bench.scaled), bench.program.costs[SHORTFALL]
        near = weighted(bench.program, bench.seed)
        _, pivots = solver.optimum(cost, *METHODS[SHORTFALL], near=near)
        info = solver.solver.getInfo()
    else:
        bench.minimise(bench.costs[0], **method.value)
        info = bench.highs.getInfo()
        pivots = info.simplex_iteration_count
    ended = process_time()
    answered({
        "seconds": ended - begun,
        "optimum": info.objective_function_value * BILLION,
        "rows": bench.rows,
        "columns": bench.columns,
        "entries": int(bench.program.start[bench.rows]),
        "simplex": pivots,
        "interior": info.ipm_iteration_count,
        "crossover": info.crossover_iteration_count,
    })  # fmt: skip


def show(row: Figures) -> None:
    """Print one row."""
    told = row.get("broke") or (
        f"{row['seconds']:>9.2f} s {row['entries']:>10,} entries {row['simplex']:>7,} pivots "
        f"{row['interior']:>4,} iterations {row['crossover']:>7,} in crossover"
    )
    print(f"{row['size']:<6}{row['way']:<10}{told}", flush=True)


if __name__ == "__main__":
    child(*sys.argv[2:]) if sys.argv[1:2] == ["--child"] else main()
