"""This file is about the section on assumptions: every number used, its grade and its source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from textwrap import shorten

from ....registry import REGISTRY_FILE, parameters, table_specs
from ....results.assumptions import stated
from ....scenario import Scenario
from ...words import listed
from ..facts import Facts, Names, Row
from ..parts import NUMBER, Chart, Column, Figure, Fold, Folds, Link, Section, Table, Value
from ..pictures import AMBER, DEEP, LIGHT, REST, SOFT, bars, ranked

GRADES = {
    "A": ("A: primary source", DEEP),
    "B": ("B: secondary source", LIGHT),
    "C": ("C: estimate", AMBER),
    "decision": ("decided in the scenario", SOFT),
    "default": ("default of the program", REST),
}
SAID = 3
"""Sources without a page that the caption quotes."""

LONGEST = 60
"""Characters of each."""

References = dict[tuple[str, str, str], int]


def section(facts: Facts) -> Section:
    """The grades, the numbers by parameter with a search box, and the sources."""
    return section_of(facts.answer.scenario)


@lru_cache(1)
def section_of(scenario: Scenario) -> Section:
    """The same, which needs no answer; that of the last scenario is kept."""
    rows, names = stated(scenario), Names(scenario)
    by_parameter: dict[str, list[Row]] = {}
    for row in rows:
        by_parameter.setdefault(str(row["parameter"]), []).append(row)
    references: References = {}
    alone = [found[0] for found in by_parameter.values() if len(found) == 1]
    folds = [singles(alone, references)] if alone else []
    folds += [
        fold(names, name, found, references)
        for name, found in by_parameter.items()
        if len(found) > 1
    ]
    return Section(
        "assumptions",
        "What it rests on",
        [
            grades(by_parameter, rows),
            Folds("Find a number, by parameter, ally, item or source:", folds),
            Fold("Sources", [sources(references)], f"{len(references):,}, by number"),
        ],
    )


def grade(row: Row) -> str:
    """The grade of a number, or how it was set where it has none."""
    if row["grade"]:
        return str(row["grade"])
    return "default" if row["origin"].startswith(f"{REGISTRY_FILE.name}:") else "decision"


def grades(by_parameter: dict[str, list[Row]], rows: Sequence[Row]) -> Figure:
    """How well the numbers are known, parameter by parameter."""
    counts = {name: Counter(map(grade, found)) for name, found in by_parameter.items()}
    total = Counter(map(grade, rows))
    sourced = {name: found for name, found in counts.items() if any(found[g] for g in "ABC")}
    names = sorted(sourced, key=lambda name: -sum(sourced[name].values()))
    option = ranked(
        [in_words(name) for name in names],
        [
            bars(
                label,
                [100 * sourced[name][key] / sum(sourced[name].values()) for name in names],
                color,
            )
            for key, (label, color) in GRADES.items()
        ],
    )
    option["xAxis"] |= {"max": 100, "interval": 25}
    graded = sum(total[g] for g in "ABC")
    caption = (
        f"{len(rows):,} numbers are used. {graded:,} of them carry a grade: {total['A']:,} are of "
        f"grade A (primary source), {total['B']:,} of grade B (secondary source), {total['C']:,} "
        f"of grade C (estimate).{without_page(rows)} {total['decision']:,} are decided in the "
        f"scenario, {total['default']:,} are defaults."
    )
    table = Table(
        [Column("Parameter"), *(Column(label, NUMBER) for label, _ in GRADES.values())],
        [[in_words(name), *(found[key] for key in GRADES)] for name, found in counts.items()],
        total=["All", *(total[key] for key in GRADES)],
    )
    return Figure(
        "How well the numbers are known, % of each parameter's numbers",
        caption,
        [Chart(option, "%", 0, height=70 + 22 * len(names))] if names else (),
        table=table,
    )


def without_page(rows: Sequence[Row]) -> str:
    """How many graded numbers name no page to read them at, and what most of these say instead."""
    said = Counter(str(row["source"]) for row in rows if row["grade"] and not row["url"])
    if not said:
        return ""
    most = sorted(said.items(), key=lambda found: (-found[1], found[0]))[:SAID]
    told = listed([f"“{shorten(text, LONGEST, placeholder='…')}” ({n:,})" for text, n in most])
    rest = "; and others" if len(said) > SAID else ""
    return f" {said.total():,} of these name no page to read them at, but say {told}{rest}."


def fold(names: Names, name: str, rows: list[Row], references: References) -> Fold:
    """The numbers of one parameter; those that are the same and stated once share a row."""
    unit = str(rows[0]["unit"])
    columns = [
        Column("Ally"),
        Column("Item"),
        Column("Value", NUMBER, unit, decimals(rows)),
        Column("Years"),
        Column("Numbers", NUMBER),
        Column("Grade"),
        Column("Source"),
        Column("Stated in", wide=True),
    ]
    table = Table(columns, list(merged(names, rows, references)))
    counts = Counter(map(grade, rows))
    told = ", ".join(f"{counts[key]:,} {spoken_grade(key)}" for key in GRADES if counts[key])
    return Fold(meaning(name), [table], f"{name}, {len(rows):,} numbers: {told}")


def spoken_grade(key: str) -> str:
    """A grade, or how a number was set, after a count."""
    return f"grade {key}" if key in "ABC" else f"by {key}"


def singles(rows: list[Row], references: References) -> Fold:
    """The parameters that are one number for all."""
    columns = [
        Column("Parameter"),
        Column("Value", NUMBER, "", decimals(rows)),
        Column("Unit"),
        Column("Grade"),
        Column("Source", wide=True),
        Column("Stated in", wide=True),
    ]
    table = Table(
        columns,
        [
            [
                str(row["parameter"]),
                plain_year(row),
                row["unit"] or None,
                grade(row),
                source(row, references),
                row["origin"],
            ]
            for row in rows
        ],
    )
    return Fold("One number for all", [table], f"{len(rows):,} parameters")


def plain_year(row: Row) -> Value:
    """The value of a number; a year without its thousands apart."""
    return str(int(row["value"])) if row["unit"] == "year" else float(row["value"])


def in_words(name: str) -> str:
    """The name of a parameter, or of a column of a table, with spaces."""
    return name.replace(".", ": ").replace("_", " ")


def meaning(name: str) -> str:
    """What a parameter, or a column of a reference table, is."""
    if name in parameters():
        return parameters()[name].documentation
    table, _, column = name.partition(".")
    return table_specs()[table].columns[column].description


def decimals(rows: list[Row]) -> int:
    """As many decimals as the numbers of a parameter have, at most 4."""
    texts = (f"{row['value']:.4f}".rstrip("0") for row in rows)
    return max((len(text.partition(".")[2]) for text in texts), default=0)


def merged(names: Names, rows: list[Row], references: References) -> Iterator[list[Value | Link]]:
    """One row for each number as it was stated: once for the years and places it holds for."""
    groups: dict[tuple[float, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["value"], row["origin"]), []).append(row)
    for (_, origin), found in groups.items():
        row = found[0]
        yield [
            one_or_count(names, found, "country", "allies"),
            one_or_count(names, found, "item", "items"),
            plain_year(row),
            spoken_years([r["year"] for r in found]),
            len(found),
            grade(row),
            source(row, references),
            origin,
        ]


def one_or_count(names: Names, rows: list[Row], column: str, noun: str) -> str | None:
    """What a column holds where it is the same, else how many different ones."""
    found = list(dict.fromkeys(str(row[column]) for row in rows))
    if len(found) > 1:
        return f"{len(found)} {noun}"
    return names.anything(found[0]) if found[0] else None


def spoken_years(years: list[int | None]) -> str | None:
    """The years as runs: 2026-2030, 2035."""
    numbers = sorted({year for year in years if year is not None})
    runs: list[list[int]] = []
    for year in numbers:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    said = (f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return ", ".join(said) or None


def source(row: Row, references: References) -> Value | Link:
    """The number of a source in the list; none for a decision or a default."""
    if not (row["source"] or row["url"]):
        return str(row["note"]) or None
    key = (str(row["source"]), str(row["url"]), str(row["note"]))
    number = references.setdefault(key, len(references) + 1)
    return Link(f"no. {number}", f"#source-{number}")


def sources(references: References) -> Table:
    """Every source by number."""
    columns = [
        Column("No.", NUMBER),
        Column("Source", wide=True),
        Column("Read at", wide=True),
        Column("What its row says", wide=True),
    ]
    rows: list[list[Value | Link]] = [
        [number, text, Link(url, url) if url else None, note or None]
        for (text, url, note), number in references.items()
    ]
    return Table(columns, rows, anchor="source", search=True)
