"""This file is about what the sections of compare.html share: colours and columns by run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ....comparison.compared import Compared
from ....comparison.figures import Value
from ...page.parts import NUMBER, Column
from ...page.pictures import AMBER, DEEP, LIGHT, Series, bars
from ..screen import MOVES

COLOURS = (DEEP, AMBER, LIGHT, "#117733", "#882255", "#ddcc77", "#44aa99", "#332288")
"""One for each run, the base first; they begin again where there are more."""

BILLION = 1000.0
SHOWN = 12
"""Allies and systems in a picture; the table under it has them all."""


def colour(place: int) -> str:
    """The colour of a run."""
    return COLOURS[place % len(COLOURS)]


def in_billions(values: Sequence[Value]) -> list[float | None]:
    """MUSD as billions."""
    return [None if value is None else value / BILLION for value in values]


def by_run(compared: Compared, rows: Sequence[Sequence[Value]]) -> list[Series]:
    """Bars side by side, a colour a run; `rows` holds MUSD of every run for each bar."""
    return [
        bars(name, in_billions([row[place] for row in rows]), colour(place), name)
        for place, name in enumerate(compared.names)
    ]


def runs(compared: Compared, unit: str = "MUSD", decimals: int = 0) -> list[Column]:
    """One column of numbers a run."""
    return [Column(name, NUMBER, unit, decimals) for name in compared.names]


def move_columns() -> list[Column]:
    """One column for each way in which a target can move."""
    return [
        Column(f"{words[:1].upper()}{words[1:]}", NUMBER, "targets") for words in MOVES.values()
    ]


def moves_of(
    compared: Compared, place: int, *, country: str = "", item: str = ""
) -> Iterator[Value]:
    """How many targets of an ally or of an area moved each way in a run; None for the base."""
    part = "country" if country else "area"
    for move in MOVES:
        counts = compared.values(part, move, country=country, item=item)
        yield counts[place] if place else None


def height(bars_shown: int, compared: Compared) -> int:
    """Pixels that let every bar be seen."""
    return 70 + bars_shown * (14 + 11 * len(compared.runs))
