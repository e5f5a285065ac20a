"""This file is about solving a program through a shorter one, of which HiGHS needs less time.

Stages 1 and 2 are solved without what rows define (`substitute`) and without what bounds decide
(`presolve`). The basis of the optimum is then that of the whole program once the defined columns
are put in it, and HiGHS, which holds the whole program too, goes on from there: mostly with nothing
left to do but to look whether it is optimal. So an answer is that of the whole program, whatever
was put in where and left out, and where the shorter one does not end the whole is solved without
it.
"""

from __future__ import annotations

from functools import cached_property, partial

import highspy
import numpy as np

from .arrays import Floats, Ints
from .aside import give_back
from .errors import SolveError
from .highs import BASIC, LOWER, Solver, UndecidedError
from .method import Method
from .presolve import Presolved, presolved
from .scale import Scaled, scale
from .substitute import substituted


class LeanSolver(Solver):
    """A Solver that finds the vertex of each stage in a shorter program."""

    def __init__(
        self, scaled: Scaled, seed: int = 0, threads: int = 1, time_limit: float = np.inf
    ) -> None:
        super().__init__(scaled, seed, threads, time_limit)
        self.made = partial(Solver, seed=seed, threads=threads, time_limit=time_limit)
        self.inner: Solver | None = None
        self.whole = False  # solved from now on without the shorter program

    @cached_property
    def short(self) -> Presolved:
        """The program without its defined columns, and without what its bounds decide."""
        return presolved(substituted(self.scaled.program))

    def shorten(self) -> None:
        """Load the shorter program, where that is not done and not given up. One without columns or
        rows is left alone: HiGHS calls it empty, and solves it by no method."""
        if self.inner is None and not self.whole and min(self.short.program.early):
            try:
                self.inner = self.made(scale(self.short.program))
                self.inner.start = Method.UNREDUCED
            except SolveError:  # products of small entries may be too small for HiGHS
                self.give_up()

    def give_up(self) -> None:
        """From now on solve the whole, without the shorter program and what it was made from."""
        self.inner, self.whole = None, True
        self.__dict__.pop("short", None)
        give_back()

    def add_late(self) -> None:
        """Add the columns and rows that only stage 3 needs. From here on the whole is solved: its
        face is small by now, and the shorter program has denser rows."""
        super().add_late()
        self.give_up()

    def optimum(
        self, cost: Floats, *methods: Method, near: Floats | None = None
    ) -> tuple[Method, int]:
        """Minimise as `minimise` does; the method that ended, and its pivots with those of the
        start, in both programs. A shorter program that does not end is given up."""
        self.shorten()
        if self.inner is None:
            return super().optimum(cost, *methods, near=near)
        try:
            method, pivots = self.begun(self.inner, cost, methods, near)
        except UndecidedError:
            self.give_up()
            return super().optimum(cost, *methods, near=near)
        own, more = super().optimum(cost, *dict.fromkeys((Method.PRIMAL, *methods)))
        as_it_was = (own, more) == (Method.PRIMAL, 0)
        return method if as_it_was else own, pivots + more

    def begun(
        self, inner: Solver, cost: Floats, methods: tuple[Method, ...], near: Floats | None
    ) -> tuple[Method, int]:
        """Put the whole program at the optimum of the shorter one. HiGHS counts the seconds that it
        has run apart for each: either may take what the other has left of the limit.

        Raises:
            UndecidedError: there is none, or the whole cannot be put there.
        """
        inner.set(time_limit=max(0.0, self.time_limit - self.solver.getRunTime()))
        try:
            close = None if near is None else self.short.cost(near)
            found = inner.optimum(self.short.cost(cost), *methods, near=close)
        finally:
            self.set(time_limit=max(0.0, self.time_limit - inner.solver.getRunTime()))
        if self.solver.setBasis(self.basis(inner)) != highspy.HighsStatus.kOk:
            raise UndecidedError("HiGHS does not take the basis of the shorter program")
        return found

    def basis(self, inner: Solver) -> highspy.HighsBasis:
        """The basis of the shorter program, with the defined columns in it and their rows tight;
        what its bounds decide is 0, and its rows are not in the way."""
        found, basis = inner.solver.getBasis(), highspy.HighsBasis()
        rows, columns = np.full(self.rows, LOWER), np.full(self.columns, LOWER)
        defined, other = self.short.substituted.defined, self.short.substituted.rows
        columns[defined[: self.columns]] = BASIC
        rows[other[other < self.rows]] = BASIC
        rows[self.short.rows[: inner.rows]] = found.row_status
        columns[self.short.columns[: inner.columns]] = found.col_status
        basis.row_status, basis.col_status = list(rows), list(columns)
        basis.valid = True
        return basis

    def bound_columns(self, low: Floats, high: Floats) -> None:
        """Set the scaled bounds of all columns, in both programs. The shorter one has none for what
        is defined or left out: where the whole ended with a price on that, it has some pivots left
        to do."""
        super().bound_columns(low, high)
        if self.inner is not None:
            left = self.short.columns[: self.inner.columns]
            self.inner.bound_columns(low[left], high[left])

    def bound_rows(self, rows: Ints, low: Floats, high: Floats) -> None:
        """Set the scaled bounds of some rows, in both programs, where both have them."""
        super().bound_rows(rows, low, high)
        if self.inner is not None:
            left = np.isin(rows, self.short.rows)
            place = np.searchsorted(self.short.rows, rows[left])
            factor = self.inner.scaled.row[place] / self.scaled.row[rows[left]]
            self.inner.bound_rows(place, low[left] * factor, high[left] * factor)
