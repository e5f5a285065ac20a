"""This file is about conflicts on the terminal, where every target should be met and is not."""

from __future__ import annotations

from collections.abc import Iterator

from ..explain.against import alike, also, conflict_sentences, way_out_sentences
from ..results.answer import Answer
from .explained import paragraph

SHOWN = 5
"""How many conflicts the screen tells."""


def conflict_lines(answer: Answer) -> Iterator[str]:
    """The dearest conflicts, and the cheapest way out of all of them."""
    if answer.strict is None:
        return
    found = answer.strict.conflicts
    count = f"{len(found)} {'conflict' if len(found) == 1 else 'conflicts'}"
    yield f"Not every target is met (--strict): {count}, at most one for each ally and pool,"
    yield "with everybody else's orders as planned and no other target worse"
    groups = alike(found)
    for first, *others in groups[:SHOWN]:
        said = (*conflict_sentences(answer, first), *also(answer, others))
        yield from paragraph(" ".join(said))
    left = sum(map(len, groups[SHOWN:]))
    if left:
        yield f"  and {left} more in conflicts.csv"
    for text in way_out_sentences(answer, answer.strict):
        yield from paragraph(text)
    yield "  Every number is in conflicts.csv, every limit to be opened in relaxation.csv."
