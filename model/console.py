"""This file is about the terminal: the default command, how a command ends, progress, Ctrl-C."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from functools import wraps
from pathlib import Path
from threading import Thread, Timer
from threading import enumerate as threads_alive
from typing import Any, NoReturn, TypeVar

import click

from .errors import printable
from .source import there

T = TypeVar("T")

SOLVED, BAD_INPUT, MISSED, FAILED, UNVERIFIED, INTERRUPTED = 0, 2, 3, 4, 5, 130

STAGES = {
    "least_shortfall": "solving stage 1 of 3: least shortfall",
    "least_cost": "solving stage 2 of 3: least cost",
    "steadiest": "solving stage 3 of 3: steadiest lines",
    "tie_break": "solving stage 3 of 3: the one plan among equals",
    "explain": "finding out why targets are missed",
    "ranges": "finding out how far numbers may move",
    "conflicts": "finding out which limits cannot all hold",
    "alternatives": "looking for plans that cost nearly the same",
}


SOLVING = "solving"
"""The name of the thread in which a solver works."""


class Commands(click.Group):
    """Commands, with `run` understood where a scenario stands in place of a command."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take a first word that looks like a file for a scenario to run."""
        word = args[0]
        if word in self.commands:
            return super().resolve_command(ctx, args)
        if any(mark in word for mark in "./\\") or there(Path(word)):
            return "run", self.commands["run"], args
        near = get_close_matches(word, [*self.commands, "baseline.csv"], n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        raise click.UsageError(f"no such command or file: {word!r}.{hint}")

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let the options of `run` stand before the file: `optimize --out DIR FILE`."""
        own = {name for param in self.get_params(ctx) for name in param.opts}
        if args and args[0].startswith("-") and args[0].split("=")[0] not in own:
            args = ["run", *args]
        return super().parse_args(ctx, args)


WANT_OF_MEMORY = re.compile(
    "can't start new thread|bad_alloc|failed to map segment|cannot allocate memory", re.IGNORECASE
)
"""What a system says of threads, packages and processes for which there is not enough."""

TOO_LARGE = (
    "there is not enough memory for this. Fewer years, allies or systems need less, and other "
    "programs may leave more when they are closed."
)


def told(function: Callable[..., int | None]) -> Callable[..., None]:
    """End a command with one message and the right exit status; a traceback only on --debug."""

    @wraps(function)
    def command(*args: Any, **kwargs: Any) -> None:
        from .errors import InputError, SolveError, UpliftError, VerificationError

        debug = click.get_current_context().find_root().params.get("debug", False)
        endings = {InputError: BAD_INPUT, SolveError: FAILED, VerificationError: UNVERIFIED}
        try:
            sys.exit(function(*args, **kwargs) or SOLVED)
        except UpliftError as error:
            if debug:
                raise
            text = str(error)
            say(text if text.startswith("Error") else f"Error: {text}", err=True)
            ended = (status for kind, status in endings.items() if isinstance(error, kind))
            sys.exit(next(ended, BAD_INPUT))
        except KeyboardInterrupt as interruption:
            say(f"Interrupted; {str(interruption) or 'nothing was written'}.", err=True)
            leave(INTERRUPTED)
        except (click.exceptions.Exit, click.ClickException, BrokenPipeError):
            raise  # click knows how to end these
        except Exception as error:
            if debug:
                raise
            text, status = ending(error)
            say(f"Error: {text}", err=True)
            sys.exit(status)

    return command


def leave(status: int) -> NoReturn:
    """End, and at once where a thread may still be in the solver: it would come back to a Python
    that is taken apart by then, and the system would call that a crash."""
    if any(thread.name == SOLVING for thread in threads_alive()):
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(status)
    sys.exit(status)


def ending(error: Exception) -> tuple[str, int]:
    """What is said of an error that is none of our own, and the exit status: a planner gets a
    sentence, not a traceback."""
    if isinstance(error, MemoryError) or WANT_OF_MEMORY.search(str(error)):
        return TOO_LARGE, FAILED
    if isinstance(error, OSError):  # reading and writing tell their own; printing is left
        return f"the answer could not be shown ({error.strerror}).", BAD_INPUT
    fault = f"this is a fault of the program, not of your files: {error!r}. "
    return f"{fault}`optimize --debug …` shows where.", FAILED


def say(text: str, err: bool = False) -> None:
    """Print a text. Whatever in it could move the cursor, or hide, or turn the direction of what is
    read, is written out: names come from files that anybody may have made."""
    click.echo("\n".join(map(printable, text.split("\n"))), err=err)


@contextmanager
def written(folder: Path) -> Iterator[None]:
    """What is told after results are written: an interruption of it says that they are there."""
    try:
        yield
    except KeyboardInterrupt as interruption:
        raise KeyboardInterrupt(f"the results are whole in {folder}") from interruption


def aloud(work: Callable[..., T]) -> T:
    """Do what solves and takes a `progress`: say which stage it is in, stop at once on Ctrl-C."""
    with Progress() as progress:
        return at_once_interruptible(lambda: work(progress=progress))


def at_once_interruptible(work: Callable[[], T]) -> T:
    """Do what may sit in the solver for seconds, and yet stop at once on Ctrl-C.

    Python hears an interruption only between its own steps, so the work runs in a second thread
    that ends with the program; nothing is written before it is done.
    """
    done: list[T] = []
    failed: list[BaseException] = []

    def collect() -> None:
        try:
            done.append(work())
        except BaseException as error:  # handed to the main thread, which raises it
            failed.append(error)

    worker = Thread(target=collect, name=SOLVING, daemon=True)
    worker.start()
    while worker.is_alive():
        worker.join(0.1)
    if failed:
        raise failed[0]
    return done[0]


class Progress:
    """Says which stage is being solved once it has taken a second, and on Ctrl-C what is proven."""

    WAIT = 1.0

    def __init__(self) -> None:
        self.timer: Timer | None = None
        self.proven: Mapping[str, float] = {}

    def __call__(self, stage: str, proven: Mapping[str, float]) -> None:
        self.stop()
        self.proven = dict(proven)
        self.timer = Timer(self.WAIT, self.say, [STAGES[stage]])
        self.timer.daemon = True
        self.timer.start()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.stop()
        if kind is KeyboardInterrupt and self.proven:
            from .stages import so_far

            say(so_far(self.proven), err=True)

    @staticmethod
    def say(stage: str) -> None:
        say(f"{stage} …", err=True)

    def stop(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
