"""This file is about the sheet Summary: the answer at a glance, each figure a live formula."""

from __future__ import annotations

from ...results.answer import Answer
from ...stages import SHORTFALL
from .book import Book
from .breakdown import AREA_COLUMNS, by_ally, by_area, by_milestone, columns_by_ally, missed_by_ally
from .bulk import LargeSheet
from .charts import add_charts
from .lines import Cell, Lines

ASKED, MET = "SUM(alliance_asked)", "SUM(alliance_met)"
VERDICT = (
    f'=IF({ASKED}=0,"Nothing is asked for.",IF({MET}={ASKED},'
    f'"The uplift is met: all "&TEXT({ASKED},"#,##0")&" targets are reached.",'
    f'"The uplift is NOT met in full: "&TEXT({MET},"#,##0")&" of "&TEXT({ASKED},"#,##0")'
    '&" targets are reached."))'
)
TAKEN = "(SUM(years_payments_of_allies)+SUM(years_running_of_allies))"
CAPS = "SUM(years_cap_of_allies)"


PRINTED = 55
"""Per cent at which tables and charts together fill one page's width."""

OVER_CAP = "=SUMPRODUCT(--(spending_unspent<-0.01))"
MONEY_OVER = '=0-SUMIFS(spending_unspent,spending_unspent,"<-0.01")'
OVER_LINE = "=SUMPRODUCT(ISNUMBER(industry_open)*(industry_delivered>industry_open+0.001))"
LOST = (
    "=SUMPRODUCT(--(INDEX(plan_typed,0,1)&INDEX(plan_typed,0,2)&INDEX(plan_typed,0,3)"
    '&INDEX(plan_typed,0,4)<>""))-SUM(plan_counts)'
)
UNEVEN = "=" + "+".join(
    f"SUMPRODUCT(--(systems_{name}<>INT(systems_{name})))" for name in ("lead", "absorb", "life")
)
LINES_OVER = "=SUMPRODUCT(--(SUMIFS(industry_overbooked,industry_system,systems_system)>0))"
ALLIES_OVER = "=SUMPRODUCT(--(SUMIFS(spending_overcommitted,spending_country,summary_code)>0))"
KEPT, BROKEN, UNREAD = (
    "The plan keeps every cap and every line",
    "After this change the plan breaks caps or lines: a new run would plan otherwise.",
    "Something on yellow cannot be so: correct it first, or the figures leave it out.",
)
ALONE = "; firm orders alone exceed the output of lines ({}) and the equipment money of allies ({})"
PRICED = (
    "Missing is valued at the cheapest unit of each capability: a new price moves it, "
    "though no unit moves."
)


def fill_summary(book: Book, answer: Answer, sheet: LargeSheet) -> None:
    """Fill the sheet once the sheets that it adds up are written."""
    page, plan = Lines(book, sheet, "Summary"), answer.plan
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 13)
    sheet.set_column(2, columns_by_ally(page) - 1, 12)
    page.line(("title", "", f"Uplift: {plan.name}, {plan.years[0]}-{plan.years[-1]}"))
    page.line(verdict(page))
    about = "Money in MUSD at constant prices of the base year. Figures follow the other sheets."
    page.line(("quiet", "", about))
    headline(page, answer)
    checks(page, answer)
    by_milestone(page, answer)
    by_area(page, answer)
    by_ally(page, answer)
    add_charts(book, page.places, sheet, answer, AREA_COLUMNS)
    sheet.freeze_panes(3, 0)
    sheet.set_print_scale(PRINTED)


def verdict(page: Lines) -> Cell:
    """Whether the uplift is met, in a sentence that follows the figures."""
    asked, met = page.of("alliance_asked").sum(), page.of("alliance_met").sum()
    if asked == 0:
        return ("strong", VERDICT, "Nothing is asked for.")
    if met == asked:
        return ("strong", VERDICT, f"The uplift is met: all {asked:,.0f} targets are reached.")
    said = f"The uplift is NOT met in full: {met:,.0f} of {asked:,.0f} targets are reached."
    return ("strong", VERDICT, said)


def headline(page: Lines, answer: Answer) -> None:
    """The figures that a minister's adviser asks for first."""
    page.row += 1
    page.line(("section", "", "Headline"), ("section", "", ""), ("section", "", ""))
    for label, figure, unit in (*targets(page, answer), *costs(page, answer)):
        page.line(("label", "", label), figure, ("beside", "", unit))
    page.line(("quiet", "", PRICED))


