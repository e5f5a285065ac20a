"""This file is about the work of one process of several: it solves what it is asked to, one job
after another, until nobody asks any more.

Jobs come in and what came of them goes out as pickles, on the pipes to the process that started
it and nowhere else.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterator, Mapping
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

    def work(self) -> Iterator[Any]:
        """Solve it: what comes of it in one part or several, none of them None; all can be
        pickled."""
        ...


@dataclass(frozen=True)
class Finished:
    """What `optimize FILE` would write, or the tables of it, and what it would say to watch."""

    files: Mapping[str, bytes]
    record: Mapping[str, Any]
    cautions: tuple[str, ...]


@dataclass(frozen=True)
class Whole:
    """A scenario to be solved as `optimize FILE` does; its results go to `folder`."""

    path: Path
    reference: Path
    folder: Path
    seed: int
    threads: int

    @property
    def name(self) -> str:
        """The name of the scenario."""
        return self.path.stem

    def work(self) -> Iterator[Finished]:
        """Read, solve, verify; the tables as bytes, then every output."""
        from ..run import solve_scenario
        from ..scenario import read_scenario

        scenario = read_scenario(self.path, self.reference)
        results = solve_scenario(scenario, seed=self.seed, threads=self.threads)
        yield from finished(results, self.folder)


def finished(results: Results, folder: Path) -> Iterator[Finished]:
    """What results would write to a folder, and say: the tables alone, with which a comparison can
    go on, then all of it, workbook and page too."""
    from ..cautions import brief
    from ..output.files import in_parts
    from ..output.manifest import manifest

    answer, options = results.answer, results.recorded()
    cautions = tuple(brief(found) for found in answer.cautions)
    for files in in_parts(answer):
        yield Finished(files, manifest(answer, files, options, folder), cautions)


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

    def work(self) -> Iterator[dict[str, Any]]:
        """Mix, solve, verify; the headline figures."""
        from ..results.summary import rows
        from ..run import solve_scenario
        from ..scenario import read_scenario
        from .mixture import mixed

        base, other = (read_scenario(path, self.reference) for path in (self.base, self.other))
        scenario = mixed(base, other, self.groups)
        results = solve_scenario(scenario, seed=self.seed, threads=self.threads)
        yield next(rows(results.answer))


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
        for part in parts(job):
            pickle.dump(part, answers)
            answers.flush()


def parts(job: Job) -> Iterator[Any]:
    """What comes of a job and then None, or the exception that ended it."""
    try:
        yield from job.work()
        yield None
    except Exception as error:  # told by the process that asked, as if it had happened there
        error.add_note(format_exc())
        yield error
