"""This file is about how orders differ, in compare.html, and what they take of industry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ....comparison.compared import Compared
from ....comparison.figures import Value
from ...page.parts import NUMBER, Cells, Chart, Column, Figure, Table
from ...page.pictures import ranked
from ..screen import ranked as most_changed
from ..screen import short
from .shared import SHOWN, by_run, height, runs


def bought(compared: Compared) -> Iterator[Figure]:
    """What is ordered of each system, those that change most first."""
    value = {
        figure.item: tuple(amount or 0.0 for amount in figure.values)
        for figure in compared.figures("system", "order_value")
        if not figure.country
    }
    order = most_changed(value)
    shown = order[:SHOWN]
    picture = Chart(
        ranked(
            [short(compared.called(code)) for code in shown],
            by_run(compared, [value[code] for code in shown]),
        ),
        "bn USD",
        2,
        height=height(len(shown), compared),
    )
    caption = (
        f"The systems whose orders differ most from {compared.names[0]}, in any run, at the price "
        "of the year of the order."
    )
    yield Figure(
        "What is ordered, billion US dollars",
        caption if shown else "Every run orders the same.",
        [picture] if shown else [],
        table=by_system(compared, value, order),
    )
    if order:
        yield by_ally(compared)
    yield lines(compared)


def by_ally(compared: Compared) -> Figure:
    """Which ally orders what instead: each ally and system of which the orders differ, the largest
    difference first."""
    value = {
        (figure.country, figure.item): tuple(amount or 0.0 for amount in figure.values)
        for figure in compared.figures("system", "order_value")
        if figure.country
    }
    base = compared.names[0]
    rows: list[Cells] = [
        [
            compared.called(country),
            compared.called(system),
            *value[country, system],
            *(amount - value[country, system][0] for amount in value[country, system][1:]),
        ]
        for country, system in most_changed(value)
    ]
    columns = [
        Column("Ally"),
        Column("System", wide=True),
        *runs(compared),
        *(Column(f"{name} less {base}", NUMBER, "MUSD") for name in compared.names[1:]),
    ]
    return Figure(
        "Who orders what instead",
        f"Each ally and system whose orders are not those of {base} in every run, the largest "
        "difference first; “Find” with the name of an ally shows what it orders more and less. "
        "compare.csv has the units.",
        content=Table(columns, rows, search=True),
    )


def by_system(
    compared: Compared, value: dict[str, tuple[float, ...]], order: Sequence[str]
) -> Table:
    """Units and money of each system, those that change most first."""
    rows: list[Cells] = [
        [
            compared.called(code),
            *(amount or 0.0 for amount in compared.values("system", "ordered", item=code)),
            *value[code],
        ]
        for code in [*order, *sorted(code for code in value if code not in order)]
    ]
    columns = [
        Column("System"),
        *(Column(f"{name}: ordered", NUMBER, "units", 1) for name in compared.names),
        *(Column(f"{name}: value", NUMBER, "MUSD") for name in compared.names),
    ]
    return Table(columns, rows, total=value_totals(compared, value), search=True)


def value_totals(compared: Compared, value: dict[str, tuple[float, ...]]) -> list[Value | str]:
    """The foot of the table of systems: units of different things are not added up."""
    count = len(compared.runs)
    return [
        "All",
        *[None] * count,
        *(sum(v[place] for v in value.values()) for place in range(count)),
    ]


def lines(compared: Compared) -> Figure:
    """How much of each line is used on average, those that change most first."""
    found: dict[str, list[tuple[Value, ...]]] = {}
    for figure in compared.figures("industry", "share_used"):
        found.setdefault(figure.item, []).append(figure.values)
    used = {
        code: tuple(mean([row[place] for row in rows]) for place in range(len(compared.runs)))
        for code, rows in found.items()
    }
    known = {code: tuple(value or 0.0 for value in values) for code, values in used.items()}
    order = most_changed(known)
    rest = sorted(set(used) - set(order))
    rows: list[Cells] = [[compared.called(code), *used[code]] for code in [*order, *rest]]
    return Figure(
        "How much of each production line is used",
        "Firm orders and deliveries as a share of what the line makes, on average over the years; "
        "a line without a limit is left out.",
        content=Table([Column("Line"), *runs(compared, "%", 1)], rows, search=True),
    )


def mean(values: Sequence[Value]) -> float | None:
    """The average of what is known."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
