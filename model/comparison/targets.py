"""This file is about the targets of one run, as its capability table states them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from .figures import total
from .finished import Row, Run

ALLIANCE = "ALLIANCE"
"""What the table says where all allies that take part are meant."""

MET = 1e-6
"""A target is met when less than this share of it is missing."""


@dataclass(frozen=True)
class Target:
    """One target of a run: an ally's own, or (country ALLIANCE) that of a pool.

    `year` is the first in which an ally's target would be satisfied, None where it is missed.
    """

    country: str
    area: str
    capability: str
    milestone: int
    met: bool
    year: int | None

    @property
    def key(self) -> tuple[str, str, int]:
        """What the same target of two runs shares."""
        return self.country, self.capability, self.milestone


def targets_of(run: Run) -> tuple[Target, ...]:
    """Every target that asks for something."""
    own = [target(row) for row in run.tables["capability"] if is_own(row) and row["needed"] > 0]
    return (*own, *pools(run))


def is_own(row: Row) -> bool:
    """Whether a row of the capability table is about one ally."""
    return bool(row["country"] != ALLIANCE)


def target(row: Row) -> Target:
    """The target of an ally."""
    return Target(
        row["country"],
        row["area"],
        row["capability"],
        row["milestone"],
        row["year_met"] is not None,
        row["year_met"],
    )


def pools(run: Run) -> Iterator[Target]:
    """The targets that allies may meet together: missed where more is missing than allies miss.

    The table has the year in which all allies and the pool are satisfied, not that of the pool.
    """
    pooled = {
        row["item"]: row["value"]
        for row in run.tables["assumptions"]
        if row["parameter"] == "pooled"
    }
    own: dict[tuple[str, int], list[float]] = defaultdict(list)
    for row in run.tables["capability"]:
        code, key = row["capability"], (row["capability"], row["milestone"])
        if is_own(row):
            own[key].append(row["shortfall"])
        elif row["target"] > 0 and pooled.get(code, pooled.get("", 0.0)) > 0:
            missing = row["shortfall"] - total(own[key])
            met = row["year_met"] is not None or missing <= MET * max(1.0, row["target"])
            yield Target(ALLIANCE, row["area"], *key, met, None)


def met_by(targets: Sequence[Target], share: float) -> int | None:
    """The year by which a share of some targets of allies are satisfied; None where never."""
    own = [target for target in targets if target.country != ALLIANCE]
    known = sorted(target.year for target in own if target.year is not None)
    wanted = ceil(round(share * len(own), 6))
    return known[wanted - 1] if 0 < wanted <= len(known) else None
