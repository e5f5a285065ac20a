"""This file is about the tables on the sheet Summary: by milestone, by area, by ally."""

from __future__ import annotations

import numpy as np
from xlsxwriter.utility import xl_col_to_name

from ...arrays import Floats
from ...results.answer import Answer
from ..words import heading
from .lines import Cell, Lines

VALUED = "=SUMPRODUCT((alliance_area={})*alliance_at_deadline*alliance_value*alliance_{})"
SURPLUS = (
    "Reached: needed less missing, so that a surplus of one ally counts for no other. More than "
    "the uplift is asked where stocks must last for days or the United States withdraws."
)
AREA_COLUMNS = 8
"""Columns of the table by area: the charts stand beside it, above the wider table by ally."""

POOLED = "(alliance_pooled>0)*(alliance_target>0)"


def milestones(page: Lines) -> list[int]:
    """The years in which targets are checked."""
    return sorted({int(year) for year in page.of("alliance_milestone")})


def columns_by_ally(page: Lines) -> int:
    """How many columns the widest table of the sheet has."""
    return 4 + len(milestones(page)) + len(BESIDES)


def missed_by_ally(page: Lines, answer: Answer) -> Floats:
    """How many targets each ally misses, in the order of the plan."""
    missed = page.of("capability_asked") - page.of("capability_met")
    codes = answer.plan.countries
    return np.array([(missed * page.where("capability_country", c)).sum() for c in codes])


def missing_by_ally(page: Lines, answer: Answer, year: int) -> Floats:
    """What each ally lacks at a milestone, MUSD, in the order of the plan."""
    there = page.where("capability_milestone", year) * page.of("capability_missing")
    codes = answer.plan.countries
    return np.array([(there * page.where("capability_country", c)).sum() for c in codes])


def by_milestone(page: Lines, answer: Answer) -> None:
    """Targets met and what is missing in each year in which targets are checked."""
    first = page.head(
        "By milestone",
        ("checked in", "targets", "met", "missing", "allies short"),
        ("year", "", "", "MUSD", ""),
    )
    for year in milestones(page):
        row = page.row + 1
        here = page.where("alliance_milestone", year)
        earlier = f"$A{row - 1}" if row > first else "0"
        later = f'COUNTIF(alliance_milestone,"<="&{earlier})+1'
        short = int((missing_by_ally(page, answer, year) > 0).sum())

        def total(name: str, here: Floats = here, row: int = row) -> tuple[str, float]:
            formula = f"=SUMIFS(alliance_{name},alliance_milestone,$A{row})"
            return formula, float((here * page.of(f"alliance_{name}")).sum())

        page.line(
            ("year", f"=SMALL(alliance_milestone,{later})", year),
            ("count", *total("asked")),
            ("count", *total("met")),
            ("money", *total("missing")),
            ("count", f'=COUNTIF(summary_missing_{year},">0")', short),
        )
    page.name([("milestone", 0)], first)


def by_area(page: Lines, answer: Answer) -> None:
    """What the uplift reaches in each area by its deadlines, at the price of the cheapest units."""
    names = ("held_before", "needed", "held", "shortfall")
    first = page.head(
        "By area, at the deadlines",
        (
            "area", "held before", "needed", "held", "missing",
            "uplift asked", "uplift reached", "share missing",
        ),
        ("valued at the cheapest unit", *["MUSD"] * 4, "%", "%", "% of needed"),
    )  # fmt: skip
    for area in answer.plan.areas:
        row = page.row + 1
        chosen = page.where("alliance_area", area) * page.of("alliance_at_deadline")
        worth = chosen * page.of("alliance_value")
        before, needed, held, short = (
            float((worth * page.of(f"alliance_{name}")).sum()) for name in names
        )
        reached = 100 * (needed - short - before)
        code = f'SUBSTITUTE($A{row}," ","_")'
        page.line(
            ("label", "", heading(area)),
            *(
                ("money", VALUED.format(code, name), value)
                for name, value in zip(names, (before, needed, held, short), strict=True)
            ),
            ratio(f"100*($C{row}/$B{row}-1)", f"$B{row}", 100 * (needed - before), before),
            ratio(f"100*(($C{row}-$E{row})/$B{row}-1)", f"$B{row}", reached, before),
            ratio(f"100*$E{row}/$C{row}", f"$C{row}", 100 * short, needed),
        )
    page.name([("area", 0), ("asked", 5), ("reached", 6)], first)
    page.line(("quiet", "", SURPLUS))


def ratio(formula: str, over: str, part: float, whole: float) -> Cell:
    """A share in per cent, blank where there is nothing to take a share of."""
    return ("percent", f'=IF({over}>0,{formula},"")', part / whole if whole > 0 else None)


