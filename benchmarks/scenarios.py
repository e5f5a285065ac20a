"""This file is about time: where it goes, scenario by scenario, as a whole command and by phase.

    python benchmarks/scenarios.py [--runs N] [SCENARIO …]

Every run is a fresh process. The whole command is set against the seconds inside HiGHS, because
that ratio carries over between machines and seconds do not. Medians of N runs (default 3).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
COMMAND = "import sys; from cli import main; main(sys.argv[1:])"


def main() -> None:
    """Print a table, one row a scenario."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO")
    asked = parser.parse_args()
    names = asked.scenarios or sorted(path.stem for path in (ROOT / "scenarios").glob("*.csv"))
    print(f"{'scenario':<22}{'command s':>10}{'HiGHS s':>9}{'limit s':>9}{'peak MB':>9}"
          f"{'shortfall MUSD':>18}{'cost MUSD':>18}")  # fmt: skip
    for name in names:
        runs = [run(ROOT / "scenarios" / f"{name}.csv") for _ in range(asked.runs)]
        whole, inside, peak = (median(figures) for figures in list(zip(*runs, strict=True))[:3])
        print(f"{name:<22}{whole:>10.2f}{inside:>9.2f}{1.2 * inside + 1.0:>9.2f}{peak:>9.0f}"
              f"{runs[0][3]:>18.6f}{runs[0][4]:>18.6f}", flush=True)  # fmt: skip
    print(f"\noptimize --help: {median(start('--help')[0] for _ in range(5)):.3f} s")
    check = median(start("check", str(ROOT / "scenarios" / "baseline.csv"))[0] for _ in range(5))
    print(f"optimize check baseline: {check:.3f} s")


def run(scenario: Path) -> tuple[float, float, float, float, float]:
    """Solve one scenario: seconds, seconds inside HiGHS, peak MB, shortfall and cost."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "results"
        seconds, peak = start(str(scenario), "--out", str(out))
        stages = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["stages"]
    inside = sum(stage["seconds"] for stage in stages)
    shortfall, cost = (stage["optimum_musd"] for stage in stages[:2])
    return seconds, inside, peak, shortfall, cost


def start(*words: str) -> tuple[float, float]:
    """Run a command in a process of its own: its seconds and its peak memory in MB."""
    begun = perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, *words],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"optimize {' '.join(words)} ended with status {status}")
    return perf_counter() - begun, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
