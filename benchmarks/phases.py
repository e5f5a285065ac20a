"""This file is about phases: where the time and the memory of a whole run go, size by size.

    python benchmarks/phases.py [--runs N] [--memory MB] [--json FILE] SIZE …

SIZE is a name of sizes.py or `years=30,systems=2`, for curves of growth. Every run is a fresh
process that does what `optimize SCENARIO --timings` does, but for the proof in whole numbers, which
is made before the tables and not beside them. For each phase: wall seconds, processor seconds, and
the most memory while it ran. With --memory a run gets no more than that, and what it says when it
breaks is what the table shows.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time

from measuring import Figures, again, answered, asked, finish, fresh, medians
from sizes import make

from model.clock import Clock

PROC = Path("/proc/self")


def main() -> None:
    """Print a block of phases for each size."""
    parser = asked(__doc__)
    parser.add_argument("--memory", type=float, default=0, metavar="MB")
    parser.add_argument("sizes", nargs="+", metavar="SIZE")
    wanted = parser.parse_args()
    rows = []
    for size in wanted.sizes:
        with tempfile.TemporaryDirectory() as folder:
            scenario = make(size, Path(folder) / "world")
            runs: list[Figures] = []
            while len(runs) < wanted.runs and again(runs):
                words = ["--child", str(scenario)]
                runs.append(fresh(__file__, words, wanted.limit, wanted.memory))
        rows.append({"size": size, **medians(runs)})
        show(rows[-1])
    finish(wanted, rows)


class Meter(Clock):
    """A clock that also counts processor seconds and the most memory (MB) of each step."""

    def __init__(self) -> None:
        super().__init__()
        self.cpu: dict[str, float] = {}
        self.peak: dict[str, float] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        print(f"in {step.replace('_', ' ')}", file=sys.stderr, flush=True)
        forget_peak()
        begun = process_time()
        with super().__call__(step):
            yield
        self.cpu[step] = self.cpu.get(step, 0.0) + process_time() - begun
        self.peak[step] = max(self.peak.get(step, 0.0), peak_mb())
        answered(self.figures())  # for when a later step breaks

    def figures(self) -> Figures:
        """Seconds and memory by step, and of all steps together."""
        steps = {
            step: {"wall": self.seconds[step], "cpu": cpu, "peak": self.peak[step]}
            for step, cpu in self.cpu.items()
        }
        return {
            "steps": steps,
            "wall": sum(self.seconds.values()),
            "cpu": sum(self.cpu.values()),
            "peak": max(self.peak.values()),
        }


def forget_peak() -> None:
    """Let the peak of memory begin anew, where the system can."""
    if (PROC / "clear_refs").exists():
        (PROC / "clear_refs").write_text("5", encoding="ascii")


def peak_mb() -> float:
    """The most memory since then, or since the process began where the system cannot tell."""
    if not (PROC / "clear_refs").exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = (PROC / "status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def child(scenario: str) -> None:
    """A whole run, metered."""
    meter = Meter()
    with meter("import"):
        import model.run  # noqa: F401
        from model import load, solve
    with meter("read"):
        read = load(scenario)
    results = solve(read, timed=meter)
    with tempfile.TemporaryDirectory() as folder:
        results.write(Path(folder) / "results", timed=meter)
    program, stages = results.answer.solution.program, results.answer.solution.stages
    shape = dict(zip(("rows", "columns"), program.shape, strict=True))
    optima = {stage.name: stage.least for stage in stages}
    answered(meter.figures() | shape | {"entries": len(program.data), "optima": optima})


def show(row: Figures) -> None:
    """Print the phases of one size."""
    if "broke" in row:
        print(f"{row['size']}: {row['broke']} (after {row['process_s']:.0f} s)")
    else:
        print(f"{row['size']}: {row['rows']:,} rows, {row['columns']:,} columns, "
              f"{row['entries']:,} entries")  # fmt: skip
    print(f"  {'':<18}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}")
    for step, found in {**row["steps"], "together": row}.items() if "steps" in row else ():
        print(f"  {step.replace('_', ' '):<18}{found['wall']:>9.3f}{found['cpu']:>9.3f}"
              f"{found['peak']:>9.0f}")  # fmt: skip
    print(flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
    else:
        main()
