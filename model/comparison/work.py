"""This file is about the work of one process of several: it solves what it is asked to, one job
after another, until nobody asks any more.

Jobs come in and what came of them goes out as pickles, on the pipes to the process that started
it and nowhere else.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from traceback import format_exc
from typing import TYPE_CHECKING, Any, Protocol

from .attribution import Mixture

if TYPE_CHECKING:
    from ..run import Results


class Job(Protocol):
    """Something to solve, with a name to speak of it."""

    @property
    def name(self) -> str:
        """What is said while it is solved."""
        ...

    def work(self) -> Any:
        """Solve it; what comes of it can be pickled."""
        ...


@dataclass(frozen=True)
class Finished:
    """What `optimize FILE` would write, and what it would say to watch."""

    files: Mapping[str, bytes]
    record: Mapping[str, Any]
    cautions: tuple[str, ...]


@dataclass(frozen=True)
class Whole:
    """A scenario to be solved as `optimize FILE` does."""

    path: Path
    reference: Path
    seed: int
    threads: int

    @property
    def name(self) -> str:
        """The name of the scenario."""
        return self.path.stem

    def work(self) -> Finished:
        """Read, solve, verify; every output as bytes."""
        from ..run import solve_scenario
        from ..scenario import read_scenario

        scenario = read_scenario(self.path, self.reference)
        return finished(solve_scenario(scenario, seed=self.seed, threads=self.threads))


def finished(results: Results) -> Finished:
    """What results would write and say."""
    from ..cautions import brief
    from ..output.files import outputs
    from ..output.manifest import manifest

    answer = results.answer
    files = outputs(answer)
    record = manifest(answer, files, results.options)
    return Finished(files, record, tuple(brief(found) for found in answer.cautions))


@dataclass(frozen=True)
class Between:
    """A mixture of two scenarios to be solved: some groups of inputs of `other`, the rest of
    `base`'s."""

    base: Path
    other: Path
    reference: Path
    groups: Mixture
    seed: int
    threads: int

    @property
    def name(self) -> str:
        """What is mixed."""
        return f"{self.base.stem} with {' and '.join(sorted(self.groups))} of {self.other.stem}"

    def work(self) -> dict[str, Any]:
        """Mix, solve, verify; the headline figures."""
        from ..results.summary import rows
        from ..run import solve_scenario
        from ..scenario import read_scenario
        from .mixture import mixed

        base, other = (read_scenario(path, self.reference) for path in (self.base, self.other))
        scenario = mixed(base, other, self.groups)
        results = solve_scenario(scenario, seed=self.seed, threads=self.threads)
        return next(rows(results.answer))


def serve() -> None:
    """Answer jobs until the pipe ends; whatever prints does so on the error stream."""
    jobs = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    import_module("..run", __package__)  # while the first job is still being read
    while True:
        try:
            job = pickle.load(jobs)
        except EOFError:
            return
        answers.write(outcome(job))
        answers.flush()


def outcome(job: Job) -> bytes:
    """What comes of a job, or the exception that ended it, as a pickle."""
    try:
        return pickle.dumps(job.work())
    except Exception as error:  # told by the process that asked, as if it had happened there
        error.add_note(format_exc())
        return pickle.dumps(error)
