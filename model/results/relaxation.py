"""This file is about relaxation.csv: by how much which limits must be passed at least, together, so
that every target is met that can be met at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..explain.cells import cells_of_limit, label
from ..explain.strict import UNITS
from ..rounding import money, rounded
from .answer import Answer

DECIMALS = 6


def rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """One row for each limit that is passed."""
    for opening in answer.strict.openings if answer.strict else ():
        limit = opening.limit
        main = next(cells_of_limit(answer, limit))
        yield {
            "row": label(limit.family, limit.index),
            "kind": limit.lift.name,
            "more": rounded(opening.more, DECIMALS),
            "firm": rounded(opening.firm, DECIMALS),
            "unit": UNITS[limit.family],
            "worth": money(opening.worth),
            "parameter": main.parameter,
            "value": main.value,
            "origin": main.place(answer.scenario),
        }
