"""This file is about what a comparison says in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...comparison.compared import Compared
from ...comparison.figures import Value, difference

KEPT = "\N{NO-BREAK SPACE}"
"""Stands between words that belong on one line."""


def spoken(names: Sequence[str]) -> str:
    """Names as one says them: a, b and c."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def headline(compared: Compared) -> Iterator[str]:
    """What each run changes against the base, a sentence each."""
    base = compared.names[0]
    yield f"{spoken(compared.names[1:])} against {base}:"
    for place in range(1, len(compared.runs)):
        yield sentence(compared, place)


def sentence(compared: Compared, place: int) -> str:
    """What one run changes against the base."""
    parts = [
        part
        for part in (
            targets_words(compared, place),
            shortfall_words(compared, place),
            cost_words(compared, place),
        )
        if part
    ]
    name = compared.names[place]
    if not parts:
        same = "the inputs and the answer are the same" if nothing(compared) else "the same answer"
        return f"{name}: {same}."
    return f"{name}: {'; '.join(parts)}."


def nothing(compared: Compared) -> bool:
    """Whether nothing differs, neither in the inputs nor in any number of the answers."""
    return not compared.inputs and all(len(set(f.values)) == 1 for f in compared.answers)


def targets_words(compared: Compared, place: int) -> str:
    """How many targets more or fewer are met."""
    met = compared.values("summary", "targets_met")
    more = int(difference(met[0], met[place]) or 0)
    if not more:
        return ""
    noun = "target" if abs(more) == 1 else "targets"
    return f"{abs(more):,} {'more' if more > 0 else 'fewer'} {noun} met"


def shortfall_words(compared: Compared, place: int) -> str:
    """By how much the shortfall in money grows or shrinks."""
    values = compared.values("summary", "missing")
    more = difference(values[0], values[place]) or 0.0
    if not more:
        return ""
    share = f" ({100 * more / values[0]:+.0f} %)" if values[0] else ""
    return f"shortfall {'up' if more > 0 else 'down'} by {billions(abs(more))}{share}"


def cost_words(compared: Compared, place: int) -> str:
    """What it costs more or less a year; and in all, where the years of the plans are not as
    many."""
    a_year, in_all = (
        difference(values[0], values[place]) or 0.0
        for values in (
            compared.values("summary", "spending_a_year"), compared.values("summary", "spending"),
        )
    )  # fmt: skip
    told = f"costs {billions(abs(a_year))} a year {more_or_less(a_year)}" if a_year else ""
    years, before = (len(compared.runs[at].years) for at in (place, 0))
    if years == before:
        return told
    told = told or "costs the same a year"
    joined = "and" if a_year * in_all > 0 else "but"
    return (
        f"{told}, {joined} {billions(abs(in_all))} {more_or_less(in_all)} in all, over {years} "
        f"years instead of {before}"
    )


def more_or_less(difference: float) -> str:
    """Which way a difference goes."""
    return "more" if difference > 0 else "less"


def billions(musd: float) -> str:
    """Money for reading: billions with a decimal, millions where it is less."""
    return f"{musd / 1000:,.1f} bn USD" if abs(musd) >= 1000 else f"{musd:,.3g} MUSD"


def count_words(values: Sequence[Value]) -> list[str]:
    """Counts for reading."""
    return ["-" if value is None else f"{value:,.0f}" for value in values]


def number_words(value: float) -> str:
    """A number of units for reading."""
    return f"{value:,.0f}" if value >= 10 or not value else f"{value:,.2g}"
