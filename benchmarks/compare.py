"""This file is about comparing: how long it takes, and what solving in parallel saves.

    python benchmarks/compare.py [--runs N] [SCENARIO …]

Every command is a fresh process. Each round solves the scenarios one after the other and then
compares them in one command; the ratio of the two is taken within a round, so that a slow machine
slows both. Then the finished runs are compared without solving. Medians of N rounds (default 3).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
COMMAND = "import sys; sys.path.insert(0, sys.argv.pop(1)); from cli import main; main()"
SHOWCASE = ("gdp_2pct", "gdp_3_5pct", "gdp_5pct")
MOST_SHARE, MOST_SECONDS = 0.7, 3.0


def main() -> None:
    """Print one row a round, and the medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", default=SHOWCASE)
    asked = parser.parse_args()
    print(f"{'':<8}{'one by one s':>14}{'compared s':>12}{'ratio':>8}{'finished runs s':>17}")
    rounds = []
    for count in range(1, asked.runs + 1):
        rounds.append(measured(asked.scenarios))
        show(f"round {count}", rounds[-1])
    show("median", tuple(median(figures) for figures in zip(*rounds, strict=True)))
    print(f"at most {MOST_SHARE} of the time one by one, {MOST_SECONDS:.0f} s for finished runs")


def measured(scenarios: list[str]) -> tuple[float, float, float, float]:
    """Seconds one by one, seconds in one command, their ratio, and seconds for finished runs."""
    files = [ROOT / "scenarios" / f"{name}.csv" for name in scenarios]
    with tempfile.TemporaryDirectory() as folder:
        apart = sum(seconds(folder, str(file)) for file in files)
        runs = [str(Path("results") / file.stem) for file in files]
        finished = seconds(folder, "compare", *runs[:2], "--out", "two")
    with tempfile.TemporaryDirectory() as folder:
        together = seconds(folder, "compare", *map(str, files))
    return apart, together, together / apart, finished


def seconds(folder: str, *words: str) -> float:
    """How long a command takes in a folder."""
    begun = perf_counter()
    command = [sys.executable, "-c", COMMAND, str(ROOT), *words]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise SystemExit(
            f"optimize {' '.join(words)} ended with {ended.returncode}: {ended.stderr}"
        )
    return perf_counter() - begun


def show(name: str, figures: tuple[float, ...]) -> None:
    """Print one row."""
    apart, together, ratio, finished = figures
    print(f"{name:<8}{apart:>14.2f}{together:>12.2f}{ratio:>8.2f}{finished:>17.2f}", flush=True)


if __name__ == "__main__":
    main()
