"""This file is about bases: the vertex and the duals that each stage ends with, exactly.

A basis names as many columns as rows: only these columns may be other than 0, and these rows are
tight. With B the entries where they meet, b the limits of the rows and c the costs of the columns,

    B x = b,    B' y = c,    d = cost - A' y

give the vertex, the duals and the reduced costs. Floats are fractions, so this is solved without
rounding. The basis is optimal where x leaves no bound, no other row its limit, and no d and no y
has the wrong sign.

Prices that tie on paper differ in the last bit of a float, so that what is 0 on paper comes out at
1e-14. What is so small is moved: the bound or the limit to where x is, the cost (of a column, or of
the slack of a row) by d. Of the program so moved the basis is optimal, exactly; told is by how much
it is moved. What is larger holds its column at 0, or its row tight, in the stages that follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import numpy as np

from .arrays import Flags, Floats, Ints
from .certify import part_of
from .compile import LinearProgram
from .eliminate import Matrix, Vector, duals, eliminated, times, values
from .errors import VerificationError
from .exact import rounded, whole, whole_limbs
from .proof import conceded, in_force
from .stages import Solution, Stage

LIMIT = Fraction(1, 10**9)
"""A move up to this size (a unit, MUSD, or MUSD per unit) is rounding; a larger one is an error."""

Places: TypeAlias = frozenset[int]
"""Columns, and -1 - row for rows, as HiGHS counts what is in a basis."""

GRID = 256
"""Reduced costs are first told in steps of 2^-256; those near zero are then worked out exactly."""


@dataclass(frozen=True)
class Moves:
    """How many numbers of a program are moved, and by how much at most."""

    count: int
    largest: Fraction

    @classmethod
    def by(cls, sizes: Iterable[Fraction]) -> Moves:
        """Moves of these sizes; a size of 0 is none."""
        found = [size for size in sizes if size]
        return cls(len(found), max(found, default=Fraction(0)))


@dataclass(frozen=True)
class Basis:
    """The basis of one stage, and the program that it is optimal for.

    Attributes:
        rows: how many rows the stage has.
        pivots: the tight rows, each with a basic column, in an order that eliminates with ease.
        limits: moves of bounds and limits, in units of each column or row.
        costs: moves of costs, MUSD per unit.
        holds: places that this stage holds for those after it.
        small: those of them whose price is no larger than LIMIT, and yet other than 0.
    """

    stage: str
    rows: int
    pivots: tuple[tuple[int, int], ...]
    limits: Moves
    costs: Moves
    holds: Places
    small: Places

    @property
    def largest(self) -> Fraction:
        """The largest move of any kind."""
        return max(self.limits.largest, self.costs.largest)


def prove_bases(solution: Solution) -> tuple[Basis, ...]:
    """The basis of every stage, proven optimal in rational numbers.

    Raises:
        VerificationError: a basis is optimal only for a program that is not the one to be solved.
    """
    found = tuple(bases(solution))
    for basis in found:
        if basis.largest > LIMIT:
            raise VerificationError(
                f"the basis of stage {basis.stage} is not optimal in rational numbers: a limit or "
                f"a cost would have to move by {float(basis.largest):.1e}, allowed "
                f"{float(LIMIT):.0e}. Nothing was written"
            )
    return found


def bases(solution: Solution) -> Iterator[Basis]:
    """The basis of each stage, in order, with what the stages before it hold."""
    stages = solution.stages
    program = in_force(solution.program, stages[-1].point)
    held = places(program.low == program.high, program.row_low == program.row_high)
    for stage, after in zip(stages, (*stages[1:], stages[-1]), strict=True):
        point = after.point
        next_held = places(point.low == point.high, point.row_low == point.row_high)
        basis = examined(part_of(program, stage.point), stage, held, next_held)
        yield basis
        if not conceded(program, stage.name):
            held |= basis.holds


def examined(program: LinearProgram, stage: Stage, held: Places, next_held: Places) -> Basis:
    """The basis of a stage that is held to some places, and the next one to more of them."""
    basic, tight = members(program, stage.point.basic)
    entries, limit, cost = entries_of(program, basic), limits_of(program), program.costs[stage.name]
    rows = np.flatnonzero(tight).tolist()
    pivots = eliminated({row: entries[row] for row in rows}, stage.name)
    x = values(pivots, {row: Fraction(limit[row]) for row in rows})
    y = duals(pivots, {pivot.column: Fraction(cost[pivot.column]) for pivot in pivots})
    beyond = {j: -value for j, value in x.items()}
    for row in np.flatnonzero(~tight).tolist():
        beyond[-1 - row] = excess(program, row, times(entries[row], x))
    prices = reduced_costs(program, cost, y, ~basic)
    prices |= {-1 - row: y[row] if np.isfinite(program.row_low[row]) else -y[row] for row in rows}
    free = {place: price for place, price in prices.items() if place not in held}
    large = frozenset(place for place, price in free.items() if price > LIMIT)
    small = frozenset(place for place, price in free.items() if price > 0) & next_held - large
    holds = large | small
    return Basis(
        stage.name,
        len(tight),
        tuple((pivot.row, pivot.column) for pivot in pivots),
        Moves.by(abs(v) if place in held else max(Fraction(0), v) for place, v in beyond.items()),
        Moves.by(abs(price) for place, price in free.items() if place not in holds),
        holds,
        small,
    )


def places(columns: Flags, rows: Flags) -> Places:
    """The places of some columns and rows."""
    return frozenset(np.flatnonzero(columns).tolist()) | frozenset(
        (-1 - np.flatnonzero(rows)).tolist()
    )


def members(program: LinearProgram, basic: Ints) -> tuple[Flags, Flags]:
    """The columns of a basis, and its tight rows."""
    rows, columns = program.shape
    chosen, tight = np.zeros(columns, dtype=bool), np.ones(rows, dtype=bool)
    chosen[basic[basic >= 0]] = True
    tight[-1 - basic[basic < 0]] = False
    return chosen, tight


def limits_of(program: LinearProgram) -> list[float]:
    """The limit of each row, of which it has one."""
    found = np.where(np.isfinite(program.row_low), program.row_low, program.row_high)
    limits: list[float] = found.tolist()
    return limits


def excess(program: LinearProgram, row: int, activity: Fraction) -> Fraction:
    """How far a row is beyond its limit; below 0 where it has room."""
    low, high = program.row_low[row], program.row_high[row]
    if np.isfinite(high):
        return activity - Fraction(high)
    return Fraction(low) - activity if np.isfinite(low) else Fraction(0)


def entries_of(program: LinearProgram, basic: Flags) -> Matrix:
    """The rows of A with their entries in basic columns."""
    found: Matrix = {row: {} for row in range(program.shape[0])}
    kept = np.flatnonzero(basic[program.index])
    places = zip(program.row_of_entry[kept].tolist(), program.index[kept].tolist(), strict=True)
    for (row, column), value in zip(places, program.data[kept].tolist(), strict=True):
        found[row][column] = Fraction(value)
    return found


def reduced_costs(program: LinearProgram, cost: Floats, y: Vector, wanted: Flags) -> Vector:
    """d = cost - A' y of the wanted columns; exact where it is not far beyond the limit."""
    dual = np.zeros(program.shape[0], dtype=object)
    for row, value in y.items():
        dual[row] = (value.numerator << GRID) // value.denominator
    grid = GRID + program.exact.grid
    rough = rounded(whole(cost, grid) - program.exact.transposed_times(whole_limbs(dual)), grid)
    near = wanted & (np.abs(rough) < 2 * float(LIMIT))
    found = {j: Fraction(rough[j]) for j in np.flatnonzero(wanted & ~near).tolist()}
    found |= {j: Fraction(cost[j]) for j in np.flatnonzero(near).tolist()}
    row_of_entry: Ints = program.row_of_entry
    for entry in np.flatnonzero(near[program.index]).tolist():
        price = y.get(int(row_of_entry[entry]))
        if price:
            found[int(program.index[entry])] -= price * Fraction(program.data[entry])
    return found
