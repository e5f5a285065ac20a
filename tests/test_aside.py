"""Work in a second process comes to the same, and where it fails the first process does it."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from model import aside as beside
from model.aside import Queue, all_in_threads, aside

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="a process is only copied on Linux")


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    """The machine seems to have two cores."""
    monkeypatch.setattr(beside, "cores", lambda: 2)


def number() -> bytes:
    """The number of the process that does the work."""
    return str(os.getpid()).encode()


def children() -> set[str]:
    """The processes that this one has begun and not seen ended."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def opened() -> int:
    """How many files this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def resident() -> int:
    """The memory of this process, MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only GNU's library can be told")
def test_memory_that_is_no_longer_used_is_not_held_twice():
    """200 MB in blocks of 1 kB, of which every fiftieth stays: the library keeps the holes."""
    blocks = [bytes(1000) for _ in range(200_000)]
    kept = blocks[::50]
    del blocks
    before = resident()
    with aside(number) as work:
        work()
    assert resident() < before - 100
    assert kept


@LINUX
def test_work_is_done_in_another_process_and_its_bytes_come_back_whole():
    long = b"0123456789" * 1_000_000  # more than a pipe holds
    with aside(lambda: number() + b" " + long) as work:
        who, found = work().split(b" ")
    assert int(who) != os.getpid()
    assert found == long
    assert not children()


def test_with_one_core_or_no_fork_the_work_is_done_here_when_it_is_asked_for(monkeypatch):
    begun = []
    for name, value in (("cores", lambda: 1), ("begun", lambda work: None)):
        monkeypatch.setattr(beside, name, value)
        with aside(lambda: begun.append(1) or number()) as work:
            assert not begun
            assert work() == number()
        begun.clear()


@LINUX
@pytest.mark.parametrize("asked", ["fork", "pipe"])
def test_no_more_processes_or_files_allowed_is_no_second_process(monkeypatch, asked):
    def refused():
        raise BlockingIOError(11, "Resource temporarily unavailable")

    before = opened()
    monkeypatch.setattr(os, asked, refused)
    with aside(number) as work:
        assert work() == number()
    assert opened() == before


@pytest.fixture
def interruptible() -> Iterator[None]:
    """An interruption is heard, also where whoever began the tests has it ignored, as shells do
    for what runs in the background."""
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, usual)


@LINUX
@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("elsewhere", [False, True])
def test_an_interruption_while_a_process_is_begun_leaves_none_behind(monkeypatch, elsewhere):
    """It arrives as soon as there are two, in any thread of the first, and is heard once the
    second one is known here."""
    first, fork, before = os.getpid(), os.fork, opened()
    done = threading.Event()
    thread = threading.Thread(target=done.wait, daemon=True)  # hears the signals that main blocks
    thread.start()

    def interrupted() -> int:
        found = fork()
        if os.getpid() == first:
            heard_by = thread if elsewhere else threading.main_thread()
            signal.pthread_kill(heard_by.ident, signal.SIGINT)
            time.sleep(0.1)  # Python's own part of a signal comes between two of its steps
        return found

    def endless() -> bytes:
        signal.pause()
        return b""

    monkeypatch.setattr(os, "fork", interrupted)
    with pytest.raises(KeyboardInterrupt), aside(endless):
        pytest.fail("not interrupted")
    done.set()
    assert not children()
    assert opened() == before
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


@LINUX
@pytest.mark.parametrize("end", [lambda: os._exit(3), lambda: os.kill(os.getpid(), 9)])
def test_a_second_process_that_ends_early_is_made_up_for_here(end):
    first = os.getpid()

    def work_of() -> bytes:
        if os.getpid() != first:
            end()
        return b"done"

    with aside(work_of) as work:
        assert work() == b"done"
    assert not children()


@LINUX
def test_an_error_of_the_work_is_raised_here():
    def failing() -> bytes:
        raise ValueError("no such sheet")

    with aside(failing) as work, pytest.raises(ValueError, match="no such sheet"):
        work()
    assert not children()


@LINUX
def test_nothing_written_is_no_answer(monkeypatch):
    """However the second process came to end with 0."""
    first = os.getpid()
    monkeypatch.setattr(beside, "answer", lambda *_: os._exit(0))
    with aside(lambda: b"done" if os.getpid() == first else b"") as work:
        assert work() == b"done"
    assert not children()


