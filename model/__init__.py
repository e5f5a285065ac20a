"""Uplift: which equipment each ally should buy, in which year, at least cost.

    from model import load, solve

    results = solve(load("scenarios/baseline.csv"))
    results.plan          # a pandas DataFrame, like spending, capability, industry, …
    results.write("results/baseline")

Nothing heavy is imported before it is needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .clock import Timed, untimed

if TYPE_CHECKING:
    from .along import Made
    from .near import Made as Nearby
    from .run import Results
    from .scenario import Scenario
    from .versus import Comparison

__all__ = ["alternatives", "compare", "frontier", "load", "solve"]


def load(path: str | Path, reference: str | Path | None = None) -> Scenario:
    """Read and check a scenario and its reference tables.

    Args:
        path: the scenario's file, CSV or .xlsx; `scenarios/baseline.csv` or `baseline.csv` is
            the shipped one where there is no such file.
        reference: the folder of reference tables; else `reference/` beside the scenario, else
            the one that ships.

    Raises:
        model.errors.InputError: everything that is wrong with the files, all at once.
    """
    from .scenario import read_scenario
    from .shipped import shipped_scenario
    from .source import there

    file = Path(path)
    if not there(file):
        file = shipped_scenario(file) or file
    return read_scenario(file, None if reference is None else Path(reference))


def solve(
    scenario: Scenario,
    *,
    seed: int = 0,
    threads: int = 1,
    progress: Callable[[str, Mapping[str, float]], None] = lambda stage, proven: None,
    time_limit: float = math.inf,
    timed: Timed = untimed,
) -> Results:
    """Find the plan of least shortfall, least cost and steadiest lines, and verify it.

    Args:
        seed, threads: for the solver; the plan does not depend on them.
        progress: called before each stage is solved, with its name and the optimum of each
            stage that is done, MUSD.
        time_limit: seconds that the solver may take.
        timed: a `model.clock.Clock` that counts where the time goes.

    Raises:
        model.errors.OutOfTimeError: it took longer; what was proven is in the message.
        model.errors.SolveError: the solver failed.
        model.errors.VerificationError: the answer did not pass its own verification.
        MemoryError: there is not enough of it, for the solver or for Python.
    """
    with timed("import"):
        from .run import solve_scenario

    return solve_scenario(
        scenario,
        seed=seed,
        threads=threads,
        progress=progress,
        time_limit=time_limit,
        timed=timed,
    )


def compare(
    *runs: str | Path | Scenario | Results,
    reference: str | Path | None = None,
    attribute: bool = False,
    progress: Callable[[str], None] = lambda text: None,
) -> Comparison:
    """Set two or more runs side by side; the first is the base.

    Args:
        runs: each is the CSV file of a scenario or a loaded scenario, solved here in parallel
            with others; or the results folder of an earlier run, or results, as they are.
        reference: the folder of reference tables for scenario files, as in `load`.
        attribute: also say how much of the difference comes from each group of inputs, by
            solving the scenarios between; all runs must then be scenarios.
        progress: called with a sentence as each solve begins.

    Raises:
        model.errors.InputError: everything that is wrong with the files, all at once.
        model.errors.UpliftError: no attribution is possible.
        model.errors.SolveError: the solver failed.
        model.errors.VerificationError: an answer did not pass its own verification.
    """
    from .comparison.crew import Crew
    from .versus import Asked, compare_members, read_members

    members = read_members(runs, lambda path: load(path, reference))
    with Crew() as crew:
        return compare_members(members, Asked(attribute=attribute), crew, progress)


def frontier(
    scenario: Scenario,
    over: str,
    *,
    low: float | None = None,
    high: float | None = None,
    points: int | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> Made:
    """Solve a scenario along one lever, each point in a process of its own.

    Args:
        over: "deadline", "uplift", "budget" or "fair_share".
        low, high: where the lever begins and ends, as --from and --to of `optimize frontier`.
        points: how many values, ends included.
        progress: called with a sentence as each solve begins.

    Raises:
        model.errors.UpliftError: the scenario cannot be moved along the lever.
        model.errors.SolveError: the solver failed.
        model.errors.VerificationError: an answer did not pass its own verification.
    """
    from .along import Asked, go_along
    from .comparison.crew import Crew

    with Crew() as crew:
        return go_along(scenario, Asked(over, low, high, points), crew, progress)


def alternatives(
    scenario: Scenario,
    within: float = 2.0,
    *,
    seed: int = 0,
    threads: int = 1,
    progress: Callable[[str, Mapping[str, float]], None] = lambda stage, proven: None,
) -> Nearby:
    """Find plans that cost nearly the same as the cheapest and differ most from it.

    Args:
        within: by how many per cent an alternative may cost more than the least.
        seed, threads: for the solver.
        progress: called as in `solve`, and once more before alternatives are looked for.

    Raises:
        model.errors.UpliftError: `within` is no share that can be looked in.
        model.errors.SolveError: the solver failed.
        model.errors.VerificationError: an answer did not pass its own verification.
    """
    from .near import checked, look_around

    share = checked(within, repr(within))
    return look_around(scenario, share, seed=seed, threads=threads, progress=progress)
