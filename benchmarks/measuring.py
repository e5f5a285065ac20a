"""This file is about measuring: fresh processes, medians, and records that say where and when.

A benchmark runs parts of itself in processes of their own: `fresh(__file__, words)` starts one,
which answers with `answered(figures)`, as often as it knows more. What goes wrong in it is a figure
too: where a run broke, and what was said then.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ANSWER = "UPLIFT_BENCHMARK_ANSWER"
PACKAGES = (
    "highspy", "numpy", "pandas", "pyomo", "linopy", "PuLP", "pyoptinterface", "highsbox",
)  # fmt: skip
sys.path.insert(0, str(ROOT))

PATIENCE = 40.0
"""Seconds; a process that took longer is not run again for the sake of a median."""

Figures = dict[str, Any]


def asked(description: str, **defaults: Any) -> argparse.ArgumentParser:
    """A parser with the options that all benchmarks share."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--runs", type=int, default=defaults.get("runs", 3))
    parser.add_argument("--limit", type=float, default=defaults.get("limit", 3600.0),
                        help="processor seconds after which a process is stopped")  # fmt: skip
    parser.add_argument("--json", type=Path, help="write the figures into this file")
    return parser


def fresh(script: str, words: Iterable[str], limit: float, memory: float = 0) -> Figures:
    """The figures of a process of its own, with its `peak_mb`; or `broke`, what was said then.

    Args:
        limit: seconds. memory: MB of address space that it may take; 0 for all there is.
    """
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        with (Path(folder) / "said").open("w+", encoding="utf-8") as said:
            process = subprocess.Popen(
                [sys.executable, "-W", "ignore", script, *words],
                env={**os.environ, ANSWER: str(answer)},
                stdout=subprocess.DEVNULL,
                stderr=said,
                preexec_fn=lambda: bounded(limit, memory),
            )
            begun = perf_counter()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            ended = perf_counter() - begun
            said.seek(0)
            words_said = [line for line in said.read().splitlines() if line.strip()]
        figures: Figures = {"process_s": ended, "peak_mb": usage.ru_maxrss / 1024}
        if answer.exists():
            figures |= json.loads(answer.read_text(encoding="utf-8"))
        if process.returncode or not answer.exists():
            last = words_said[-1] if words_said else "nothing was said"
            figures["broke"] = f"{ending(process.returncode, limit)}: {last}"
        return figures


def again(found: list[Figures]) -> bool:
    """Whether the last run was quick enough to be run once more, and there was no mistake."""
    return not found or (found[-1]["process_s"] < PATIENCE and "broke" not in found[-1])


def ending(code: int, limit: float) -> str:
    """How a process ended that should have ended otherwise."""
    if code == -signal.SIGXCPU:
        return f"not done in {limit:.0f} processor seconds"
    return f"stopped by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"


def bounded(limit: float, memory: float) -> None:
    """Bound the process at hand: processor seconds and address space."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit) + 5))
    if memory:
        size = int(memory * 1024 * 1024)
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def answered(figures: Figures) -> None:
    """Hand figures back to the process that asked."""
    Path(os.environ[ANSWER]).write_text(json.dumps(figures), encoding="utf-8")


class Watch:
    """Wall and processor seconds of what stands below it."""

    def __enter__(self) -> Watch:
        self.begun = perf_counter(), process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall = perf_counter() - self.begun[0]
        self.cpu = process_time() - self.begun[1]


def medians(runs: list[Figures]) -> Figures:
    """The median of every number of some runs; all else is that of the last run."""
    broken = [run for run in runs if "broke" in run]
    if broken:
        return broken[0]
    found: Figures = {}
    for name, value in runs[-1].items():
        if isinstance(value, Mapping):
            found[name] = medians([run[name] for run in runs])
        elif isinstance(value, float):
            found[name] = median(run[name] for run in runs)
        else:
            found[name] = value
    return found


def record(command: str, runs: int, rows: list[Figures]) -> Figures:
    """Figures with the machine, the versions and the day they were measured."""
    return {
        "command": command,
        "runs": runs,
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": f"{os.cpu_count()} cores, {processor()}, {memory_gb():.0f} GB",
        "load": round(os.getloadavg()[2], 1),
        "python": platform.python_version(),
        "versions": {name: found for name in PACKAGES if (found := installed(name))},
        "rows": rows,
    }


def processor() -> str:
    """What the machine calls its processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def memory_gb() -> float:
    """The machine's memory, GB."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def installed(name: str) -> str | None:
    """The version of a package; None where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def finish(asked: argparse.Namespace, rows: list[Figures]) -> None:
    """Write the record where asked; end with 1 where a run broke."""
    if asked.json:
        words = [Path(sys.argv[0]).name, *sys.argv[1:]]
        made = record(f"python benchmarks/{' '.join(words)}", asked.runs, rows)
        asked.json.parent.mkdir(parents=True, exist_ok=True)
        asked.json.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    raise SystemExit(any("broke" in row for row in rows))
