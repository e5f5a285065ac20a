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
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from time import perf_counter, process_time, sleep
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ANSWER = "UPLIFT_BENCHMARK_ANSWER"
PACKAGES = (
    "highspy", "numpy", "pandas", "pyomo", "linopy", "PuLP", "pyoptinterface", "highsbox",
)  # fmt: skip
sys.path.insert(0, str(ROOT))

PATIENCE = 40.0
"""Seconds; a process that took longer is not run again for the sake of a median."""

BEFORE = round(os.getloadavg()[0], 1)
"""How many processes wanted the machine in the minute before this one began."""

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
    """The figures that a process of its own answers with, and those of `ended`.

    Args:
        limit: processor seconds. memory: MB of address space that it may take; 0 for all there is.
    """
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        figures = ended(["-W", "ignore", script, *words], limit, memory, {ANSWER: str(answer)})
        if answer.exists():
            figures |= json.loads(answer.read_text(encoding="utf-8"))
        elif "broke" not in figures:
            figures["broke"] = "nothing was answered"
        return figures


def ended(
    words: Iterable[str],
    limit: float,
    memory: float = 0,
    more: Mapping[str, str] | None = None,
    folder: str | None = None,
    told: list[str] | None = None,
) -> Figures:
    """What an interpreter with some arguments took, once it ended: wall seconds, processor seconds
    of it and of all processes that it waited for, the most memory of the largest; or `broke`, what
    was said last.

    Args:
        more: further variables of its environment. folder: where it works. told: takes the lines
            that it says beside its output.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        begun = perf_counter()
        process = subprocess.Popen(
            [sys.executable, *words],
            env={**users_environment(), **(more or {})},
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=said,
            preexec_fn=lambda: bounded(limit, memory),
        )
        _, status, usage = os.wait4(process.pid, 0)
        took = perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        figures: Figures = {
            "process_s": took,
            "cpu_s": usage.ru_utime + usage.ru_stime,
            "peak_mb": usage.ru_maxrss / 1024,
        }
        said.seek(0)
        lines = [line for line in said.read().splitlines() if line.strip()]
        if process.returncode:
            last = lines[-1] if lines else "nothing was said"
            figures["broke"] = f"{ending(process.returncode, limit)}: {last}"
        if told is not None:
            told += lines
        return figures


def users_environment() -> dict[str, str]:
    """The environment as on a user's machine, where Python keeps what it has compiled; where that
    is forbidden, every process compiles every module anew."""
    return {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def tree_mb(words: Iterable[str], folder: str) -> float:
    """The most memory of an interpreter and all that it begins, MB; what they share counts once."""
    process = subprocess.Popen(
        [sys.executable, *words],
        env=users_environment(),
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    most = 0.0
    while process.poll() is None:
        most = max(most, sum(map(own_mb, family(process.pid))))
        sleep(0.01)
    return most


def family(number: int) -> Iterator[int]:
    """A process and all that it has begun and not waited for."""
    yield number
    with suppress(OSError):
        for children in Path(f"/proc/{number}/task").glob("*/children"):
            for child in children.read_text(encoding="ascii").split():
                yield from family(int(child))


def own_mb(number: int) -> float:
    """The memory of one process, MB; of what it shares with others, its share."""
    with suppress(OSError):
        lines = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return 0.0  # it has just ended


def allowed(inside: float) -> float:
    """What a run with so many seconds inside HiGHS is meant to take at most."""
    return 1.2 * inside + 1.0


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
    """The medians of some runs, number by number; what is no number is that of the last run.

    A run that broke, or met a limit (`over`), stands for all.
    """
    for run in runs:
        if {"broke", "over"} & run.keys():
            return run
    return {name: middle([run[name] for run in runs]) for name in runs[-1]}


def middle(found: list[Any]) -> Any:
    """The median of some values of a kind: numbers, or lists or tables of them."""
    last = found[-1]
    if isinstance(last, Mapping):
        return medians(found)
    if isinstance(last, list) and len({len(one) for one in found}) == 1:
        return [middle(list(places)) for places in zip(*found, strict=True)]
    return median(found) if isinstance(last, float) else last


def agree(row: Figures, optima: list[float], near: float) -> bool:
    """Whether a way came to some optima, each to a relative distance; not where it did not end."""
    found = row.get("optima", ())
    return len(found) == len(optima) and all(
        abs(a - b) <= near * max(1.0, abs(b)) for a, b in zip(found, optima, strict=True)
    )


def record(command: str, runs: int, rows: list[Figures]) -> Figures:
    """Figures with the machine, the versions and the day they were measured."""
    return {
        "command": command,
        "runs": runs,
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": f"{os.cpu_count()} cores, {processor()}, {memory_gb():.0f} GB",
        "load": BEFORE,
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
    raise SystemExit(any(map(broke, rows)))


def broke(figures: Any) -> bool:
    """Whether a run among some figures broke, in whatever table of them it stands."""
    if not isinstance(figures, Mapping):
        return False
    return "broke" in figures or any(map(broke, figures.values()))
