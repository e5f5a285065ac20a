"""This file is about alternatives as a whole: a scenario -> its plan -> those nearby -> files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import UpliftError, shown
from .nearby.alternative import Alternative
from .nearby.find import alternatives
from .output.alternatives.files import (
    alternatives_outputs,
    alternatives_record,
    orders,
    summary,
)
from .output.folders import write_folder
from .output.free import check_place
from .registry import table_specs
from .run import solve_scenario
from .scenario import Scenario
from .stages import Progress

if TYPE_CHECKING:
    import pandas as pd

RESULTS = Path("results")

LOOKING = "alternatives"
"""What progress is told once the plan is there and those nearby are looked for."""

LEAST_WITHIN, MOST_WITHIN = 0.01, 100.0
"""Per cent; nearer to the least than that, rounding would decide."""


class WithinError(UpliftError):
    """No share above the least cost that alternatives can be looked for in."""


@dataclass(frozen=True)
class Made:
    """The plan and its alternatives, with their files and the manifest that records them.

    Attributes:
        found: the plan first; those that gain nothing against it are in no table.
    """

    found: tuple[Alternative, ...]
    files: Mapping[str, bytes]
    record: Mapping[str, Any]

    @property
    def told(self) -> list[Alternative]:
        """Those that are in the tables."""
        return [one for one in self.found if one.gains]

    @property
    def orders(self) -> pd.DataFrame:
        """What each alternative orders, as in alternatives.csv."""
        return framed("alternatives", orders(self.told))

    @property
    def summary(self) -> pd.DataFrame:
        """One row for each, as in alternatives_summary.csv."""
        return framed("alternatives_summary", summary(self.told))

    def write(self, folder: str | Path) -> None:
        """Write the alternatives and their manifest into a folder, whole or not at all.

        Raises:
            OutputError: the folder is not ours, or cannot be written.
        """
        write_folder(Path(folder), self.files, self.record)


def framed(table: str, rows: Any) -> pd.DataFrame:
    """A table as a pandas DataFrame."""
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(table_specs()[table].columns))


def per_cent(text: str) -> float:
    """A number of per cent from "2%", "2 %" or "2".

    Raises:
        WithinError: it is none, or none that can be looked in.
    """
    try:
        found = float(text.strip().removesuffix("%"))
    except ValueError:
        found = float("nan")
    return checked(found, shown(text))


def checked(within: float, found: str) -> float:
    """A number of per cent that can be looked in; `found` is how an error names it.

    Raises:
        WithinError: it is not.
    """
    if not LEAST_WITHIN <= within <= MOST_WITHIN:
        raise WithinError(
            f"--within: found {found}, wanted per cent above the least cost, from "
            f"{LEAST_WITHIN:g} to {MOST_WITHIN:g}, such as 2%."
        )
    return within


def name_of(scenario: Scenario) -> str:
    """What the alternatives of a scenario are called."""
    return f"{scenario.name}-alternatives"


def check_folder(scenario: Scenario, out: Path | None) -> Path:
    """The folder of alternatives, once its place is known to be free.

    Raises:
        OutputError: what is in the way.
    """
    name = name_of(scenario)
    folder = out or RESULTS / name
    check_place(folder, name, "alternatives", scenario.sources)
    return folder


def look_around(
    scenario: Scenario,
    within: float,
    *,
    seed: int = 0,
    threads: int = 1,
    progress: Progress = lambda stage, proven: None,
) -> Made:
    """Solve a scenario, and find the plans that cost nearly the same and differ most from its own.

    Args:
        within: per cent above the least cost.

    Raises:
        SolveError: the solver failed.
        VerificationError: the plan or an alternative did not pass its own verification.
    """
    answer = solve_scenario(scenario, seed=seed, threads=threads, progress=progress).answer
    progress(LOOKING, {stage.name: stage.least for stage in answer.solution.stages})
    found = alternatives(answer, within / 100, seed, threads)
    files = alternatives_outputs([one for one in found if one.gains])
    options = {"within": within, "seed": seed, "threads": threads}
    record = alternatives_record(answer, name_of(scenario), found, files, options)
    return Made(found, files, record)
