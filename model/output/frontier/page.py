"""This file is about frontier.html: the frontier, and under it the report of the scenario as it
stands."""

from __future__ import annotations

from collections.abc import Sequence

from ...moving.curve import Frontier
from ...moving.point import Point
from ..manifest import WRITTEN_BY, installed
from ..page.document import document
from ..page.facts import money_scale
from ..page.parts import (
    NUMBER,
    Cells,
    Chart,
    Column,
    Figure,
    Head,
    Part,
    Points,
    Section,
    Table,
    Text,
)
from ..page.pictures import (
    AMBER,
    DEEP,
    LIGHT,
    MANY,
    Series,
    bars,
    line,
    over_categories,
    over_numbers,
    points,
)
from ..words import heading
from .words import headline, said, sentences


def frontier_page(frontier: Frontier, report: tuple[Head, Sequence[Part]]) -> str:
    """The whole file; the same frontier gives the same text.

    Args:
        report: what report.html shows of the scenario as it stands.
    """
    head, parts = report
    above = [part for part in parts if not isinstance(part, Section)]
    sections = [
        Section("frontier", "The frontier", [curves(frontier), by_area(frontier)]),
        Section("reading", "How to read it", [reading(frontier)]),
        Section("here", "The scenario as it stands", [Text(head.lead), *above]),
        *(part for part in parts if isinstance(part, Section)),
    ]
    foot = [
        f"Made by {WRITTEN_BY} {installed(WRITTEN_BY)} from scenario {frontier.scenario}. MIT "
        "licence. Open data; a budget model, nothing operational.",
        "Every point lies beside this file in frontier.csv. Pictures are drawn by Apache ECharts "
        "6.1.0 (Apache licence 2.0). This file loads nothing and sends nothing.",
    ]
    return document(
        f"{frontier.scenario} over {frontier.dial.axis.name}", top(frontier), sections, foot
    )


def top(frontier: Frontier) -> Head:
    """What one step costs, in two sentences."""
    first, last = frontier.years
    return Head(
        f"Scenario {frontier.scenario} by {frontier.dial.axis.head} · {first}-{last} · US "
        f"dollars at constant prices of {frontier.base_year}",
        headline(frontier),
        list(sentences(frontier)),
    )


def curves(frontier: Frontier) -> Figure:
    """Cost, what is missing and targets met, each over the lever."""
    cost, missing, met = (
        [p.cost for p in frontier.points],
        [p.missing for p in frontier.points],
        [100 * p.summary["targets_met"] / max(1, p.summary["targets"]) for p in frontier.points],
    )
    return Figure(
        f"Cost and shortfall by {frontier.dial.axis.head}",
        "Each point is the scenario solved anew with nothing but this lever moved. "
        + knee_words(frontier),
        [
            money_panel(frontier, "Cost, discounted", cost),
            money_panel(frontier, "Missing, all milestones", missing),
            panel(frontier, "Targets met", "%", met, 0),
        ],
        table=every_point(frontier),
    )


def knee_words(frontier: Frontier) -> str:
    """Where the knee is, for a caption."""
    if frontier.knee is None:
        return "The curves are nearly straight: no point stands out."
    knee = said(frontier, frontier.points[frontier.knee])
    return f"At {knee} the curves bend most: the knee."


def money_panel(frontier: Frontier, name: str, musd: Sequence[float]) -> Chart:
    """A curve of money."""
    scale = money_scale(max(musd))
    return panel(frontier, name, scale.unit, [m / scale.musd for m in musd], scale.decimals)


