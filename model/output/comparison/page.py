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
from .differences import Changed, changed_parameters, input_words, named, place_words
from .sections.causes import attributed
from .sections.missing import areas, further, who
from .sections.money import money
from .sections.orders import bought
from .sections.timing import when
from .words import KEPT, nothing, sentence, shortfall_words, spoken, targets_words

MOST = 2000
"""Rows of the table of inputs, one for each number and run; compare.csv has them all."""

SHOWN = 5
"""Parameters that the head of the page names."""


def comparison_page(compared: Compared) -> str:
    """The whole file; the same comparison gives the same text."""
    sections = [
        inputs(compared),
        Section("answers", "The answers side by side", [headline(compared)]),
        Section("money", "What is spent", [money(compared)]),
        Section("short", "What is missing", [areas(compared), who(compared), *further(compared)]),
        Section("when", "When targets are met", list(when(compared))),
        Section("bought", "How orders differ", list(bought(compared))),
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
        shown = [named(parameter) for parameter in parameters[:SHOWN]]
        more = len(parameters) - len(shown)
        shown += [f"{more} others"] if more else []
        lead.append(f"The inputs differ in: {'; '.join(shown)}.")
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
    return f"From {min(met):,} targets met{KEPT}({fewest}) to {max(met):,}{KEPT}({most})"


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
    """One row for each parameter: its number or the median of many, and how far it reaches."""
    columns = [
        Column("Parameter", wide=True),
        *(Column(name, NUMBER) for name in compared.names),
        Column("Shown"),
        Column("Numbers that differ", NUMBER),
        Column("Where", wide=True),
    ]
    rows = [
        [p.label, *input_words(p.shown, p.unit), p.what, len(p.figures), p.scope or None]
        for p in changed
    ]
    caption = (
        "Each row is a parameter whose numbers are not the same in all runs. Where several differ, "
        "the median of those of the last year is shown."
    )
    return Figure("By parameter", caption, content=Table(columns, rows))


def every_number(compared: Compared) -> Fold:
    """Every number that differs, one row a run, with the line that states it."""
    columns = [
        Column("Number"),
        Column("Run"),
        Column("Value", NUMBER),
        Column("Unit"),
        Column("Stated in", wide=True),
    ]
    shown = compared.inputs[: max(1, MOST // len(compared.runs))]
    rows = [
        [f"{f.measure}: {place_words(f) or 'all'}", name, value, f.unit or None, origin or None]
        for f in shown
        for name, value, origin in zip(
            compared.names, input_words(f.values, f.unit), f.origins, strict=True
        )
    ]
    left = len(compared.inputs) - len(shown)
    detail = f"the first {len(shown):,}; compare.csv has {left:,} more" if left else ""
    table = Table(columns, rows, search=True, caption="Every number of the inputs that differs.")
    return Fold(f"All {len(compared.inputs):,} numbers that differ", [table], detail)


WEIGHTED = "shortfall_of_plan"
"""What is shown only where any priority is not 1."""

HEADLINE = (
    ("targets", "Targets", ""),
    ("targets_met", "Targets met", ""),
    ("allies_short", "Allies that fall short", ""),
    ("missing", "Shortfall, all milestones", "MUSD"),
    (WEIGHTED, "Weighted by priority, as stage 1 counts", "MUSD"),
    ("spending_a_year", "Cost a year", "MUSD"),
    ("spending", "Cost in all", "MUSD"),
    ("cost", "Cost in all, discounted", "MUSD"),
    ("lines_full", "Production lines full in some year", ""),
)


def headline(compared: Compared) -> Figure:
    """The headline figures of every run, and by how much each differs from the base."""
    columns = [
        Column("What"),
        *(Column(name, NUMBER) for name in compared.names),
        *(Column(f"{name} less {compared.names[0]}", NUMBER) for name in compared.names[1:]),
    ]
    rows = []
    shown = (line for line in HEADLINE if compared.weighted or line[0] != WEIGHTED)
    for measure, label, unit in shown:
        values = compared.values("summary", measure)
        more = [(value or 0) - (values[0] or 0) for value in values[1:]]
        rows.append([f"{label}, {unit}" if unit else label, *values, *more])
    caption = (
        "The shortfall counts what is missing at every milestone at the price of the cheapest "
        "equipment that would close it, whatever its priority: an index for comparison, not a bill."
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
