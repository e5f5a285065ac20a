"""This file is about the parts of what is found out about an answer, each by a deadline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from ..deadline import Deadline
from ..errors import OutOfTimeError
from ..results.answer import Answer
from .conflicts import find_conflicts
from .find import explain
from .more import with_worths
from .near import find_ranges
from .priced import with_reasons

BEGINS = {"ranges": "how far numbers may move", "strict": "which limits cannot all hold"}
"""What is found out after the explanation, by the same."""


def with_ranges(answer: Answer, deadline: Deadline) -> Answer:
    """An answer with the range of each headline number."""
    return replace(answer, ranges=find_ranges(answer, deadline))


def with_conflicts(answer: Answer, deadline: Deadline) -> Answer:
    """An answer with what cannot all hold if every target is to be met."""
    return replace(answer, strict=find_conflicts(answer, deadline))


Part: TypeAlias = Callable[[Answer, Deadline], Answer]

EXPLAINING: Mapping[str, Part] = {
    "why targets are missed": explain,
    "what one more is worth": with_worths,
    "why this was bought and that was not": with_reasons,
}
"""The parts of an explanation, in the order in which they are found."""


def in_time(answer: Answer, parts: Mapping[str, Part], deadline: Deadline) -> Answer:
    """An answer with some parts more.

    Raises:
        OutOfTimeError: the deadline has passed; the message says which parts were found.
    """
    known = {
        **dict.fromkeys(EXPLAINING, answer.explained is not None),
        BEGINS["ranges"]: answer.ranges is not None,
    }
    found = ["the plan", *(name for name in known if known[name])]
    for at, (name, part) in enumerate(parts.items()):
        try:
            answer = part(answer, deadline)
        except OutOfTimeError as error:
            left = [*parts][at:]
            raise OutOfTimeError(
                f"{error}; nothing was written. Found by then: {', '.join(found)}. Not: "
                f"{', '.join(left)}."
            ) from error
        found.append(name)
    return answer