@LINUX
@pytest.mark.parametrize("end", [0, signal.SIGTERM, signal.SIGKILL])
def test_a_thread_that_ends_with_the_program_leaves_no_process_behind(end):
    """What the second process would hold open, here the output, ends with the program too."""
    program = (
        "import os, signal, sys, threading\n"
        "from model import aside\n"
        "aside.cores = lambda: 2\n"
        "def work():\n"
        "    print(os.getpid(), flush=True)\n"
        "    signal.pause()\n"
        "def wait():\n"
        "    with aside.aside(work) as found:\n"
        "        found()\n"
        "threading.Thread(target=wait, daemon=True).start()\n"
        "while not sys.stdin.readline():\n"
        "    pass\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=Path(__file__).resolve().parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    second = int(process.stdout.readline())
    assert second != process.pid
    try:
        if end:
            process.send_signal(end)
        said, _ = process.communicate(b"end\n", timeout=60)  # until nobody holds the output
    except subprocess.TimeoutExpired:
        os.kill(second, signal.SIGKILL)
        raise
    assert (said, process.returncode) == (b"", -end)


@LINUX
def test_who_leaves_without_asking_leaves_no_process_behind():
    def endless() -> bytes:
        signal.pause()
        return b""

    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt), aside(endless):
        raise KeyboardInterrupt
    assert not children()
    assert time.monotonic() - begun < 60  # it was not waited for


@LINUX
def test_an_interruption_while_a_process_is_waited_for_leaves_none_behind(monkeypatch):
    """Its bytes are there, and how it ended is about to be asked."""
    status, before = beside.status_of, opened()

    def interrupted(number: int) -> int:
        monkeypatch.setattr(beside, "status_of", status)
        raise KeyboardInterrupt

    monkeypatch.setattr(beside, "status_of", interrupted)
    with pytest.raises(KeyboardInterrupt), aside(number) as work:
        work()
    assert not children()
    assert opened() == before


def test_calls_asked_for_are_made_in_turn_in_one_other_thread():
    made: list[tuple[int, str]] = []
    with Queue() as queue:
        call = queue.later(lambda text: made.append((threading.get_ident(), text)))
        for text in ("one", "two", "three"):
            call(text)
        queue.wait()
    assert [text for _, text in made] == ["one", "two", "three"]
    assert len({thread for thread, _ in made} | {threading.get_ident()}) == 2


def test_the_first_error_of_a_call_is_raised_by_who_waits():
    def failing(text: str) -> None:
        raise ValueError(text)

    with Queue() as queue, pytest.raises(ValueError, match="first"):
        queue.later(failing)("first")
        queue.later(failing)("second")
        queue.wait()


def test_whoever_leaves_early_waits_for_no_call_that_was_not_begun():
    begun, go_on, made = threading.Event(), threading.Event(), []
    with pytest.raises(KeyboardInterrupt), Queue() as queue:
        queue.later(lambda: (begun.set(), go_on.wait(60)))()
        queue.later(made.append)("too late")
        begun.wait(60)
        threading.Timer(0.05, go_on.set).start()
        raise KeyboardInterrupt
    assert made == []


def test_whoever_leaves_by_an_error_waits_for_no_call_at_all():
    """An interruption ends the program at once, whatever the thread is at."""
    begun, go_on = threading.Event(), threading.Event()
    with pytest.raises(KeyboardInterrupt), Queue() as queue:
        queue.later(lambda: (begun.set(), go_on.wait(60)))()
        begun.wait(60)
        raise KeyboardInterrupt
    assert queue.thread.is_alive() and queue.thread.daemon
    go_on.set()


def test_whoever_leaves_without_an_error_waits_for_the_call_that_is_begun():
    begun, made = threading.Event(), []
    with Queue() as queue:
        queue.later(lambda: (begun.set(), time.sleep(0.05), made.append("done")))()
        begun.wait(60)
    assert made == ["done"]


def test_calls_at_the_same_time_return_in_the_order_of_the_calls():
    """The first of two cannot end before the second has begun."""
    second = threading.Event()
    found = all_in_threads([lambda: second.wait(60), lambda: second.set() or "set", lambda: "last"])
    assert found == [True, "set", "last"]


def test_the_error_of_a_call_is_raised_and_no_further_call_begins(monkeypatch):
    monkeypatch.setattr(beside, "cores", lambda: 1)
    made: list[str] = []

    def failing() -> None:
        raise ValueError("no answer")

    with pytest.raises(ValueError, match="no answer"):
        all_in_threads([failing, lambda: made.append("too late")])
    assert made == []


@LINUX
def test_the_bytes_are_made_here_where_the_end_of_a_process_is_not_kept():
    """Whoever ignores SIGCHLD, as a supervisor may, is not told how a process ended."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        with aside(lambda: b"made") as made:
            assert made() == b"made"
        with aside(lambda: b"not asked for"):
            pass
    finally:
        signal.signal(signal.SIGCHLD, before)
