"""This file is about verifying beside other work: an answer is proven in a second process while its
tables are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pickle import dumps, loads
from typing import TypeAlias

from .aside import aside
from .certify import Residuals, verify
from .clock import Timed
from .proof import Proof, Weigher, prove
from .stages import Solution

Verified: TypeAlias = tuple[tuple[Residuals, ...], tuple[Proof, ...]]
"""What each stage leaves, and what it proves."""


@contextmanager
def verifying(
    solution: Solution, weigher: Weigher, timed: Timed, *, apart: bool
) -> Iterator[Callable[[], Verified]]:
    """Verify a solution and prove it; what is given returns what was found, and raises as `verify`
    and `prove` do. Where the solution is wrong, that is told, not what else failed for it.

    Args:
        apart: begin at once, in a second process.
    """
    if not apart:
        with timed("verify"):
            residuals = verify(solution)
        with timed("proof"):
            proofs = prove(solution, weigher)
        yield lambda: (residuals, proofs)
        return
    asked = False
    with aside(lambda: dumps((verify(solution), prove(solution, weigher)))) as found:

        def waited() -> Verified:
            nonlocal asked
            asked = True
            with timed("proof"):
                both: Verified = loads(found())
            return both

        try:
            yield waited
        except Exception:
            if not asked:
                waited()
            raise
