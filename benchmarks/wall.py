"""This file is about where size becomes a wall: stage 1 alone, by simplex and by interior point.

    python benchmarks/wall.py [--limit SECONDS] [--ways WAY,…] [--json FILE] [SIZE …]

Every run is a fresh process that has our scaled program loaded, as a run has; what is counted is
inside HiGHS, with its pivots and iterations. A run past the limit is stopped and told as such.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from time import process_time

from measuring import Figures, answered, asked, finish, fresh
from sizes import scenario_of
from tried import Bench

from model.method import Method

WAYS = {"dual": Method.DUAL, "interior": Method.INTERIOR}
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
    begun = process_time()
    optimum = bench.minimise(bench.costs[0], **WAYS[way].value)
    ended, info = process_time(), bench.highs.getInfo()
    answered({
        "seconds": ended - begun,
        "optimum": optimum,
        "rows": bench.rows,
        "columns": bench.columns,
        "entries": int(bench.program.start[bench.rows]),
        "simplex": info.simplex_iteration_count,
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
