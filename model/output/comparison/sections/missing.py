"""This file is about what is missing in compare.html: by area and by ally."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ....comparison.answers import further_short
from ....comparison.compared import Compared
from ...page.parts import (
    NUMBER,
    YEAR,
    Cells,
    Chart,
    Column,
    Figure,
    Part,
    Table,
    Text,
    totals,
)
from ...page.pictures import ranked
from ...words import heading
from ..screen import added
from ..screen import ranked as most_changed
from ..words import spoken
from .shared import SHOWN, by_run, height, in_order, runs


def areas(compared: Compared) -> Figure:
    """Shortfall by area, all milestones together."""
    found = compared.figures("area", "missing")
    names = sorted({figure.item for figure in found})
    sums = [added([f for f in found if f.item == name], len(compared.runs)) for name in names]
    labels = [heading(name) for name in names]
    rows: list[Cells] = [
        [heading(figure.item), figure.year, *figure.values] for figure in in_order(found)
    ]
    columns = [Column("Area"), Column("Milestone", YEAR), *runs(compared)]
    total = totals("All areas", rows, range(2, len(columns)))
    return Figure(
        "Shortfall by area, all milestones, billion US dollars",
        "What is missing at each milestone, at the price of the cheapest equipment that would "
        "close it; a gap that lasts counts at each.",
        [
            Chart(
                ranked(labels, by_run(compared, sums)),
                "bn USD",
                1,
                height=height(len(names), compared),
            )
        ],
        table=Table(columns, rows, total=total),
    )


def who(compared: Compared) -> Figure:
    """Shortfall by ally, those that change most first."""
    sums = by_code(compared)
    order = most_changed(sums)
    shown = order[:SHOWN]
    picture = Chart(
        ranked(
            [compared.called(code) for code in shown],
            by_run(compared, [sums[code] for code in shown]),
        ),
        "bn USD",
        2,
        height=height(len(shown), compared),
    )
    return Figure(
        "Whose shortfall changes most, all milestones, billion US dollars",
        f"The allies whose shortfall differs most from {compared.names[0]}, in any run."
        if shown
        else "No ally's shortfall changes.",
        [picture] if shown else [],
        table=by_ally(compared, sums, [*order, *(code for code in sums if code not in order)]),
    )


def by_code(compared: Compared) -> dict[str, tuple[float, ...]]:
    """What each ally misses in every run, all milestones together, MUSD."""
    found = compared.figures("country", "missing")
    return {
        code: added([f for f in found if f.country == code], len(compared.runs))
        for code in sorted({figure.country for figure in found})
    }


def by_ally(compared: Compared, sums: Mapping[str, Sequence[float]], order: Sequence[str]) -> Table:
    """What each ally misses, spends and may spend; one row a run, so that the table is no wider
    for more runs."""
    rows: list[Cells] = [
        [
            compared.called(code),
            name,
            sums[code][place],
            compared.values("country", "spending", country=code)[place],
            compared.values("country", "cap", country=code)[place],
        ]
        for code in order
        for place, name in enumerate(compared.names)
    ]
    columns = [
        Column("Ally"),
        Column("Run"),
        Column("Missing", NUMBER, "MUSD"),
        Column("Spent", NUMBER, "MUSD"),
        Column("Cap", NUMBER, "MUSD"),
    ]
    return Table(columns, rows, search=True)


def further(compared: Compared) -> Iterator[Part]:
    """Which allies fall further short than in the base, and why that may be."""
    sums = by_code(compared)
    base, *others = (
        {code: row[at] for code, row in sums.items()} for at in range(len(compared.runs))
    )
    worse = {at: further_short(base, after) for at, after in enumerate(others, start=1)}
    worse = {at: allies for at, allies in worse.items() if allies}
    if not worse:
        return
    counts = [further_words(compared, at, allies) for at, allies in worse.items()]
    yield Figure(
        f"Allies that fall further short than in {compared.names[0]}",
        f"{'; '.join(counts)}. All milestones together, the largest difference first.",
        content=further_table(compared, worse, sums),
    )
    full = [at for at in worse if compared.values("summary", "lines_full")[at]]
    if full:
        yield Text([shared_lines(compared, full)])


def further_words(compared: Compared, place: int, worse: Sequence[str]) -> str:
    """How many allies one run leaves further short, and how many of them with a larger cap."""
    larger = sum(has_more(compared, code, place) for code in worse)
    noun = "ally" if len(worse) == 1 else "allies"
    return f"{compared.names[place]}: {len(worse)} {noun}, {larger or 'none'} with a larger cap"


def further_table(
    compared: Compared, worse: Mapping[int, Sequence[str]], sums: Mapping[str, Sequence[float]]
) -> Table:
    """One row for each ally and run."""
    base = compared.names[0]
    rows: list[Cells] = [
        [
            compared.called(code),
            compared.names[place],
            sums[code][place] - sums[code][0],
            sums[code][0],
            sums[code][place],
            "larger" if has_more(compared, code, place) else "not larger",
        ]
        for place, allies in worse.items()
        for code in allies
    ]
    columns = [
        Column("Ally"),
        Column("Run"),
        Column("Missing more", NUMBER, "MUSD"),
        Column(f"Missing in {base}", NUMBER, "MUSD"),
        Column("Missing in the run", NUMBER, "MUSD"),
        Column("Cap, all years"),
    ]
    return Table(columns, sorted(rows, key=lambda row: -float(str(row[2]))), search=True)


def has_more(compared: Compared, code: str, place: int) -> bool:
    """Whether the cap of an ally is larger than in the base, all years together."""
    caps = compared.values("country", "cap", country=code)
    return (caps[place] or 0.0) > (caps[0] or 0.0)


def shared_lines(compared: Compared, places: Sequence[int]) -> str:
    """What lines that are full have to do with it: what is known, and no more."""
    full = compared.values("summary", "lines_full")
    counts = spoken([f"{full[place]} in {compared.names[place]}" for place in places])
    return (
        f"Production lines are shared, and some are full in some year ({counts}; {full[0]} in "
        f"{compared.names[0]}). What a full line makes for one ally it cannot make for another. "
        "Each plan looks for the least shortfall of all allies together, not of each: that moves "
        "deliveries to others and can leave an ally further short, even one with more money."
    )