def panel(
    frontier: Frontier, name: str, unit: str, values: Sequence[float], decimals: int
) -> Chart:
    """One curve, with the knee and the scenario as it stands marked on it."""
    series = [line("Each point", values, DEEP)]
    here = frontier.points.index(frontier.here) if frontier.here in frontier.points else None
    if here is not None and here != frontier.knee:
        series.append(points("As it stands", only(values, here), LIGHT, DEEP))
    if frontier.knee is not None:
        knee = "Knee, and as it stands" if here == frontier.knee else "Knee"
        series.append(points(knee, only(values, frontier.knee), AMBER, AMBER))
    names = dict(zip(frontier.values, labels(frontier), strict=True))
    option = over_numbers(names, series, low=0)
    return Chart(option, unit, decimals, height=300, name=f"{name}, {unit}")


def only(values: Sequence[float], place: int) -> list[float | None]:
    """One of the values, and gaps in place of the others."""
    return [value if at == place else None for at, value in enumerate(values)]


def labels(frontier: Frontier) -> list[str]:
    """What stands under each point."""
    return [frontier.dial.short(value) for value in frontier.values]


def by_area(frontier: Frontier) -> Figure:
    """What is missing by area, a bar a point."""
    areas = list(frontier.here.areas)
    scale = money_scale(max(point.missing for point in frontier.points))
    series: list[Series] = [
        bars(
            heading(area),
            [point.areas[area] / scale.musd for point in frontier.points],
            MANY[at % len(MANY)],
        )
        for at, area in enumerate(areas)
    ]
    heads = [Column(f"{frontier.dial.axis.head.capitalize()}")]
    rows: list[Cells] = [
        [frontier.dial.short(value), *(point.areas[area] for area in areas), point.missing]
        for value, point in zip(frontier.values, frontier.points, strict=True)
    ]
    columns = [*heads, *(Column(heading(area), NUMBER, "MUSD") for area in areas)]
    return Figure(
        f"What is missing by area, all milestones, {scale.words}",
        "At the price of the cheapest equipment that would close each gap.",
        [Chart(over_categories(labels(frontier), series), scale.unit, scale.decimals)],
        table=Table([*columns, Column("All areas", NUMBER, "MUSD")], rows),
    )


def every_point(frontier: Frontier) -> Table:
    """Every figure of every point."""
    columns = [
        Column(frontier.dial.axis.head.capitalize()),
        Column("Missing", NUMBER, "MUSD"),
        Column("Of what is asked", NUMBER, "%", 1),
        Column("Cost, discounted", NUMBER, "MUSD"),
        Column("Spent a year", NUMBER, "MUSD"),
        Column("Budgets leave", NUMBER, "MUSD"),
        Column("Targets", NUMBER),
        Column("Targets met", NUMBER),
        Column("Allies short", NUMBER),
        Column("Mark"),
    ]
    everything = list(frontier.points)
    if frontier.here not in everything:
        everything.append(frontier.here)
    return Table(columns, [cells(frontier, at, p) for at, p in enumerate(everything)])


def cells(frontier: Frontier, at: int, point: Point) -> Cells:
    """The figures of a point."""
    summary = point.summary
    here = ["as it stands"] * (point is frontier.here) + ["knee"] * (at == frontier.knee)
    return [
        None if point.value is None else frontier.dial.short(point.value),
        point.missing,
        point.missing_share,
        point.cost,
        summary["spending_a_year"],
        point.cap,
        summary["targets"],
        summary["targets_met"],
        summary["allies_short"],
        ", ".join(here),
    ]


def reading(frontier: Frontier) -> Points:
    """What the words mean."""
    return Points([
        (
            "Missing:",
            "what each unmet target lacks, at the price of the cheapest equipment that would "
            "close the gap; the milestones are added up, so a gap that lasts counts in each.",
        ),
        (
            "Of what is asked:",
            "the share of that in all that targets ask for beyond what allies have already or "
            "have on order.",
        ),
        (
            "Knee:",
            "the point at which cost and shortfall together lie farthest from the straight lines "
            "between the ends, each measured by its own range. There is none where that distance "
            "is below a tenth.",
        ),
        (
            "As it stands:",
            f"the scenario with {frontier.dial.axis.head} unmoved; its whole report follows below.",
        ),
    ])  # fmt: skip
