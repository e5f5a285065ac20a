"""This file is about report.html: an answer as one page to look at."""

from __future__ import annotations

from types import ModuleType

from ...results import Tables
from ...results.answer import Answer
from ...scenario import Scenario
from ..manifest import WRITTEN_BY, installed
from .document import document
from .facts import Facts
from .parts import Head, Part
from .sections import (
    bought,
    conflicts,
    cures,
    firm,
    limits,
    lines,
    money,
    more,
    opening,
    paid,
    reasons,
    short,
    sources,
    trust,
    uplift,
)

ORDER = (
    money, paid, uplift, short, cures, more, conflicts, bought, reasons, firm, lines, limits,
    sources, trust,
)  # fmt: skip
"""The sections, in the order in which they stand."""


def sections(answer: Answer) -> list[ModuleType]:
    """The sections of an answer; what explains it, what cannot hold together and how firm numbers
    are only where that was found out."""
    unknown = {
        cures: answer.explained is None,
        more: answer.explained is None,
        paid: answer.explained is None,
        reasons: answer.explained is None,
        conflicts: answer.strict is None,
        firm: answer.ranges is None,
    }
    return [part for part in ORDER if not unknown.get(part)]


def begin_page(scenario: Scenario) -> None:
    """Make and keep what a page says of a scenario whatever the answer is: the section of sources,
    the rows of its tables, and what every page has."""
    # Of the document itself nothing is kept: `section_of`, `body` and `template` keep their own.
    document("", Head("", ""), [sources.section_of(scenario)])


def report_page(answer: Answer, tables: Tables) -> str:
    """The whole file; the same answer gives the same text. Its totals are those of summary.csv.

    Args:
        tables: the rows of every table of results, by name.
    """
    head, parts = report_parts(answer, tables)
    foot = [
        f"Made by {WRITTEN_BY} {installed(WRITTEN_BY)} from scenario {answer.plan.name}. MIT "
        "licence. Open data; a budget model, nothing operational.",
        "The tables in full lie beside this file as CSV. Pictures are drawn by Apache ECharts "
        "6.1.0 (Apache licence 2.0). This file loads nothing and sends nothing.",
    ]
    return document(f"{answer.plan.name}: the answer", head, parts, foot)


def report_parts(answer: Answer, tables: Tables) -> tuple[Head, list[Part]]:
    """What stands on top of the page, and all that stands below."""
    facts = Facts(answer, tables)
    return opening.head(facts), [
        opening.tiles(facts),
        opening.totals(facts),
        *(section.section(facts) for section in sections(answer)),
    ]
