"""This file is about two things at once: work in a second process, or in a second thread.

A process works on a copy of all that is known, and nothing in it can make an answer wrong: where it
ends without its bytes, for whatever reason, the work is done in the first one, and its errors are
raised there. A thread works while the first one waits for a solver, which needs no Python.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from threading import Thread, current_thread, main_thread
from typing import Any, BinaryIO, TypeAlias, TypeVar
from warnings import catch_warnings, simplefilter

T = TypeVar("T")
END_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux."""
Work: TypeAlias = Callable[[], bytes]


@contextmanager
def aside(work: Work) -> Iterator[Work]:
    """Begin work aside; what is given waits for it and returns its bytes, once.

    Work begins only when it is asked for where the system cannot copy a process, or has one core.
    Whoever leaves the block without asking ends the work.
    """
    second: Second | None = None
    try:
        # Copied processes are safe in the libraries that we hold on Linux only.
        if sys.platform == "linux" and cores() > 1:
            with uninterrupted():
                second = begun(work)
        yield work if second is None else partial(second.bytes_or, work)
    finally:
        if second is not None:
            with uninterrupted():
                second.end()


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Have an interruption wait until the block is left; a process begun in it never hears one."""
    usual = signal.getsignal(signal.SIGINT)
    # Python hears interruptions in its main thread alone, and only what it set can be set again.
    hears = current_thread() is main_thread() and usual is not None
    heard: list[int] = []
    if hears:  # the mask is this thread's: the system may hand the signal to another one
        signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if hears:
            signal.signal(signal.SIGINT, usual)
        if heard:
            signal.raise_signal(signal.SIGINT)


@dataclass
class Second:
    """A second process.

    Attributes:
        answer: where its bytes come from. status: how it ended, once that is known.
    """

    number: int
    answer: BinaryIO
    status: int | None = None

    def bytes_or(self, work: Work) -> bytes:
        """Its bytes; those of work done here where it ended without any."""
        found = self.answer.read()
        self.status = status_of(self.number)
        return found if self.status == 0 and found else work()

    def end(self) -> None:
        """End it where it is not known to have ended."""
        self.answer.close()
        if self.status is None:
            with suppress(ProcessLookupError):
                os.kill(self.number, signal.SIGKILL)
            self.status = status_of(self.number)


def status_of(number: int) -> int:
    """How a process ended, once it has; 1 where nobody can tell, as its end is not kept."""
    try:
        return os.waitpid(number, 0)[1]
    except ChildProcessError:  # SIGCHLD is ignored
        return 1


def begun(work: Work) -> Second | None:
    """A second process at work; None where the system has none to give.

    Interruptions have to wait here, so that none finds the second process on its way through the
    code of the first, or is lost between them.
    """
    give_back()  # else both processes would hold on to it
    first = os.getpid()
    try:
        reading, writing = os.pipe()
    except OSError:  # too many files
        return None
    try:
        number = copied()
    except OSError:  # too many processes, or too little memory
        os.close(reading)
        os.close(writing)
        return None
    if number == 0:
        answer(work, first, reading, writing)
    os.close(writing)
    return Second(number, os.fdopen(reading, "rb"))


def copied() -> int:
    """Copy this process: 0 in the second one, its number in the first."""
    with catch_warnings():  # Python 3.12 warns of other threads; the work needs nothing of theirs
        simplefilter("ignore", DeprecationWarning)
        return os.fork()


def give_back() -> None:
    """Give memory that is no longer used back to the system, where its library can be told to."""
    with suppress(OSError, AttributeError):  # another library than GNU's
        ctypes.CDLL(None).malloc_trim(0)


def answer(work: Work, first: int, reading: int, writing: int) -> None:
    """In the second process: write what comes of the work and end, with 0 if that was all."""
    status = 1
    try:
        end_with(first)
        os.close(reading)  # else it would wait for itself to read, once the first process is gone
        with os.fdopen(writing, "wb") as file:
            file.write(work())
        status = 0
    finally:
        os._exit(status)  # no clean-up: everything but this pipe belongs to the first process


def end_with(first: int) -> None:
    """Have the system end this process with the first one, or its thread that waits, however that
    ends."""
    ctypes.CDLL(None).prctl(END_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != first:  # it was quicker
        os._exit(1)


def cores() -> int:
    """How many processes can work at the same time."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_thread(call: Callable[..., T], *given: Any) -> Future[T]:
    """What a call returns, made in a thread of its own from now on, which ends with the program."""
    made = Future[T]()
    Thread(target=fulfil, args=(made, call, given), daemon=True).start()
    return made


def fulfil(made: Future[T], call: Callable[..., T], given: tuple[Any, ...]) -> None:
    """Make what was promised, unless nobody wants it any more; an error is raised by who asks."""
    if not made.set_running_or_notify_cancel():
        return
    try:
        made.set_result(call(*given))
    except BaseException as error:  # handed to the thread that waits
        made.set_exception(error)


def all_in_threads(calls: Sequence[Callable[[], T]]) -> list[T]:
    """What calls return, made by as many threads as there are cores; the first error is raised.

    The threads end with the program, whatever they are at, so that an interruption need not wait.
    """
    waiting = iter(enumerate(calls))
    made: dict[int, T] = {}
    failed: list[BaseException] = []

    def work() -> None:
        for place, call in waiting:
            try:
                made[place] = call()
            except BaseException as error:  # handed to the thread that waits
                failed.append(error)
            if failed:
                return

    threads = [Thread(target=work, daemon=True) for _ in range(min(len(calls), cores()))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return [made[place] for place in range(len(calls))]


class Queue:
    """Calls made in a second thread, one after the other, as they are asked for.

    The thread ends with the program, and an error that leaves the block does not wait for it: what
    is begun then may end or not, what is not is not begun.
    """

    def __init__(self) -> None:
        self.waiting: SimpleQueue[tuple[Any, ...] | None] = SimpleQueue()
        self.asked: list[Future[object]] = []
        self.thread = Thread(target=self.work, daemon=True)

    def __enter__(self) -> Queue:
        self.thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for made in self.asked:
            made.cancel()
        self.waiting.put(None)
        if kind is None:
            self.thread.join()

    def work(self) -> None:
        """Make the calls, until there will be no more."""
        while (asked := self.waiting.get()) is not None:
            fulfil(*asked)

    def later(self, call: Callable[..., object]) -> Callable[..., None]:
        """The same call, which returns at once and is made when its turn comes."""

        def asked(*given: Any) -> None:
            made = Future[object]()
            self.asked.append(made)
            self.waiting.put((made, call, given))

        return asked

    def wait(self) -> None:
        """Wait until every call is made; the first error of one is raised."""
        for call in self.asked:
            call.result()