def by_ally(page: Lines, answer: Answer) -> None:
    """What each ally misses at each milestone and what it spends."""
    plan, years = answer.plan, milestones(page)
    page.sheet.set_h_pagebreaks([page.row + 1])
    order = by_name(answer)
    first = page.head(
        "By ally",
        ("ally", "code", "targets", "missed", *(f"missing {year}" for year in years), *BESIDES),
        ("", "", "", "", *["MUSD"] * (len(years) + 3), "%"),
    )
    names = answer.scenario.tables["countries"].columns["name"]
    missed = missed_by_ally(page, answer)
    missing = [missing_by_ally(page, answer, year) for year in years]
    last = f"${xl_col_to_name(3 + len(years))}"
    for at in order:
        row, code = page.row + 1, plan.countries[at]
        asked = page.where("capability_country", code) * page.of("capability_asked")
        lacks = [
            ("money", f"=SUMIFS(capability_missing,{place(row, n)})", lacking[at])
            for n, lacking in enumerate(missing, start=1)
        ]
        of_ally = f"capability_country,$B{row})"
        page.line(
            ("label", "", names[at]),
            ("right", "", code),
            ("count", f"=SUMIFS(capability_asked,{of_ally}", asked.sum()),
            ("count", f"=$C{row}-SUMIFS(capability_met,{of_ally}", missed[at]),
            *lacks,
            worst(f"$E{row}:{last}{row}", [float(lacking[at]) for lacking in missing]),
            *spending(page, code, row, 5 + len(years)),
        )
    lacking = [(f"missing_{year}", 4 + n) for n, year in enumerate(years)]
    lacking += [("worst", 4 + len(years))] if years else []
    page.name([("ally", 0), ("code", 1), ("missed", 3), *lacking], first)
    pools(page, years)
    if years:
        furthest_behind(page, answer, np.max(missing, axis=0)[order])


def by_name(answer: Answer) -> list[int]:
    """The allies in the order of their names."""
    names = answer.scenario.tables["countries"].columns["name"]
    return sorted(range(len(names)), key=lambda at: names[at].casefold())


MOST = 10
"""Allies that are told apart in the chart of shortfalls."""


def furthest_behind(page: Lines, answer: Answer, missing: Floats) -> None:
    """The allies that lack most in their worst year; of equals the first in the table above.

    Args:
        missing: of each ally in its worst year, MUSD, in the order of the table above.
    """
    names = answer.scenario.tables["countries"].columns["name"]
    order = [by_name(answer)[at] for at in np.argsort(-missing, kind="stable")[:MOST]]
    amounts = -np.sort(-missing)
    first = page.head("Furthest behind", ("ally", "code", "missing"), ("", "", "MUSD"))
    for n, at in enumerate(order, start=1):
        row = page.row + 1
        above = f"COUNTIF($B${first - 1}:$B{row - 1},summary_code)=0"
        place = f"MATCH(1,(summary_worst=$C{row})*({above}),0)"
        page.line(
            ("label", f"=INDEX(summary_ally,MATCH($B{row},summary_code,0))", names[at]),
            ("right", f"{{=INDEX(summary_code,{place})}}", answer.plan.countries[at]),
            ("money", f"=LARGE(summary_worst,{n})", float(amounts[n - 1])),
        )
    page.name([("furthest", 0), ("lacking", 2)], first)


BESIDES = ("worst year", "spent", "cap", "share of cap")


def worst(cells: str, amounts: list[float]) -> Cell:
    """The largest of several amounts; 0 where there is none."""
    return ("money", f"=MAX({cells})", max(amounts)) if amounts else ("money", "", 0.0)


def place(row: int, milestone: int) -> str:
    """Conditions on Capability: the ally of a row, at a milestone by its number."""
    at = f"INDEX(summary_milestone,{milestone})"
    return f"capability_country,$B{row},capability_milestone,{at}"


def spending(page: Lines, code: str, row: int, after: int) -> list[Cell]:
    """What one ally spends, its cap, and the share."""
    own = page.where("spending_country", code)
    spent = own * (page.of("spending_payments") + page.of("spending_running"))
    total, cap = float(spent.sum()), float((own * page.of("spending_cap")).sum())
    of_ally = f"spending_country,$B{row})"
    left, right = (f"${xl_col_to_name(after + at)}{row}" for at in (0, 1))
    both = f"=SUMIFS(spending_payments,{of_ally}+SUMIFS(spending_running,{of_ally}"
    return [
        ("money", both, total),
        ("money", f"=SUMIFS(spending_cap,{of_ally}", cap),
        ratio(f"100*{left}/{right}", right, 100 * total, cap),
    ]


def pools(page: Lines, years: list[int]) -> None:
    """What the pools lack besides, below the allies."""
    of = page.of
    lacking = of("alliance_pool_shortfall")
    asks = (of("alliance_pooled") > 0) & (of("alliance_target") > 0)
    missed = f"=SUMPRODUCT({POOLED}*(alliance_pool_shortfall>0))"
    at = "(alliance_milestone=INDEX(summary_milestone,{}))"
    page.line(
        ("label", "", "pooled targets"),
        ("label", "", ""),
        ("count", f"=SUMPRODUCT({POOLED})", int(asks.sum())),
        ("count", missed, int((asks & (lacking > 0)).sum())),
        *(
            (
                "money",
                f"=SUMPRODUCT({at.format(n)}*alliance_pool_shortfall*alliance_value)",
                (page.where("alliance_milestone", year) * lacking * of("alliance_value")).sum(),
            )
            for n, year in enumerate(years, start=1)
        ),
    )
