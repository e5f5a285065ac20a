"""Which tests pass through which lines of `model/`, and how long they take, by a measured run."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import coverage

ROOT = Path(__file__).resolve().parents[2]
STYLE = {"tests/test_house.py"}
"""Tests that read the source instead of running it prove nothing here."""
LONG, SHORT = 60.0, 0.5
"""Seconds: in a file that takes long, tests that seem quick live on what others have solved."""


class Passing:
    """Which tests pass through which lines, and how long they and their files take."""

    def __init__(self, folder: Path) -> None:
        self.data = coverage.CoverageData(str(folder / "coverage"))
        self.data.read()
        self.paths = {
            Path(path).relative_to(ROOT).as_posix(): path for path in self.data.measured_files()
        }
        last = dict(map(json.loads, (folder / "seconds.jsonl").read_text().splitlines()))
        self.whole: Counter[str] = Counter()
        for test, took in last.items():
            self.whole[file_of(test)] += took
        self.seconds = {test: took for test, took in last.items() if file_of(test) not in STYLE}
        self.quick = {
            test: took
            for test, took in self.seconds.items()
            if self.whole[file_of(test)] < LONG or took > SHORT
        }

    def through(self, file: str, lines: tuple[int, int] | None) -> set[str]:
        """Every test that passes through lines of a file; without lines, when it is imported."""
        by_line = self.data.contexts_by_lineno(self.paths.get(file, file))
        numbers = range(lines[0], lines[1] + 1) if lines else by_line.keys()
        return {test for number in numbers for test in by_line.get(number, ())}

    def first(self, through: set[str], cap: float) -> dict[str, list[str]]:
        """What is shown a fault at first: the quickest tests, one at least, or `cap` seconds.

        Those that pass through its line come before the others of their files.
        """
        files = {file_of(test) for test in through & self.quick.keys()}
        chosen: list[str] = []
        spent = 0.0
        for test in sorted(self.quick, key=lambda t: (t not in through, self.quick[t])):
            if file_of(test) in files and (not chosen or spent + self.quick[test] <= cap):
                chosen.append(test)
                spent += self.quick[test]
        return self.by_file(chosen)

    def second(self, through: set[str], shown: dict[str, list[str]]) -> dict[str, list[str]]:
        """Every test that is not among those `shown`, of files with one that passes through a line.

        What the tests of a file share is made by its first: the others then use it and pass
        through nothing.
        """
        files, seen = set(map(file_of, through)), set().union(*shown.values())
        tests = [test for test in self.seconds if file_of(test) in files and test not in seen]
        return self.by_file(tests)

    def by_file(self, tests: Iterable[str]) -> dict[str, list[str]]:
        """Tests by test file, the quickest file first."""
        of_file: dict[str, list[str]] = {}
        spent: Counter[str] = Counter()
        for test in tests:
            of_file.setdefault(file_of(test), []).append(test)
            spent[file_of(test)] += self.seconds[test]
        return dict(sorted(of_file.items(), key=lambda pair: (spent[pair[0]], pair[0])))


def file_of(test: str) -> str:
    """The file of a test."""
    return test.partition("::")[0]
