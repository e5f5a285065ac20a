"""This file is about columns of text on the terminal: words on the left, a cell for each run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from .words import KEPT

WIDTH = 100
LABEL = 40
"""The column of words on the left; the runs share the rest."""


@dataclass(frozen=True)
class Columns:
    """One column a run, wide enough for their names if the screen allows."""

    names: tuple[str, ...]

    @property
    def width(self) -> int:
        """Characters of a column."""
        longest = max(map(len, self.names)) + 2
        return max(11, min(longest, (WIDTH - LABEL) // len(self.names)))

    def line(self, label: str, cells: Sequence[str]) -> str:
        """A label and a cell for each run."""
        return f"{label:<{LABEL}}" + "".join(f"{cell:>{self.width}}" for cell in cells)

    def head(self, label: str) -> Iterator[str]:
        """A label and the names of the runs, on as many lines as the longest name takes."""
        names = [broken(name, self.width - 2) for name in self.names]
        deep = max(map(len, names))
        *above, last = zip(*([""] * (deep - len(name)) + name for name in names), strict=True)
        yield from (self.line("", cells) for cells in above)
        yield self.line(label, last)


def broken(name: str, room: int) -> list[str]:
    """A name in lines of a width, which end after an underscore or a dash where they can."""
    lines = [""]
    for word in re.findall(r"[^_-]*[_-]|[^_-]+", name):
        parts = [word[at : at + room] for at in range(0, len(word), room)]
        if len(lines[-1] + parts[0]) <= room:
            parts[0] = lines.pop() + parts[0]
        lines += parts
    return lines


def wrapped(text: str, indent: str) -> list[str]:
    """A sentence on as many lines as it takes."""
    return wrap(text, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ")


def clauses(text: str, indent: str) -> list[str]:
    """A sentence on as many lines as it takes, each of which ends where a clause does."""
    whole = "; ".join(clause.replace(" ", KEPT) for clause in text.split("; "))
    return [line.replace(KEPT, " ") for line in wrapped(whole, indent)]


def fitted(label: str, cells: Sequence[str], columns: Columns) -> Iterator[str]:
    """A label and its cells on one line, or on several where the label is long."""
    if len(label) < LABEL:
        yield columns.line(label, cells)
    else:
        yield from wrapped(label.lstrip(), " " * (len(label) - len(label.lstrip())))
        yield columns.line("", cells)
