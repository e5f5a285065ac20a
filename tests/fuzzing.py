"""This file is about reading spoiled files one after the other, and what must hold for each."""

import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from spoiled import REFUSED, SAME, WORLD, Mutant, mutant
from workbooks import workbook

from model.errors import InputError
from model.scenario import Scenario, read_scenario

ACCEPTED, WARNED, TOLD = "accepted", "accepted with a warning", "refused"
MOST_WORDS = 2_000
"""Characters of one problem: a planner can still read it."""


@dataclass
class Tally:
    """What came of a number of spoiled files."""

    verdicts: Counter[str] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    tracebacks: int = 0
    slowest: tuple[float, str] = (0.0, "")

    @property
    def count(self) -> int:
        """Files read."""
        return sum(self.verdicts.values())

    def add(self, other: "Tally") -> None:
        """Count what came of further files."""
        self.verdicts += other.verdicts
        self.files += other.files
        self.faults += other.faults
        self.tracebacks += other.tracebacks
        self.slowest = max(self.slowest, other.slowest)


class Bench:
    """A folder with the good world in it, of which one file at a time is spoiled."""

    def __init__(self, folder: Path) -> None:
        (folder / "reference").mkdir()
        self.folder = folder
        self.good_files = {name: text.encode() for name, text in WORLD.items()}
        for name, data in self.good_files.items():
            (folder / name).write_bytes(data)
        rows = [line.split(",") for line in WORLD["scenario.csv"].splitlines() if '"' not in line]
        workbook(folder / "scenario.xlsx", *rows)
        self.good_files["scenario.xlsx"] = (folder / "scenario.xlsx").read_bytes()
        self.good = read_scenario(folder / "scenario.csv")
        self.spoiled = ""

    def read(self, spoiled: Mutant) -> Scenario:
        """The scenario with one file spoiled. Raises what reading raises."""
        if self.spoiled not in ("", spoiled.name):
            (self.folder / self.spoiled).write_bytes(self.good_files[self.spoiled])
        self.spoiled = spoiled.name
        (self.folder / spoiled.name).write_bytes(spoiled.data)
        main = "scenario.xlsx" if spoiled.name == "scenario.xlsx" else "scenario.csv"
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return read_scenario(self.folder / main)

    def judge(self, spoiled: Mutant, tally: Tally) -> None:
        """Read a spoiled file and say what is wrong with the answer."""
        try:
            scenario = self.read(spoiled)
        except InputError as error:
            tally.verdicts[TOLD] += 1
            tally.faults += self.faults_of(spoiled, error)
        except Exception:
            tally.verdicts["a traceback"] += 1
            tally.tracebacks += 1
            tally.faults.append(traceback.format_exc(limit=-3))
        else:
            tally.verdicts[WARNED if scenario.warnings else ACCEPTED] += 1
            tally.faults += self.gaps_of(spoiled, scenario)

    def faults_of(self, spoiled: Mutant, error: InputError) -> Iterator[str]:
        """What is wrong with a refusal."""
        if spoiled.due == SAME:
            yield f"refused, though nothing is wrong: {error}"
        places = {
            (problem.file.name, problem.line or None, problem.column) for problem in error.problems
        }
        place = (Path(spoiled.name).name, spoiled.line, spoiled.column)
        if spoiled.due == REFUSED and place not in places:
            yield f"{place} is not named: {error}"
        lines = spoiled.data.count(b"\n") + spoiled.data.count(b"\r") + 1
        for problem in error.problems:
            text = str(problem)
            if not text.isprintable() or len(text) > MOST_WORDS:
                yield f"nobody can read {text[:MOST_WORDS]!r}"
            in_text = problem.file.name == Path(spoiled.name).name and problem.file.suffix == ".csv"
            if not problem.file.is_relative_to(self.folder):
                yield f"a file elsewhere: {text}"
            elif in_text and (problem.line or 0) > lines:
                yield f"a line behind the end: {text}"

    def gaps_of(self, spoiled: Mutant, scenario: Scenario) -> Iterator[str]:
        """What is wrong with a scenario that was accepted."""
        if spoiled.due == REFUSED:
            yield f"accepted, though line {spoiled.line}, column '{spoiled.column}' is wrong"
        for name, cells in scenario.resolved.cells.items():
            array, low, high = cells.values, cells.parameter.low, cells.parameter.high
            unstated = np.isnan(array) & (name == "interim_year")
            unlimited = np.isposinf(array) & (name == "production")
            if not (((low <= array) & (array <= high)) | unstated | unlimited).all():
                yield f"{name} has a gap, or a number out of bounds"
            if spoiled.due == SAME and not np.array_equal(
                array, self.good.array(name), equal_nan=True
            ):
                yield f"{name} is read otherwise"


def run(bench: Bench, seed: int, count: int, most_seconds: float, start: int = 0) -> Tally:
    """Read `count` spoiled files. A file is slow where it takes `most_seconds` three times over,
    so that what a busy machine does is not held against it."""
    tally = Tally()
    for number in range(start, start + count):
        spoiled = mutant(seed, number)
        before = len(tally.faults)
        seconds = timed(bench, spoiled, tally)
        for _ in range(2):
            if seconds > most_seconds:
                seconds = min(seconds, timed(bench, spoiled, Tally()))
        if seconds > most_seconds:
            tally.faults.append(f"it takes {seconds:.1f} s")
        named = f"seed {seed}, file {number}: {spoiled.name}, {'; '.join(spoiled.steps)}"
        tally.files[spoiled.name] += 1
        tally.slowest = max(tally.slowest, (seconds, named))
        tally.faults[before:] = [f"{named}: {fault}" for fault in tally.faults[before:]]
    return tally


def timed(bench: Bench, spoiled: Mutant, tally: Tally) -> float:
    """The seconds that it takes to judge one file."""
    started = time.perf_counter()
    bench.judge(spoiled, tally)
    return time.perf_counter() - started
