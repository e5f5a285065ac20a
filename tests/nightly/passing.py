"""Which tests pass through which lines of `model/`, and how long they take, by a measured run."""

from __future__ import annotations

import json
from collections import Counter
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
        self.seconds = {
            test: took
            for test, took in last.items()
            if file_of(test) not in STYLE and (self.whole[file_of(test)] < LONG or took > SHORT)
        }

    def tests(self, file: str, lines: tuple[int, int] | None, cap: float) -> dict[str, list[str]]:
        """Tests for lines of a file by test file, the quickest first; one, or `cap` seconds.

        Without lines they are those for what is run when the file is imported.
        """
        by_line = self.data.contexts_by_lineno(self.paths.get(file, file))
        numbers = range(lines[0], lines[1] + 1) if lines else by_line.keys()
        through = {test for number in numbers for test in by_line.get(number, ())}
        through &= self.seconds.keys()
        files = {file_of(test) for test in through}
        chosen: dict[str, list[str]] = {}
        spent: Counter[str] = Counter()
        for test in sorted(self.seconds, key=lambda t: (t not in through, self.seconds[t])):
            within = not spent or spent.total() + self.seconds[test] <= cap
            if file_of(test) in files and within:
                chosen.setdefault(file_of(test), []).append(test)
                spent[file_of(test)] += self.seconds[test]
        return dict(sorted(chosen.items(), key=lambda pair: spent[pair[0]]))


def file_of(test: str) -> str:
    """The file of a test."""
    return test.partition("::")[0]
