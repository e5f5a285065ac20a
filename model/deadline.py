"""This file is about a deadline: how much of a time limit is left to what comes after the plan."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite
from time import perf_counter
from typing import TYPE_CHECKING

from .errors import OutOfTimeError, SolveError

if TYPE_CHECKING:
    import highspy


@dataclass(frozen=True)
class Deadline:
    """A moment until which HiGHS may be asked.

    Attributes:
        limit: the seconds that were allowed in all. end: the moment, as perf_counter has it.
    """

    limit: float
    end: float

    @classmethod
    def after(cls, limit: float, used: float) -> Deadline:
        """That of a limit of which so many seconds are used, counted from now."""
        return cls(limit, perf_counter() + limit - used)

    @property
    def left(self) -> float:
        """The seconds that are left; 0 once it has passed."""
        return max(0.0, self.end - perf_counter())

    def check(self) -> None:
        """Go on only if there is time left.

        Raises:
            OutOfTimeError: there is none.
        """
        if self.left <= 0:
            raise OutOfTimeError(f"the time limit of {self.limit:g} s was reached")

    def run(self, highs: highspy.Highs) -> highspy.HighsStatus:
        """Solve what HiGHS holds, in what is left; what HiGHS returns.

        Raises:
            OutOfTimeError: it was not done by then.
            MemoryError: there is not enough of it.
            SolveError: HiGHS did not accept the limit.
        """
        self.check()
        if isfinite(self.end):  # HiGHS counts all that it has run
            accepted = highs.setOptionValue("time_limit", highs.getRunTime() + self.left)
            if accepted != type(accepted).kOk:
                raise SolveError("HiGHS did not accept a time limit")
        ended = highs.run()
        self.check()
        check_memory(highs)
        return ended


def check_memory(highs: highspy.Highs) -> None:
    """Go on only if HiGHS had enough memory.

    Raises:
        MemoryError: it had not.
    """
    status = highs.getModelStatus()
    if status == type(status).kMemoryLimit:
        raise MemoryError("HiGHS ended for want of memory")


NEVER = Deadline(inf, inf)
"""No limit."""
