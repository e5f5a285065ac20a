"""This file is about solving in parallel: a crew of processes that take one job after another."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from subprocess import PIPE, Popen
from typing import Any

from ..aside import cores
from ..errors import SolveError
from .work import Job

START = "import sys; sys.path.append(sys.argv[1]); from model.comparison.work import serve; serve()"
"""What a process of the crew runs. It is a program of its own, so that a caller needs no guard
around its main module."""

TICK = 0.2
"""Seconds after which an interruption is heard at the latest, whatever the platform."""

Hand = Popen[bytes]


@dataclass(frozen=True)
class Task:
    """A job in work: the first part of what comes of it, and the last, once it is all done."""

    first: Future[Any]
    last: Future[Any]


class Crew:
    """Processes that wait for jobs, and end when the block that uses them does.

    They load what solving needs while the files are still being read.
    """

    def __init__(self, size: int = 0) -> None:
        self.hands = [started() for _ in range(min(size, cores()))]
        self.tasks: list[Task] = []
        self.threads = ThreadPoolExecutor(cores())

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        self.threads.shutdown()
        for hand in self.hands:
            closed(hand)

    def begin(
        self, jobs: Sequence[Job], progress: Callable[[str], None] = lambda text: None
    ) -> tuple[Task, ...]:
        """Give out jobs, in order, to as many processes as there are cores."""
        missing = min(len(jobs), cores()) - len(self.hands)
        self.hands += [started() for _ in range(missing)]
        free: SimpleQueue[Hand] = SimpleQueue()
        for hand in self.hands:
            free.put(hand)
        firsts = [Future[Any]() for _ in jobs]
        begun = tuple(
            Task(first, self.threads.submit(done, free, job, progress, first))
            for job, first in zip(jobs, firsts, strict=True)
        )
        self.tasks += begun
        return begun

    def wait_for(self, part: Future[Any]) -> Any:
        """One part of what comes of a job, as soon as it is there.

        The first failure of any job ends the others at once, and so does an interruption.

        Raises:
            SolveError: the solver failed, or a process ended before it was done.
            UpliftError: whatever else a job raises.
        """
        try:
            while not part.done():
                working = [task.last for task in self.tasks if not task.last.done()]
                over, _ = wait([part, *working], TICK, FIRST_COMPLETED)
                for future in over:
                    future.result()
            return part.result()
        except BaseException:  # an interruption, too: nobody waits for a solver
            self.end()
            raise

    def end(self) -> None:
        """End every process, and begin nothing more."""
        self.threads.shutdown(wait=False, cancel_futures=True)
        for hand in self.hands:
            hand.kill()


def started() -> Hand:
    """A process that waits for jobs; Ctrl-C does not reach it, so it ends when it is told to."""
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-P", "-c", START, str(root)]
    return Popen(command, stdin=PIPE, stdout=PIPE, start_new_session=True)


def closed(hand: Hand) -> None:
    """Wait for a process that was ended, and close its pipes."""
    hand.wait()
    for pipe in (hand.stdin, hand.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):  # a job that nobody reads any more
                pipe.close()


def done(
    free: SimpleQueue[Hand], job: Job, progress: Callable[[str], None], first: Future[Any]
) -> Any:
    """Let the next process that is free work at a job: `first` gets the first part of what comes
    of it, and the last is returned."""
    hand = free.get()
    progress(f"solving {job.name} …")
    part = None
    try:
        for part in answered(hand, job):
            if not first.done():
                first.set_result(part)
    finally:
        free.put(hand)
    return part


def answered(hand: Hand, job: Job) -> Iterator[Any]:
    """What a process makes of a job, part by part.

    Raises:
        SolveError: the process ended before it was done.
        Exception: whatever ended the job.
    """
    assert hand.stdin is not None and hand.stdout is not None
    with alive(hand, job):
        pickle.dump(job, hand.stdin)
        hand.stdin.flush()
    while True:
        with alive(hand, job):
            part = pickle.load(hand.stdout)
        if isinstance(part, Exception):
            raise part
        if part is None:
            return
        yield part


@contextmanager
def alive(hand: Hand, job: Job) -> Iterator[None]:
    """Say so where a process has ended that somebody speaks to."""
    try:
        yield
    except (EOFError, OSError, pickle.UnpicklingError) as error:
        ended = f"The process that solved {job.name} ended before it was done"
        raise SolveError(f"{ended} (status {hand.wait()}). Is there enough memory?") from error