def checks(page: Lines, answer: Answer) -> None:
    """Whether the plan keeps caps and lines, as a change may break them, and what it found so."""
    lines, allies = overbooked(page, answer)
    page.row += 1
    first = page.row + 2
    page.line(("section", "", "Checks"), ("section", "", ""), ("section", "", ""))
    for label, formula, value, unit in (
        ("Ally-years over their cap", OVER_CAP, 0, "allies and years, by the plan"),
        ("Money over caps", MONEY_OVER, 0, "MUSD"),
        ("Line-years over their output", OVER_LINE, 0, "systems and years, by the plan"),
        ("Orders that do not count", LOST, 0, "unknown code, no number, or below the table"),
        ("Times that are not whole years", UNEVEN, 0, "lead, absorb and life of systems"),
        ("Lines that firm orders exceed", LINES_OVER, lines, "in some year, without the plan"),
        ("Allies whom firm orders exceed", ALLIES_OVER, allies, "in some year, without the plan"),
    ):
        page.line(("label", "", label), ("count", formula, value), ("beside", "", unit))
    page.line(("strong", verdict_of_checks(first), kept(lines, allies)))
    rule = {"type": "cell", "criteria": ">", "value": 0, "format": page.book.style("alarm")}
    page.sheet.conditional_format(first - 1, 1, first + 3, 1, rule)


def overbooked(page: Lines, answer: Answer) -> tuple[int, int]:
    """How many lines, and how many allies' equipment money, firm orders alone exceed."""
    lines = page.of("industry_overbooked"), "industry_system", answer.plan.systems
    allies = page.of("spending_overcommitted"), "spending_country", answer.plan.countries
    found = [
        sum(bool((over * page.where(name, code)).any()) for code in codes)
        for over, name, codes in (lines, allies)
    ]
    return found[0], found[1]


def verdict_of_checks(first: int) -> str:
    """The checks in a sentence; they stand from a row on."""
    cap, line, lost, uneven, lines, allies = (f"B{first + at}" for at in (0, 2, 3, 4, 5, 6))
    alone = '"' + ALONE.format(f'"&{lines}&"', f'"&{allies}&"') + '"'
    return (
        f'=IF({lost}+{uneven}>0,"{UNREAD}",IF({cap}+{line}>0,"{BROKEN}",'
        f'"{KEPT}"&IF({lines}+{allies}=0,"",{alone})&"."))'
    )


def kept(lines: int, allies: int) -> str:
    """What the checks say of the plan as it was solved."""
    return f"{KEPT}{ALONE.format(lines, allies) if lines + allies else ''}."


def targets(page: Lines, answer: Answer) -> list[tuple[str, Cell, str]]:
    """How many targets are met, and what is missing."""
    of = page.of
    asked, met = of("alliance_asked").sum(), of("alliance_met").sum()
    short = int((missed_by_ally(page, answer) > 0).sum())
    share = f'=IF({ASKED}>0,100*{MET}/{ASKED},"")'
    missing = of("alliance_shortfall_value").sum()
    least = answer.solution.stage(SHORTFALL).least
    return [
        ("Targets", ("count", f"={ASKED}", asked), "allies' and pools', by milestone"),
        ("Targets met", ("count", f"={MET}", met), "targets"),
        ("Share of targets met", ("percent", share, 100 * met / asked if asked else None), "%"),
        ("Allies that fall short", ("count", '=COUNTIF(summary_missed,">0")', short), "allies"),
        (
            "Missing, all milestones",
            ("money", "=SUM(alliance_missing)", of("alliance_missing").sum()),
            "MUSD at the cheapest unit",
        ),
        (
            "Shortfall of the plan",
            ("money", "=SUM(alliance_shortfall_value)", missing),
            "MUSD, weighted by priority",
        ),
        ("Least shortfall, as proven", ("money", "", least), "MUSD, from the solver"),
    ]


def costs(page: Lines, answer: Answer) -> list[tuple[str, Cell, str]]:
    """What the plan costs, when it costs most, and what it takes of the caps."""
    of = page.of
    spent, years = of("years_spent"), of("years_year")
    caps = float(of("years_cap_of_allies").sum())
    taken = (of("years_payments_of_allies") + of("years_running_of_allies")).sum()
    us = ", the United States aside" if answer.plan.us.any() else ""
    dearest = "=INDEX(years_year,MATCH(MAX(years_spent),years_spent,0))"
    share = f'=IF({CAPS}>0,100*{TAKEN}/{CAPS},"")'

    def total(name: str) -> Cell:
        return ("money", f"=SUM(years_{name})", float(of(f"years_{name}").sum()))

    return [
        ("Cost, discounted", total("discounted"), "MUSD"),
        ("Payments", total("payments"), "MUSD"),
        ("Upkeep", total("running"), "MUSD"),
        ("Payments and upkeep", total("spent"), "MUSD"),
        (
            "Cost a year",
            ("money", "=SUM(years_spent)/ROWS(years_year)", float(spent.sum() / len(years))),
            "MUSD a year",
        ),
        ("Dearest year", ("whole", dearest, years[spent.argmax()]), "year"),
        ("Cost in the dearest year", ("money", "=MAX(years_spent)", float(spent.max())), "MUSD"),
        ("Caps after firm orders", total("cap_of_allies"), f"MUSD{us}"),
        (
            "Share of the caps taken",
            ("percent", share, 100 * taken / caps if caps > 0 else None),
            f"%{us}",
        ),
    ]
