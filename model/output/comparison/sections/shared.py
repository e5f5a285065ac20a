"""This file is about what the sections of compare.html share: colours and columns by run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ....comparison.compared import Compared
from ....comparison.figures import Figure, Value
from ...page.parts import NUMBER, Column
from ...page.pictures import AMBER, DEEP, LIGHT, Series, bars, line, rounded
from ..screen import MOVES
from ..words import spoken

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


def lines_by_run(compared: Compared, rows: Sequence[Sequence[Value]]) -> list[Series]:
    """A line a run; runs that are alike in all years that they share have one line together.

    `rows` holds what is drawn of every run for each year.
    """
    drawn = [rounded([row[place] for row in rows]) for place in range(len(compared.runs))]
    groups: list[list[int]] = []
    for place, values in enumerate(drawn):
        group = next((g for g in groups if all(alike(drawn[p], values) for p in g)), None)
        if group is None:
            groups.append([place])
        else:
            group.append(place)
    return [
        line(together(compared, places), first_known([drawn[p] for p in places]), colour(places[0]))
        for places in groups
    ]


def first_known(lines: Sequence[Sequence[float | None]]) -> list[float | None]:
    """Lines that are alike as one: in each year what any of them has."""
    return [
        next((value for value in values if value is not None), None)
        for values in zip(*lines, strict=True)
    ]


def alike(one: Sequence[Value], other: Sequence[Value]) -> bool:
    """Whether two lines lie on each other wherever both are drawn."""
    both = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    return bool(both) and all(a == b for a, b in both)


def together(compared: Compared, places: Sequence[int]) -> str:
    """The name of a line that stands for some runs."""
    names = [compared.names[place] for place in places]
    return f"{spoken(names)}, the same" if len(names) > 1 else names[0]


def in_order(figures: Sequence[Figure]) -> list[Figure]:
    """Figures by area and year, whichever run states them first."""
    return sorted(figures, key=lambda figure: (figure.item, figure.year or 0))


def runs(compared: Compared, unit: str = "MUSD", decimals: int = 0) -> list[Column]:
    """One column of numbers a run."""
    return [Column(name, NUMBER, unit, decimals) for name in compared.names]


def move_columns() -> list[Column]:
    """One column for each way in which a target can move."""
    return [
        Column(f"{words[:1].upper()}{words[1:]}", NUMBER, "targets") for words in MOVES.values()
    ]


def moves_of(compared: Compared, place: int, country: str, item: str) -> Iterator[Value]:
    """How many targets of an ally or of an area moved each way in a run; None for the base."""
    part = "country" if country else "area"
    for move in MOVES:
        counts = compared.values(part, move, country, item)
        yield counts[place] if place else None


def height(bars_shown: int, compared: Compared) -> int:
    """Pixels that let every bar be seen."""
    return 70 + bars_shown * (14 + 11 * len(compared.runs))
