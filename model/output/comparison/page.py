"""This file is about compare.html: several runs side by side as one page to look at."""

from __future__ import annotations

from collections.abc import Iterator

from ...comparison.compared import Compared
from ..manifest import WRITTEN_BY, installed
from ..page.document import document
from ..page.parts import (
    NUMBER,
    Column,
    Figure,
    Fold,
    Head,
    Part,
    Points,
    Section,
    Table,
    Text,
)
from .differences import Changed, changed_parameters, place_words
from .sections.causes import attributed
from .sections.missing import areas, who
from .sections.money import money
from .sections.orders import bought
from .sections.timing import when
from .words import nothing, sentence, shortfall_words, spoken, targets_words

MOST = 2000
"""Numbers of the inputs that the page lists; compare.csv has them all."""


def comparison_page(compared: Compared) -> str:
    """The whole file; the same comparison gives the same text."""
    sections = [
        inputs(compared),
        Section("answers", "The answers side by side", [headline(compared)]),
        Section("money", "What is spent", [money(compared)]),
        Section("short", "What is missing", [areas(compared), who(compared)]),
        Section("when", "When targets are met", list(when(compared))),
        Section("bought", "What is bought instead", list(bought(compared))),
    ]
    if compared.attributions:
        sections.append(Section("why", "Where the difference comes from", list(why(compared))))
    sections.append(made(compared))
    foot = [
        f"Made by {WRITTEN_BY} {installed(WRITTEN_BY)}. MIT licence. Open data; a budget model, "
        "nothing operational.",
        "Every number lies beside this file in compare.csv, with formulas in compare.xlsx. "
        "Pictures are drawn by Apache ECharts 6.1.0 (Apache licence 2.0). This file loads nothing "
        "and sends nothing.",
    ]
    return document(f"{compared.name}: what differs", head(compared), sections, foot)


def head(compared: Compared) -> Head:
    """What each run changes, in a sentence each."""
    base, others = compared.names[0], range(1, len(compared.runs))
    years = sorted({f"{run.years[0]}-{run.years[-1]}" for run in compared.runs})
    lead = [sentence(compared, place) for place in others]
    parameters = [parameter.name for parameter in changed_parameters(compared.inputs)]
    if parameters:
        shown = parameters if len(parameters) < 6 else [*parameters[:5], "others"]
        lead.append(f"The inputs differ in {spoken(shown)}.")
    return Head(
        f"{spoken(compared.names[1:])} against {base} · {' and '.join(years)} · US dollars at "
        f"constant prices of {base_year(compared)}",
        title(compared),
        lead,
    )


def title(compared: Compared) -> str:
    """The headline: what one run changes first of all, or the span that several cover."""
    base = compared.names[0]
    if len(compared.runs) == 2:
        told = targets_words(compared, 1) or shortfall_words(compared, 1)
        told = told or ("the same" if nothing(compared) else "the same answer")
        return f"{compared.names[1]} against {base}: {told}"
    met = [value or 0 for value in compared.values("summary", "targets_met")]
    fewest, most = compared.names[met.index(min(met))], compared.names[met.index(max(met))]
    if fewest == most:
        return f"{len(met)} runs that meet {met[0]:,} targets each"
    return f"From {min(met):,} targets met ({fewest}) to {max(met):,} ({most})"


def base_year(compared: Compared) -> int:
    """The year of the prices."""
    rows = compared.runs[0].tables["assumptions"]
    return next(int(row["value"]) for row in rows if row["parameter"] == "base_year")


def inputs(compared: Compared) -> Section:
    """What differs in the inputs: by parameter, and every number behind a line that opens."""
    changed = changed_parameters(compared.inputs)
    parts: list[Part] = []
    if changed:
        parts.append(by_parameter(compared, changed))
        parts.append(every_number(compared))
    else:
        parts.append(Text(["Nothing: the inputs of all runs are the same."]))
    if compared.notes:
        parts.append(Text(compared.notes))
    return Section("inputs", "What differs in the inputs", parts)


def by_parameter(compared: Compared, changed: list[Changed]) -> Figure:
    """One row for each parameter: how far the change reaches, and the numbers or their medians."""
    columns = [
        Column("Parameter"),
        Column("Numbers that differ", NUMBER),
        Column("Where", wide=True),
        Column("Unit"),
        *(Column(name, NUMBER, "median", 2) for name in compared.names),
    ]
    rows = [
        [p.name, len(p.figures), p.scope or "one number", p.figures[0].unit, *p.medians]
        for p in changed
    ]
    caption = (
        "Each row is a parameter whose numbers are not the same in all runs; of those that differ "
        "in the last year the median is shown."
    )
    return Figure("By parameter", caption, content=Table(columns, rows))


def every_number(compared: Compared) -> Fold:
    """Every number that differs, with the line that states it in each run."""
    columns = [
        Column("Parameter"),
        Column("Of"),
        Column("Unit"),
        *(Column(name, NUMBER, "", 3) for name in compared.names),
        *(Column(f"stated in, {name}", wide=True) for name in compared.names),
    ]
    rows = [
        [figure.measure, place_words(figure) or "all", figure.unit, *figure.values, *figure.origins]
        for figure in compared.inputs[:MOST]
    ]
    left = len(compared.inputs) - len(rows)
    detail = f"the first {MOST:,}; compare.csv has {left:,} more" if left else ""
    table = Table(columns, rows, search=True, caption="Every number of the inputs that differs.")
    return Fold(f"All {len(compared.inputs):,} numbers that differ", [table], detail)


HEADLINE = (
    ("targets", "Targets", "", 0),
    ("targets_met", "Targets met", "", 0),
    ("allies_short", "Allies that fall short", "", 0),
    ("shortfall", "Shortfall, all milestones", "MUSD", 0),
    ("spending_a_year", "Cost a year", "MUSD", 0),
    ("spending", "Cost in all", "MUSD", 0),
    ("cost", "Cost in all, discounted", "MUSD", 0),
    ("lines_full", "Production lines full in some year", "", 0),
)


def headline(compared: Compared) -> Figure:
    """The headline figures of every run, and by how much each differs from the base."""
    columns = [
        Column("What"),
        Column("Unit"),
        *(Column(name, NUMBER) for name in compared.names),
        *(Column(f"{name} less {compared.names[0]}", NUMBER) for name in compared.names[1:]),
    ]
    rows = []
    for measure, label, unit, _ in HEADLINE:
        values = compared.values("summary", measure)
        more = [(value or 0) - (values[0] or 0) for value in values[1:]]
        rows.append([label, unit, *values, *more])
    caption = (
        "The shortfall counts what is missing at every milestone at the price of the cheapest "
        "equipment that would close it: an index for comparison, not a bill."
    )
    return Figure("Headline figures", caption, content=Table(columns, rows))


def why(compared: Compared) -> Iterator[Part]:
    """For each run what its groups of inputs account for, or why that cannot be said."""
    for share in compared.attributions:
        if share.reason:
            yield Text([share.reason])
        elif share.groups:
            yield attributed(compared, share)


def made(compared: Compared) -> Section:
    """Which runs these are."""
    points = [
        (
            run.name,
            f"scenario {run.scenario}, {run.years[0]}-{run.years[-1]}, made by uplift-planner "
            f"{run.record.get('versions', {}).get('uplift-planner', 'of an unknown version')}",
        )
        for run in compared.runs
    ]
    return Section("runs", "The runs", [Points(points)])
