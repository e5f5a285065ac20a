"""This file is about HiGHS: a solver whose every answer is looked at before it is believed."""

from __future__ import annotations

from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from time import perf_counter

import highspy
import numpy as np

from .arrays import Floats, Ints
from .boxed import boxed
from .deadline import check_memory
from .errors import OutOfTimeError, SolveError
from .method import Method
from .refine import basic_variables, finer_duals, refined
from .scale import BILLION, Scaled
from .silence import silenced

Status = highspy.HighsModelStatus
BASIC, LOWER, UPPER = (
    highspy.HighsBasisStatus.kBasic,
    highspy.HighsBasisStatus.kLower,
    highspy.HighsBasisStatus.kUpper,
)
OPTIMAL, OUT_OF_TIME = Status.kOptimal, Status.kTimeLimit
UNDECIDED = frozenset({
    Status.kInfeasible,
    Status.kIterationLimit,
    Status.kPostsolveError,
    Status.kPresolveError,
    Status.kSolveError,
    Status.kUnbounded,
    Status.kUnboundedOrInfeasible,
    Status.kUnknown,
})  # fmt: skip
"""Endings after which another method may still find the optimum: every program that is built has
one, so that "infeasible" is rounding. Any other ending but these, an optimum, time out and want of
memory is an error at once, one that HiGHS may learn in a later version too."""


class UndecidedError(SolveError):
    """Each of the methods ended without an optimum; another one may still find it."""


@dataclass(frozen=True)
class Point:
    """One optimal vertex of one stage, in the units of the program (money in MUSD).

    Attributes:
        x: values of the columns in the solver. column_dual, row_dual: MUSD per unit.
        row_dual_rest: what row_dual lacks, so that their sum has twice the digits of a float.
        low, high, row_low, row_high: the bounds in force, those of the face included.
        basic: the basis: columns that are in it, and -1 - row of each row that is not tight.
    """

    x: Floats
    column_dual: Floats
    row_dual: Floats
    row_dual_rest: Floats
    low: Floats
    high: Floats
    row_low: Floats
    row_high: Floats
    basic: Ints
    seconds: float
    iterations: int
    method: str


