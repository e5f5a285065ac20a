"""Uplift: which equipment each ally should buy, in which year, at least cost.

    from model import load, solve

    results = solve(load("scenarios/baseline.csv"))
    results.plan          # a pandas DataFrame, like spending, capability, industry, …
    results.write("results/baseline")

Nothing heavy is imported before it is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .run import Results
    from .scenario import Scenario

__all__ = ["load", "solve"]


def load(path: str | Path, reference: str | Path | None = None) -> Scenario:
    """Read and check a scenario and its reference tables.

    Args:
        path: the scenario's CSV file; `scenarios/baseline.csv` or `baseline.csv` is the shipped
            one where there is no such file.
        reference: the folder of reference tables; else `reference/` beside the scenario, else
            the one that ships.

    Raises:
        model.errors.InputError: everything that is wrong with the files, all at once.
    """
    from .scenario import read_scenario
    from .shipped import shipped_scenario

    file = Path(path)
    if not file.exists():
        file = shipped_scenario(file) or file
    return read_scenario(file, None if reference is None else Path(reference))


def solve(
    scenario: Scenario,
    *,
    seed: int = 0,
    threads: int = 1,
    progress: Callable[[str], None] = lambda stage: None,
) -> Results:
    """Find the plan of least shortfall, least cost and steadiest lines, and verify it.

    Args:
        seed, threads: for the solver; the plan does not depend on them.
        progress: called with the name of each stage before it is solved.

    Raises:
        model.errors.SolveError: the solver failed.
        model.errors.VerificationError: the answer did not pass its own verification.
    """
    from .run import solve_scenario

    return solve_scenario(scenario, seed=seed, threads=threads, progress=progress)
