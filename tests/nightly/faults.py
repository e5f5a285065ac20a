"""The faults that can be put into `model/`: all of them, a sample, or those that a file lists."""

from __future__ import annotations

import ast
import csv
import math
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path

from mutations import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Fault:
    """A mutant of a file, and for how many of that file it stands in a sample."""

    file: str
    tree: ast.Module
    mutant: Mutant
    weight: float = 1.0

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What survivors.csv knows it by: file, function, the lines without and with it."""
        return (self.file, self.mutant.where, *self.mutant.change(self.tree))


def faults_of(patterns: list[str]) -> dict[str, list[Fault]]:
    """Every fault by file, of the files that a pattern fits; of all without any."""
    of_file: dict[str, list[Fault]] = {}
    for path in sorted((ROOT / "model").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not patterns or any(fnmatch(name, pattern) for pattern in patterns):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            if found := [Fault(name, tree, mutant) for mutant in mutants(tree)]:
                of_file[name] = found
    return of_file


def draw(count: int, seed: int, of_file: dict[str, list[Fault]]) -> list[Fault]:
    """A sample of faults: by file in proportion, at least one each."""
    share = min(1.0, count / sum(map(len, of_file.values())))
    sample = []
    for found in of_file.values():
        drawn = sorted(found, key=lambda fault: fault.mutant.lot(seed))
        drawn = drawn[: math.ceil(share * len(found))]
        sample += [replace(fault, weight=len(found) / len(drawn)) for fault in drawn]
    return sample


def listed(path: Path) -> list[Fault]:
    """The faults whose lines stand in a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        keys = {tuple(row[:4]) for row in csv.reader(stream)}
    of_file = faults_of(sorted({key[0] for key in keys}))
    functions = {key[:2] for key in keys}
    return [
        fault
        for found in of_file.values()
        for fault in found
        if (fault.file, fault.mutant.where) in functions and fault.key in keys
    ]
