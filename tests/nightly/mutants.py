"""Whether the tests would notice: faults are put into `model/`, one at a time, and tests are run.

    python tests/nightly/run.py mutants --sample 1000
    PYTHONPATH=$PWD python tests/nightly/mutants.py --cap 60 'model/families/*'
    PYTHONPATH=$PWD python tests/nightly/mutants.py --listed printed.csv

It needs the data of a run under coverage (`tests/nightly/run.py coverage`): a fault is shown to
the tests that pass through its line, the quickest files first, and to the other tests of those
files, until one fails or `--cap` seconds of tests are through. If none has failed, it has a second
look: all tests of the files with one that passes through the line, the quickest file first, for at
most `--again` seconds. What a test file needs of other packages is loaded once; each look gets a
fork of that process, and the fault stands in a copy of the project.

The faults of a sample are drawn by file in proportion, at least one each, by a hash of the fault,
so that most of them stay the same when the code changes. A fault that survives must stand in
survivors.csv with the reason; where it does not, its line for that file is printed, and such lines
are what `--listed` shows to the tests again. Exit code 1 when fewer than 90 % are noticed.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import math
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from faults import Fault, draw, faults_of, listed
from passing import Passing, file_of

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "build" / "nightly"
SURVIVORS = Path(__file__).with_name("survivors.csv")
LEAST = 0.90
CRASHED, STALE, STOPPED = "a crash", "no such file", "too long"
SPARE = 15
"""Seconds of the processor that the tests of a file may take longer than before."""
OPTIONS = [
    "-q",
    "--hypothesis-profile=night",
    "-p",
    "no:cacheprovider",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
]
HEAVY = (
    "click.testing", "highspy", "hypothesis", "jinja2", "numpy", "openpyxl", "pandas", "pyarrow",
    "pyomo.environ", "scipy.optimize", "scipy.sparse", "xlsxwriter",
)  # fmt: skip


class Chosen:
    """A pytest plugin: the chosen tests, begun in time only; it remembers which failed first."""

    def __init__(self, tests: list[str], until: float) -> None:
        self.tests = set(tests)
        self.until = until
        self.failed = ""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self.tests]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        if time.monotonic() > self.until:
            pytest.skip("the time is up")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid


def outcome(
    tests: dict[str, list[str]], seconds: Mapping[str, float], within: float = math.inf
) -> str:
    """Run tests file by file in a fork of this process; the test that noticed, "" for none.

    No test is begun after `within` seconds; those before it have then noticed nothing.
    Each file may take of the processor the `seconds` that all its tests took, and some more, or
    ten times as long by the clock. Then it is stopped, and has noticed: faults make loops endless.
    """
    ear, mouth = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            os.write(mouth, f"{_run(tests, seconds, time.monotonic() + within)}\n".encode())
            code = 0
        finally:
            os._exit(code)
    os.close(mouth)
    _, status = os.waitpid(child, 0)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # what a stopped test has left behind
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGALRM, signal.SIGXCPU):
        by = STOPPED
    else:
        by = CRASHED if status else os.read(ear, 4096).decode().rstrip("\n")
    os.close(ear)
    if by == STALE:
        raise SystemExit("A test file is not there: measure the coverage again.")
    return by


def _run(tests: dict[str, list[str]], seconds: Mapping[str, float], until: float) -> str:
    """Run tests in silence; the first that fails, its file where there is no such test, or ""."""
    os.setsid()
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(quiet, stream)
    for file, names in tests.items():
        _allow(math.ceil(SPARE + seconds[file]))
        chosen = Chosen(names, until)
        code = pytest.main(["-x", *OPTIONS, file], plugins=[chosen])
        if code == pytest.ExitCode.USAGE_ERROR:
            return STALE
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            return chosen.failed or file
    return ""


def _allow(seconds: int) -> None:
    """From now on this process may take so many seconds of the processor."""
    signal.alarm(10 * seconds)
    limit = math.ceil(time.process_time()) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def copied(folder: Path) -> None:
    """Stand in a copy of the project, from which all tests and their processes import."""
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    for name in names.stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    os.chdir(folder)
    sys.path[:0] = [str(folder)]
    os.environ["PYTHONPATH"] = str(folder)
    for name in HEAVY:
        importlib.import_module(name)
    if by := outcome({"tests": []}, {"tests": 600}):  # compiles every file once
        raise SystemExit(f"Without a fault, {by} cannot be read in the copy of the project.")
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"  # two faults of one second look alike to it
    sys.dont_write_bytecode = True


def results(faults: list[Fault], cap: float, again: float) -> Iterator[tuple[Fault, str]]:
    """Put each fault in, run tests, and take it out again; with the test that noticed."""
    passing = Passing(DATA)
    noticed: dict[str, Counter[str]] = defaultdict(Counter)
    every: dict[str, list[str]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        copied(Path(folder))
        for fault in faults:
            here, anywhere = noticed[fault.file], noticed[""]
            through = passing.through(fault.file, fault.mutant.lines)
            chosen = passing.first(through, cap)
            tests = dict(
                sorted(chosen.items(), key=lambda pair: (-here[pair[0]], -anywhere[pair[0]]))
            )
            path = Path(folder) / fault.file
            whole, stat = path.read_bytes(), path.stat()
            path.write_text(fault.mutant.source(fault.tree), encoding="utf-8")
            by = outcome(tests, passing.whole) or outcome(
                passing.second(through, tests), passing.whole, again
            )
            path.write_bytes(whole)
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
            here.update([file_of(by)])
            anywhere.update([file_of(by)])
            if by not in ("", CRASHED, STOPPED):
                every[file_of(by)].append(by)
            yield fault, by
        if by := outcome(every, passing.whole):
            raise SystemExit(f"Without a fault, {by} fails too, so it has noticed nothing.")
        os.chdir(ROOT)


def interval(killed: int, total: int) -> tuple[float, float]:
    """Wilson's interval of a share, 95 %."""
    z, p = 1.96, killed / total
    middle, width = (
        p + z * z / (2 * total),
        z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total)),
    )
    return (middle - width) / (1 + z * z / total), (middle + width) / (1 + z * z / total)


