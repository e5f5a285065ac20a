"""This file is about solving in parallel: a crew of processes that take one job after another."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from subprocess import PIPE, Popen
from typing import Any

from ..errors import SolveError
from .work import Job

START = "import sys; sys.path.append(sys.argv[1]); from model.comparison.work import serve; serve()"
"""What a process of the crew runs. It is a program of its own, so that a caller needs no guard
around its main module."""

TICK = 0.2
"""Seconds after which an interruption is heard at the latest, whatever the platform."""

Hand = Popen[bytes]


class Crew:
    """Processes that wait for jobs, and end when the block that uses them does.

    They load what solving needs while the files are still being read.
    """

    def __init__(self, size: int = 0) -> None:
        self.hands = [started() for _ in range(min(size, cores()))]

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for hand in self.hands:
            hand.kill()
        for hand in self.hands:
            closed(hand)

    def solve_all(
        self, jobs: Sequence[Job], progress: Callable[[str], None] = lambda text: None
    ) -> tuple[Any, ...]:
        """What comes of each job, in order, worked at by as many processes as there are cores.

        The first failure ends the others at once, and so does an interruption.

        Raises:
            SolveError: the solver failed, or a process ended before it was done.
            UpliftError: whatever else a job raises.
        """
        if not jobs:
            return ()
        missing = min(len(jobs), cores()) - len(self.hands)
        self.hands += [started() for _ in range(missing)]
        free: SimpleQueue[Hand] = SimpleQueue()
        for hand in self.hands:
            free.put(hand)
        threads = ThreadPoolExecutor(len(self.hands))
        try:
            return results_of([threads.submit(done, free, job, progress) for job in jobs])
        except BaseException:  # an interruption, too: nobody waits for a solver
            threads.shutdown(wait=False, cancel_futures=True)
            for hand in self.hands:
                hand.kill()
            raise
        finally:
            threads.shutdown()


def cores() -> int:
    """How many processes can work at the same time."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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


def done(free: SimpleQueue[Hand], job: Job, progress: Callable[[str], None]) -> Any:
    """What comes of a job, worked at by the next process that is free."""
    hand = free.get()
    progress(f"solving {job.name} …")
    try:
        found = answered(hand, job)
    finally:
        free.put(hand)
    if isinstance(found, Exception):
        raise found
    return found


def answered(hand: Hand, job: Job) -> Any:
    """What a process makes of a job."""
    assert hand.stdin is not None and hand.stdout is not None
    try:
        pickle.dump(job, hand.stdin)
        hand.stdin.flush()
        return pickle.load(hand.stdout)
    except (EOFError, OSError, pickle.UnpicklingError) as error:
        ended = f"The process that solved {job.name} ended before it was done"
        raise SolveError(f"{ended} (status {hand.wait()}). Is there enough memory?") from error


def results_of(asked: Sequence[Future[Any]]) -> tuple[Any, ...]:
    """The results of all, or the first failure as soon as it is known."""
    waiting = set(asked)
    while waiting:
        over, waiting = wait(waiting, timeout=TICK, return_when=FIRST_EXCEPTION)
        for future in over:
            future.result()
    return tuple(future.result() for future in asked)
