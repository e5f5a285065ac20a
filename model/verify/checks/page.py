"""This file is about report.html: the totals that it tells agree with summary.csv."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...errors import Problem
from ..finding import Finding, Tally
from ..folder import PAGE, Folder

FIGURES = {
    "Targets": "targets",
    "Targets met": "targets_met",
    "Allies short": "allies_short",
    "Missing, all milestones": "missing",
    "Cost a year": "spending_a_year",
    "Payments": "payments",
    "Upkeep": "running",
    "Cost, discounted": "cost",
}
"""Lines of the table of all totals, and the columns of summary.csv that they tell."""

LINE = re.compile(r'<tr><th>([^<]*)<td class=n(?: data-v="([^"]*)")?>([^<]*)<')
"""A line of a table that begins with a name and a number, as it is or as it is shown."""


def page(folder: Folder) -> Iterator[Finding]:
    """Each total of the page is the figure of summary.csv."""
    tally, table = Tally("page"), folder.tables["summary"]
    text = folder.contents.get(PAGE, b"").decode("utf-8", "replace")
    told: dict[str, str] = {}
    for line in LINE.finditer(text):
        told.setdefault(line[1], line[2] or line[3].replace(",", ""))
    for label, column in FIGURES.items() if text else ():
        found, stated = told.get(label, "nothing"), ", ".join(table.texts(column))
        wanted = f"{stated}, as summary.csv has it"
        problem = Problem(folder.path / PAGE, None, "", f"{label}: {found}", wanted, told=True)
        tally.claim(found == stated, problem)
    yield tally.finding()
