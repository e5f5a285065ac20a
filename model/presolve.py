"""This file is about presolve: what the bounds of a program alone decide, and the program without.

An order that counts for nothing is 0, and so is all that spends from a cap of nothing; a row that
no plan can break needs no look. A solver's presolve finds the same, and little more that helps it
here, but in an easy scenario it needs half as long to set itself up as simplex for all its pivots.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .arrays import Flags, Floats, Ints
from .compile import LinearProgram
from .substitute import Substituted, some


@dataclass(frozen=True)
class Presolved:
    """What is open of the rows and columns that stages 1 and 2 need, once sums are put in.

    Attributes:
        substituted: the program without its defined columns.
        open_rows, open_columns: which of its rows and columns its bounds do not decide; a row may
            be left out as it always holds, a column as it is 0 in some optimum.
    """

    substituted: Substituted
    open_rows: Flags
    open_columns: Flags

    @property
    def rows(self) -> Ints:
        """The positions in the whole program of the rows that are open."""
        return self.substituted.rows[self.open_rows]

    @property
    def columns(self) -> Ints:
        """The positions in the whole program of the columns that are open."""
        return self.substituted.columns[self.open_columns]

    @cached_property
    def program(self) -> LinearProgram:
        """The program of these rows and columns; without objectives, for which see `cost`."""
        whole, rows, columns = self.substituted.program, self.open_rows, self.open_columns
        entries = rows[whole.row_of_entry] & columns[whole.index]
        number = np.cumsum(rows)
        return replace(
            whole,
            columns=some(whole.columns, columns),
            rows=some(whole.rows, rows),
            early=(int(rows[: whole.early[0]].sum()), int(columns[: whole.early[1]].sum())),
            start=np.searchsorted(
                number[whole.row_of_entry[entries]], np.arange(1, rows.sum() + 2)
            ),
            index=(np.cumsum(columns) - 1)[whole.index[entries]],
            data=whole.data[entries],
            row_low=whole.row_low[rows],
            row_high=whole.row_high[rows],
            low=whole.low[columns],
            high=whole.high[columns],
            worth=whole.worth[columns],
        )

    def cost(self, cost: Floats) -> Floats:
        """An objective of the whole program, for the columns that are open."""
        return self.substituted.cost(cost)[self.open_columns]


def presolved(substituted: Substituted) -> Presolved:
    """Leave out what the bounds decide, as long as there is more to leave out.

    In a column that only costs and helps no row 0 is best. Where all entries that are left of a row
    have one sign and 0 keeps its limit, the row holds always or, with a limit of 0 on the other
    side, only at 0. A column that an objective rewards is left out all the same: whoever has such
    an objective looks at the optimum once more.
    """
    entries = Entries(substituted.program)
    rows, columns = (np.ones(count, dtype=bool) for count in substituted.program.shape)
    while True:
        idle, settled = entries.idle(), entries.settled()
        idle &= rows[: len(idle)]
        settled &= columns[: len(settled)]
        if not (idle.any() or settled.any()):
            return Presolved(substituted, rows, columns)
        rows[: len(idle)] &= ~idle
        columns[: len(settled)] &= ~settled
        entries.leave_out(idle, settled)


class Entries:
    """The entries of what stages 1 and 2 need, and how many of them are left where."""

    def __init__(self, program: LinearProgram) -> None:
        (rows, columns), end = program.early, program.start[program.early[0]]
        self.row, self.column = program.row_of_entry[:end], program.index[:end]
        self.low, self.high = program.row_low[:rows], program.row_high[:rows]
        self.no_low, self.no_high = np.isneginf(self.low), np.isposinf(self.high)
        self.from_zero = program.low[:columns] == 0
        self.only_zero = self.from_zero & (program.high[:columns] == 0)
        up, down = program.data[:end] > 0, program.data[:end] < 0
        helps = np.where(up, ~self.no_low[self.row], ~self.no_high[self.row])
        either = ~self.from_zero[self.column]  # such a column may be what it likes
        self.left = np.ones(end, dtype=bool)
        self.signs, self.helps = (up | either, down | either), helps
        self.ups, self.downs, self.helped = self.counted(self.left)

    def counted(self, entries: Flags) -> tuple[Ints, Ints, Ints]:
        """How many of some entries raise or sink each row; in how many each column helps its row to
        keep a bound."""
        rows, columns = len(self.low), len(self.from_zero)
        ups, downs = (np.bincount(self.row[entries & sign], minlength=rows) for sign in self.signs)
        return ups, downs, np.bincount(self.column[entries & self.helps], minlength=columns)

    def idle(self) -> Flags:
        """Rows that hold whatever is left in them; not one that has no bound as yet, as stage 2 may
        give it one."""
        kept_below = self.no_low | ((self.downs == 0) & (self.low <= 0))
        kept_above = self.no_high | ((self.ups == 0) & (self.high >= 0))
        found: Flags = kept_below & kept_above & ~(self.no_low & self.no_high)
        return found

    def settled(self) -> Flags:
        """Columns that are 0: there is no other way to keep a row, or no use in anything else,
        as far as no objective rewards it."""
        forcing = ((self.downs == 0) & (self.high == 0)) | ((self.ups == 0) & (self.low == 0))
        forced = np.zeros(len(self.from_zero), dtype=bool)
        forced[self.column[self.left & forcing[self.row]]] = True
        found: Flags = (self.from_zero & (forced | (self.helped == 0))) | self.only_zero
        return found

    def leave_out(self, rows: Flags, columns: Flags) -> None:
        """Count the entries of some rows and columns no longer."""
        gone = self.left & (rows[self.row] | columns[self.column])
        self.left &= ~gone
        ups, downs, helped = self.counted(gone)
        self.ups, self.downs, self.helped = self.ups - ups, self.downs - downs, self.helped - helped