def report(ran: list[tuple[Fault, str]]) -> bool:
    """Print how many faults of each file and of all were noticed; whether they are enough."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for fault, by in ran:
        counts[fault.file]["too long" if by == STOPPED else "noticed" if by else "survived"] += 1
    for file, count in counts.items():
        told = ", ".join(f"{number} {how}" for how, number in sorted(count.items()))
        print(f"{file}: {count.total()} run, {told}")
    killed, total = sum(bool(by) for _, by in ran), len(ran)
    low, high = (f"{end:.1%}" for end in interval(killed, total))
    weighed = sum(f.weight for f, by in ran if by) / sum(f.weight for f, _ in ran)
    print(
        f"mutants: {total} run, {killed} noticed: {killed / total:.1%}, 95 % interval {low} to"
        f" {high}; {weighed:.1%} with files weighed by their faults; {total - killed} survived,"
    )
    return killed / total >= LEAST


def main(words: list[str] | None = None) -> int:
    """Draw, run and report; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="*", help="patterns of files; all of model/ without any")
    parser.add_argument("--sample", type=int, default=sys.maxsize, help="how many; all without it")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--listed", type=Path, help="a CSV file; the faults whose lines it holds")
    parser.add_argument("--cap", type=float, default=20.0, help="seconds of tests for a fault")
    parser.add_argument("--again", type=float, default=120.0, help="of them at the second look")
    given = parser.parse_args(words)
    if given.listed:
        faults = listed(given.listed)
    else:
        of_file = faults_of(given.files)
        print(f"{sum(map(len, of_file.values()))} faults can be put into {len(of_file)} files")
        faults = draw(given.sample, given.seed, of_file)
    with SURVIVORS.open(encoding="utf-8", newline="") as stream:
        reasons = {tuple(row[:4]): row[4] for row in list(csv.reader(stream))[1:]}
    started = time.perf_counter()
    ran, unexplained = [], 0
    with (DATA / "mutants.csv").open("w", encoding="utf-8", newline="") as stream:
        for fault, by in results(faults, given.cap, given.again):
            ran.append((fault, by))
            csv.writer(stream).writerow([*fault.key, by, f"{time.perf_counter() - started:.0f}"])
            stream.flush()
            if not by and fault.key not in reasons:
                unexplained += 1
                csv.writer(sys.stdout).writerow(fault.key)
                sys.stdout.flush()
    enough = report(ran)
    print(f"{unexplained} of them without a reason; {time.perf_counter() - started:.0f} s")
    return int(not enough)


if __name__ == "__main__":
    sys.exit(main())
