"""This file is about findings: what one kind of check went through, and what does not agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..arrays import Flags, Floats
from ..errors import Problem
from .quantity import KEPT, Quantity, known
from .table import Table


@dataclass(frozen=True)
class Finding:
    """What one kind of check found.

    Attributes:
        kind: what was checked, in a word or two.
        relations: how many relations were checked, those among them that do not hold too.
        worst: the largest difference among those that hold, as a share of what the rounding of
            the tables can explain.
        note: what is remarkable though it holds.
        problems: each relation that does not hold.
    """

    kind: str
    relations: int
    worst: float = 0.0
    note: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass
class Tally:
    """A finding while it is collected."""

    kind: str
    note: str = ""
    relations: int = 0
    worst: float = 0.0
    problems: list[Problem] = field(default_factory=list)

    def finding(self) -> Finding:
        """What was found."""
        return Finding(self.kind, self.relations, self.worst, self.note, tuple(self.problems))

    def claim(self, holds: bool, problem: Problem) -> None:
        """Count a relation of which only the outcome matters."""
        self.relations += 1
        if not holds:
            self.problems.append(problem)

    def agree(
        self,
        table: Table,
        column: str,
        recomputed: Quantity | Floats,
        half: Floats | float,
        why: str,
        by: str = "recomputed from",
        rows: Floats | Sequence[int] | None = None,
    ) -> None:
        """Hold the cells of a column against what was recomputed for each of their rows.

        Args:
            recomputed: one for each row; NaN where the cell must be blank.
            half: half of the step to which the column is written.
            why: where that is from, in words; `by` stands before it.
            rows: the rows that are meant, else all.
        """
        places = np.arange(len(table)) if rows is None else np.asarray(rows, dtype=int)
        found, wanted = table.numbers(column)[places], known(recomputed)
        apart, explained = np.abs(found - wanted.value), wanted.within + half
        agrees = (apart <= explained) | (np.isnan(found) & np.isnan(wanted.value))
        self._weigh(agrees, apart, explained)
        for row in np.flatnonzero(~agrees).tolist():
            told = f"{said(wanted.value[row])}, {by} {why}"
            self.problems.append(table.problem(int(places[row]), column, told))

    def limit(
        self, used: Quantity, allowed: Quantity | Floats, problem: Callable[[int, str], Problem]
    ) -> None:
        """Count rows in which what is used must not exceed what is allowed.

        Args:
            problem: what to say of the row at a place, with the amounts in words.
        """
        room = known(allowed)
        over = used.value - room.value
        explained = used.within + room.within + KEPT * np.abs(room.value)
        keeps = over <= explained
        self._weigh(keeps, np.maximum(0.0, over), explained)
        for row in np.flatnonzero(~keeps).tolist():
            told = f"{said(used.value[row])} against {said(room.value[row])}"
            self.problems.append(problem(row, told))
        if len(keeps):
            tight = int((np.abs(over) <= explained).sum())
            self.note = f"{tight:,} with nothing to spare"

    def _weigh(self, holds: Flags, apart: Floats, explained: Any) -> None:
        """Count relations, and remember the largest difference among those that hold."""
        self.relations += len(holds)
        differs = holds & (apart > 0)
        share = apart[differs] / np.broadcast_to(explained, apart.shape)[differs]
        self.worst = max(self.worst, float(share.max(initial=0.0)))


def said(number: float) -> str:
    """A recomputed number in a message."""
    return "nothing" if np.isnan(number) else f"{number:.10g}"
