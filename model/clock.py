"""This file is about where the time goes: seconds of each step of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from time import perf_counter
from typing import TypeAlias

Timed: TypeAlias = Callable[[str], AbstractContextManager[None]]
"""What a step stands in, under its name: `with timed("build"): …`."""


def untimed(step: str) -> AbstractContextManager[None]:
    """For who does not ask where the time goes."""
    return nullcontext()


class Clock:
    """Seconds of each step, in the order in which they began; a step may come in parts.

    Attributes:
        begun: when the clock was made, on `perf_counter`.
        seconds: by step.
    """

    def __init__(self) -> None:
        self.begun = perf_counter()
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        """Count what is done inside to a step."""
        begun = perf_counter()
        try:
            yield
        finally:
            self.seconds[step] = self.seconds.get(step, 0.0) + perf_counter() - begun

    def told(self) -> str:
        """Where the time since the clock was made went, a line a step, seconds."""
        whole = perf_counter() - self.begun
        rest = whole - sum(self.seconds.values())
        rows = {**self.seconds, "everything else": rest, "together": whole}
        lines = [f"  {step.replace('_', ' '):<18}{spent:>9.3f}" for step, spent in rows.items()]
        return "\n".join(["Where the time went, seconds:", *lines])
