"""This file is about solving a program through a shorter one, of which HiGHS needs less time.

Each stage is solved without what rows define (`substitute`). The basis of the optimum is then that
of the whole program once the defined columns are put in it, and HiGHS, which holds the whole
program too, goes on from there: with nothing left to do but to look whether it is optimal. So an
answer is that of the whole program, whatever was put in where.
"""

from __future__ import annotations

from functools import cached_property, partial

import highspy
import numpy as np

from .arrays import Floats, Ints
from .highs import Solver
from .method import Method
from .scale import Scaled, scale
from .substitute import Substituted, substituted

BASIC, LOWER = highspy.HighsBasisStatus.kBasic, highspy.HighsBasisStatus.kLower


class LeanSolver(Solver):
    """A Solver that finds the vertex of each stage in the program without its defined columns."""

    def __init__(
        self, scaled: Scaled, seed: int = 0, threads: int = 1, time_limit: float = np.inf
    ) -> None:
        super().__init__(scaled, seed, threads, time_limit)
        self.as_begun = partial(Solver, seed=seed, threads=threads, time_limit=time_limit)
        self.inner: Solver | None = None
        self.late = False

    @cached_property
    def short(self) -> Substituted:
        """The program without its defined columns."""
        return substituted(self.scaled.program)

    def shorten(self) -> None:
        """Load the shorter program, where that is not done yet. One without any column is left
        alone: HiGHS calls it empty, and solves it by no method."""
        if self.inner is None and not self.late and min(self.short.program.early):
            self.inner = self.as_begun(scale(self.short.program))

    def add_late(self) -> None:
        """Add the columns and rows that only stage 3 needs. From here on the whole is solved: its
        face is small by now, and the shorter program has denser rows."""
        super().add_late()
        self.inner, self.late = None, True

    def optimum(
        self, cost: Floats, *methods: Method, near: Floats | None = None
    ) -> tuple[Method, int]:
        """Minimise as `minimise` does; the method that ended, and the pivots of all."""
        self.shorten()
        if self.inner is None:
            return super().optimum(cost, *methods, near=near)
        close = None if near is None else self.short.cost(near)
        method, pivots = self.inner.optimum(self.short.cost(cost), *methods, near=close)
        self.checked(self.solver.setBasis(self.basis(self.inner)), "the basis found")
        _, more = super().optimum(cost, Method.PRIMAL, *methods)
        return method, pivots + more

    def basis(self, inner: Solver) -> highspy.HighsBasis:
        """The basis of the shorter program, with the defined columns in it and their rows tight."""
        found, basis = inner.solver.getBasis(), highspy.HighsBasis()
        basis.col_status = spread(found.col_status, self.short.columns, self.columns, BASIC)
        basis.row_status = spread(found.row_status, self.short.rows, self.rows, LOWER)
        basis.valid = True
        return basis

    def bound_columns(self, low: Floats, high: Floats) -> None:
        """Set the scaled bounds of all columns, in both programs; nothing bounds defined ones."""
        super().bound_columns(low, high)
        if self.inner is not None:
            left = self.short.columns[: self.inner.columns]
            self.inner.bound_columns(low[left], high[left])

    def bound_rows(self, rows: Ints, low: Floats, high: Floats) -> None:
        """Set the scaled bounds of some rows, in both programs; what defines is left alone."""
        super().bound_rows(rows, low, high)
        if self.inner is not None:
            left = np.isin(rows, self.short.rows)
            place = np.searchsorted(self.short.rows, rows[left])
            factor = self.inner.scaled.row[place] / self.scaled.row[rows[left]]
            self.inner.bound_rows(place, low[left] * factor, high[left] * factor)


def spread(
    status: list[highspy.HighsBasisStatus],
    places: Ints,
    count: int,
    missing: highspy.HighsBasisStatus,
) -> list[highspy.HighsBasisStatus]:
    """The status of each of `count` members, of which some are known by their place."""
    found = np.full(count, missing, dtype=object)
    found[places[: len(status)]] = status  # of the first stages only
    return list(found)
