"""This file is about the sheet Summary: the answer at a glance, each figure a live formula."""

from __future__ import annotations

from ...results.answer import Answer
from ...stages import SHORTFALL
from .book import Book
from .breakdown import by_ally, by_area, by_milestone, columns_by_ally, missed_by_ally
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


PRINTED = 66
"""Per cent at which the tables fill one page's width; the charts fill the next."""

OVER_CAP = "=SUMPRODUCT(--(spending_unspent<-0.01))"
MONEY_OVER = '=0-SUMIFS(spending_unspent,spending_unspent,"<-0.01")'
OVER_LINE = "=SUMPRODUCT(ISNUMBER(industry_open)*(industry_delivered>industry_open+0.001))"
KEPT, BROKEN = (
    "Every cap and every line is kept.",
    "After this change the plan breaks caps or lines: a new run would plan otherwise.",
)


def fill_summary(book: Book, answer: Answer, sheet: LargeSheet) -> None:
    """Fill the sheet once the sheets that it adds up are written."""
    page, plan = Lines(book, sheet, "Summary"), answer.plan
    charts = columns_by_ally(page) + 1
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, charts - 2, 12.5)
    sheet.set_column(charts - 1, charts - 1, 2)
    page.line(("title", "", f"Uplift: {plan.name}, {plan.years[0]}-{plan.years[-1]}"))
    page.line(verdict(page))
    about = "Money in MUSD at constant prices of the base year. Figures follow the other sheets."
    page.line(("quiet", "", about))
    headline(page, answer)
    checks(page, answer)
    by_milestone(page, answer)
    by_area(page, answer)
    by_ally(page, answer)
    add_charts(book, page.places, sheet, answer, charts)
    sheet.freeze_panes(3, 0)
    sheet.set_print_scale(PRINTED)
    sheet.set_v_pagebreaks([charts])


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


def checks(page: Lines, answer: Answer) -> None:
    """Whether the plan still keeps caps and lines, as a change may break them."""
    first = page.row + 4
    page.row += 1
    over = f'=IF(B{first - 1}+B{first + 1}=0,"{KEPT}","{BROKEN}")'
    page.line(("section", "", "Checks"), ("section", "", ""), ("section", "", ""))
    for label, formula, unit in (
        ("Ally-years over their cap", OVER_CAP, "allies and years"),
        ("Money over caps", MONEY_OVER, "MUSD"),
        ("Line-years over their output", OVER_LINE, "systems and years"),
    ):
        page.line(("label", "", label), ("count", formula, 0), ("beside", "", unit))
    page.line(("strong", over, KEPT))
    red = page.book.style("alarm")
    rule = {"type": "cell", "criteria": ">", "value": 0, "format": red}
    page.sheet.conditional_format(page.row - 4, 1, page.row - 2, 1, rule)


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
