"""This file is about peers: the same linear program, from the Plan in memory to HiGHS.

    python benchmarks/peers.py [--runs N] [--only PEER,…] [--json FILE] SIZE …

Every run is a fresh process that reads the tables, makes the Plan, loads its packages, and only
then starts the clock; it stops when HiGHS holds the rows of stages 1 and 2 and the objective of
stage 1. What each peer states is read back from HiGHS and compared with our own program: rows,
columns and entries, and every number in them up to order and rounding.

- `uplift`: what a run does; the rows of stage 3 are built and compiled as well, and it is scaled.
- `uplift-early`: the same without what only stage 3 needs, as the peers.
- `floor`: numpy arrays straight to highspy, without a label or a name (statements/floor.py).
- `linopy`: labelled arrays. `linopy-terms`: linopy as a carrier of what numpy put together.
- `pulp`, `pyoptinterface`: loops and dictionaries (statements/loops.py).
- `pyomo`: our own families as ordinary rules, through `appsi_highs`; orders that are fixed at 0
  stay there as columns without entries.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from measuring import Figures, Watch, again, answered, asked, finish, fresh, medians
from sizes import make

PEERS = {
    "uplift": ("with_pyomo", "loaded_whole", "pyomo"),
    "uplift-early": ("with_pyomo", "loaded_early", "pyomo"),
    "floor": ("floor", "loaded", "highspy"),
    "pyoptinterface": ("with_pyoptinterface", "loaded", "highsbox"),
    "linopy-terms": ("with_linopy_terms", "loaded", "linopy"),
    "pulp": ("with_pulp", "loaded", "pulp"),
    "linopy": ("with_linopy", "loaded", "linopy"),
    "pyomo": ("with_pyomo", "loaded_ordinary", "pyomo"),
}
"""Each peer's module in statements/, its function there, and the package it needs."""

OURS = ("uplift", "uplift-early")


def main() -> None:
    """Print one row a size and peer."""
    parser = asked(__doc__)
    parser.add_argument("--only", default=",".join(PEERS))
    parser.add_argument("sizes", nargs="+", metavar="SIZE")
    wanted = parser.parse_args()
    print(f"{'size':<8}{'peer':<16}{'wall s':>9}{'cpu s':>9}{'x floor':>9}{'import s':>9}"
          f"{'peak MB':>9}{'rows':>9}{'columns':>9}{'entries':>10}  the same program")  # fmt: skip
    rows = []
    for size in wanted.sizes:
        with tempfile.TemporaryDirectory() as folder:
            scenario = make(size, Path(folder) / "world")
            found = measured(scenario, wanted.only.split(","), wanted.runs, wanted.limit)
        floor = next((row["wall"] for row in found if row["peer"] == "floor"), None)
        for row in found:
            rows.append({"size": size, **row})
            show(rows[-1], floor)
    finish(wanted, rows)


def measured(scenario: Path, peers: list[str], runs: int, limit: float) -> list[Figures]:
    """The medians of each peer, round by round, so that a slow machine slows all of them."""
    there = [peer for peer in peers if find_spec(PEERS[peer][2])]
    for peer in set(peers) - set(there):
        print(f"{peer}: not measured, {PEERS[peer][2]} is not installed", file=sys.stderr)
    found: dict[str, list[Figures]] = {peer: [] for peer in there}
    with tempfile.TemporaryDirectory() as folder:
        for run in range(runs):
            for peer in filter(lambda peer: again(found[peer]), there):
                words = [peer, str(scenario)]
                if run == 0:
                    words.append(str(Path(folder) / f"{peer}.mps"))
                found[peer].append(fresh(__file__, ["--child", *words], limit))
        ours = program_of(scenario)
        return [
            {"peer": peer, **medians(figures), **compared(ours, Path(folder) / f"{peer}.mps", peer)}
            for peer, figures in found.items()
        ]


def child(peer: str, scenario: str, kept: str = "") -> None:
    """Load the program once; say how long it took, and keep it as an MPS file where asked."""
    from model import load
    from model.plan import make_plan

    plan = make_plan(load(scenario))
    module, function, _ = PEERS[peer]
    with Watch() as importing:
        loaded = getattr(import_module(f"statements.{module}"), function)
    with Watch() as watch:
        solver = loaded(plan)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if kept:
        (solver.writeModel if hasattr(solver, "writeModel") else solver.write)(kept)
    answered({"wall": watch.wall, "cpu": watch.cpu, "import": importing.wall, "peak": peak})


def program_of(scenario: Path) -> Any:
    """Our own program of a scenario."""
    from model import load
    from model.build import build
    from model.compile import compile_program
    from model.plan import make_plan

    return compile_program(build(make_plan(load(scenario))))


def compared(program: Any, file: Path, peer: str) -> Figures:
    """Rows, columns with an entry or a cost, entries, and whether the program in a file is ours.

    Ours are counted only: they are scaled, and there is nothing to hold them against.
    """
    if not file.exists():
        return {"same": False}
    lp, costs = read_back(file)
    used = np.count_nonzero((np.diff(lp.a_matrix_.start_) > 0) | (costs != 0))
    rows, columns = program.early
    counts = {"rows": lp.num_row_, "columns": int(used), "entries": len(lp.a_matrix_.value_)}
    same = list(counts.values()) == [rows, columns, int(program.start[rows])]
    return {**counts, "same": same and (peer in OURS or same_numbers(program, lp, costs))}


def read_back(file: Path) -> tuple[Any, Any]:
    """A program as HiGHS reads it, by columns, and the costs in it."""
    # Not at the top: one process cannot hold this HiGHS and that of PyOptInterface.
    import highspy

    from model.silence import silenced

    with silenced():
        reader = highspy.Highs()
    reader.setOptionValue("output_flag", False)
    reader.readModel(str(file))
    lp = reader.getLp()
    return lp, np.array(lp.col_cost_)


def same_numbers(program: Any, lp: Any, costs: Any) -> bool:
    """Whether entries, bounds and costs are those of stages 1 and 2, in whatever order."""
    rows, columns = program.early
    least = program.costs["least_shortfall"][:columns]
    pairs = [
        (lp.a_matrix_.value_, program.data[: program.start[rows]]),
        (lp.row_lower_, program.row_low[:rows]),
        (lp.row_upper_, program.row_high[:rows]),
        (costs[costs != 0], least[least != 0]),
    ]
    return all(alike(np.array(theirs), ours) for theirs, ours in pairs)


def alike(theirs: Any, ours: Any) -> bool:
    """Whether two arrays hold the same finite sizes, in whatever order."""
    left, right = (np.sort(np.abs(part[np.isfinite(part)])) for part in (theirs, ours))
    return len(left) == len(right) and bool(np.allclose(left, right, rtol=1e-9, atol=1e-9))


def show(row: Figures, floor: float | None) -> None:
    """Print one row."""
    if "broke" in row:
        print(f"{row['size']:<8}{row['peer']:<16} {row['broke']}", flush=True)
        return
    times = f"{row['wall'] / floor:.1f}" if floor else ""
    print(f"{row['size']:<8}{row['peer']:<16}{row['wall']:>9.3f}{row['cpu']:>9.3f}{times:>9}"
          f"{row['import']:>9.2f}{row['peak']:>9.0f}{row['rows']:>9}{row['columns']:>9}"
          f"{row['entries']:>10}  {'yes' if row['same'] else 'NO'}", flush=True)  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
    else:
        main()