class Solver:
    """One scaled program in HiGHS, solved stage by stage on ever smaller optimal faces."""

    FACE_TOLERANCE = 1e-9
    """Scaled duals up to this size count as zero; real ones were never below 1e-5."""

    start = Method.GENERIC
    """The method for an objective that another one only begins with."""

    def __init__(
        self, scaled: Scaled, seed: int = 0, threads: int = 1, time_limit: float = np.inf
    ) -> None:
        self.scaled, self.seed, self.time_limit = scaled, seed, time_limit
        self.rows, self.columns = scaled.program.early
        with silenced():
            self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        # Without this a second number of threads in one process ends in "Not Set".
        highspy.Highs.resetGlobalScheduler(True)
        self.set(output_flag=False, threads=threads, random_seed=seed, time_limit=time_limit)
        # A face is empty unless its vertex is exact: the tightest tolerances HiGHS takes.
        self.set(primal_feasibility_tolerance=1e-10, dual_feasibility_tolerance=1e-10)
        self.load_early()

    def load_early(self) -> None:
        """Load the part of the program that stages 1 and 2 need, rowwise, still without costs."""
        program, scaled = self.scaled.program, self.scaled
        end = program.start[self.rows]
        ended = self.solver.passModel(
            self.columns,
            self.rows,
            end,
            highspy.MatrixFormat.kRowwise.value,
            highspy.ObjSense.kMinimize.value,
            0.0,
            np.zeros(self.columns),
            (program.low / scaled.column)[: self.columns],
            (program.high / scaled.column)[: self.columns],
            (program.row_low * scaled.row)[: self.rows],
            (program.row_high * scaled.row)[: self.rows],
            program.start[: self.rows + 1].astype(np.int32),
            program.index[:end].astype(np.int32),
            scaled.data[:end],
            np.zeros(self.columns, np.int32),  # every column is continuous
        )
        self.checked(ended, "the model")

    def add_late(self) -> None:
        """Add the columns and rows that only stage 3 needs; the basis stays."""
        program, scaled = self.scaled.program, self.scaled
        rows, columns = program.shape
        late, begin, end = columns - self.columns, program.start[self.rows], program.start[rows]
        if late:
            self.checked(
                self.solver.addCols(
                    late,
                    np.zeros(late),
                    (program.low / scaled.column)[self.columns :],
                    (program.high / scaled.column)[self.columns :],
                    0,
                    np.zeros(late, np.int32),
                    np.zeros(0, np.int32),
                    np.zeros(0),
                ),
                "new columns",
            )
        if rows > self.rows:
            self.checked(
                self.solver.addRows(
                    rows - self.rows,
                    (program.row_low * scaled.row)[self.rows :],
                    (program.row_high * scaled.row)[self.rows :],
                    end - begin,
                    (program.start[self.rows : rows] - begin).astype(np.int32),
                    program.index[begin:end].astype(np.int32),
                    scaled.data[begin:end],
                ),
                "new rows",
            )
        self.rows, self.columns = rows, columns

    def minimise(self, cost: Floats, *methods: Method, near: Floats | None = None) -> Point:
        """Minimise an objective (MUSD per unit of each column) by the first method that ends.

        Args:
            near: another objective, generic, which is minimised first, by dual simplex in boxes:
                its optimum is some pivots of primal simplex away from that of `cost`, and quicker
                to find.

        Raises:
            OutOfTimeError: the time limit was reached.
            MemoryError: there is not enough of it.
            SolveError: none of the methods ended in a proven optimum.
        """
        begun = perf_counter()
        method, pivots = self.optimum(cost, *methods, near=near)
        return self.point(cost, perf_counter() - begun, method, pivots)

    def optimum(
        self, cost: Floats, *methods: Method, near: Floats | None = None
    ) -> tuple[Method, int]:
        """Minimise as `minimise` does; the method that ended, its pivots and those of the start."""
        before = 0
        if near is not None:
            with suppress(UndecidedError), self.boxed():
                _, before = self.optimum(near, self.start)
                methods = (Method.PRIMAL, *methods)
        scaled_cost = (cost * self.scaled.column / BILLION)[: self.columns]
        if not np.isfinite(scaled_cost).all():  # HiGHS would call it optimal
            raise SolveError("an objective has an entry that is not a finite number")
        positions = np.arange(self.columns, dtype=np.int32)
        self.checked(self.solver.changeColsCost(self.columns, positions, scaled_cost), "costs")
        endings = list[str]()
        for method in methods:
            if method is not Method.PRIMAL:
                self.checked(self.solver.clearSolver(), "a fresh start")
            self.set(**method.value)
            ran = self.solver.run()
            status = self.solver.getModelStatus()
            if ran == highspy.HighsStatus.kOk and status == OPTIMAL:
                return method, before + self.solver.getInfo().simplex_iteration_count
            if status == OUT_OF_TIME:
                raise OutOfTimeError(f"the solver was not done in {self.time_limit:g} s")
            check_memory(self.solver)
            endings.append(f"{method.name.lower()}: {self.solver.modelStatusToString(status)}")
            if status not in UNDECIDED | {OPTIMAL}:
                raise SolveError(f"HiGHS found no optimum ({'; '.join(endings)})")
        raise UndecidedError(f"HiGHS found no optimum ({'; '.join(endings)})")

    def boxed(self) -> AbstractContextManager[None]:
        """Bounds beyond all plans, for a while."""
        return boxed(self.scaled, self.solver.getLp(), self.bound_columns)

    def point(self, cost: Floats, seconds: float, method: Method, pivots: int) -> Point:
        """What HiGHS holds now, unscaled; `cost` is the objective that it minimised."""
        solution, lp = self.solver.getSolution(), self.solver.getLp()
        column = self.scaled.column[: self.columns]
        row = self.scaled.row[: self.rows]
        told = np.array(solution.row_dual) * row * BILLION
        exact, own = self.scaled.program.exact, cost[: self.columns]
        row_dual, row_dual_rest = finer_duals(self.solver, self.scaled, exact, own, told)
        return Point(
            x=np.array(solution.col_value) * column,
            column_dual=np.array(solution.col_dual) / column * BILLION,
            row_dual=row_dual,
            row_dual_rest=row_dual_rest,
            low=np.array(lp.col_lower_) * column,
            high=np.array(lp.col_upper_) * column,
            row_low=np.array(lp.row_lower_) / row,
            row_high=np.array(lp.row_upper_) / row,
            basic=basic_variables(self.solver),
            seconds=seconds,
            iterations=pivots,
            method=method.name.lower(),
        )

    def settle(self, point: Point) -> Point:
        """The last vertex to the last digit: the same doubles whichever way led there."""
        scaled = point.x / self.scaled.column[: self.columns]
        settled = refined(self.solver, self.scaled, scaled)
        return replace(point, x=settled * self.scaled.column[: self.columns])

    def hold_face(self) -> None:
        """Keep to the optimal face of the stage just solved.

        A column with a non-zero reduced cost stays at its bound, a row with a non-zero dual
        stays tight. By complementary slackness these are exactly the plans of equal objective,
        whichever optimal dual is used.

        Raises:
            SolveError: a dual points to a bound there is none of.
        """
        solution, lp = self.solver.getSolution(), self.solver.getLp()
        columns = face(solution.col_dual, lp.col_lower_, lp.col_upper_, self.FACE_TOLERANCE)
        rows = face(solution.row_dual, lp.row_lower_, lp.row_upper_, self.FACE_TOLERANCE)
        if any(np.isposinf(low).any() or np.isneginf(high).any() for low, high in (columns, rows)):
            raise SolveError(
                "the optimum of a stage is too inexact to go on from: numbers lie too far apart"
            )
        self.bound_columns(*columns)
        self.bound_rows(np.arange(self.rows), *rows)

    def bound_columns(self, low: Floats, high: Floats) -> None:
        """Set the scaled bounds of all columns."""
        positions = np.arange(self.columns, dtype=np.int32)
        ended = self.solver.changeColsBounds(self.columns, positions, low, high)
        self.checked(ended, "column bounds")

    def bound_rows(self, rows: Ints, low: Floats, high: Floats) -> None:
        """Set the scaled bounds of some rows."""
        change = self.solver.changeRowsBounds  # type: ignore[attr-defined]
        ended = change(len(rows), rows.astype(np.int32), low, high)
        self.checked(ended, "row bounds")

    def set(self, **options: bool | int | float | str) -> None:
        """Set HiGHS options; a refused one would silently leave the old value."""
        for name, value in options.items():
            self.checked(self.solver.setOptionValue(name, value), f"option {name}")

    @staticmethod
    def checked(status: highspy.HighsStatus, what: str) -> None:
        """Raise SolveError unless HiGHS took it without a word."""
        if status != highspy.HighsStatus.kOk:
            raise SolveError(f"HiGHS did not accept {what} ({status.name[1:].lower()})")


def face(
    dual: list[float], low: list[float], high: list[float], tolerance: float
) -> tuple[Floats, Floats]:
    """Bounds that keep what has a non-zero dual at the side the dual's sign says."""
    value, lower, upper = np.array(dual), np.array(low), np.array(high)
    return np.where(value < -tolerance, upper, lower), np.where(value > tolerance, lower, upper)
