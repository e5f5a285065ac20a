"""This file is about the sheet About: how to read the workbook, and what it rests on."""

from __future__ import annotations

import math

from ...results.answer import Answer
from .book import Book

READING = (
    ("key", "How to read this workbook"),
    (
        "wrapped",
        "Blue digits on yellow may be changed: the orders on Plan, and the numbers on Assumptions "
        "whose column says accounting. All sums, shares and totals are formulas and follow. To try "
        "another order, overwrite ally, system, year and number of a row of Plan, or fill one of "
        "the blank rows below; Summary says when an entry does not count.",
    ),
    (
        "wrapped",
        "What follows is the accounting of this plan; the checks on Summary say whether it still "
        "keeps caps and lines. Which plan is best after a change, only a new run says: change the "
        "scenario's file and run optimize again.",
    ),
    (
        "wrapped",
        "A formula finds a number by its name on Assumptions, such as defence_share[ally,year]; "
        "names such as plan_ordered are columns of the sheets. Sort and filter as you like. Helper "
        "columns are folded away: the signs above the columns unfold them. The note on each "
        "heading says what the column means.",
    ),
    (
        "wrapped",
        "Shadow prices, the year in which a target is met, and the least shortfall come from the "
        "solver and do not follow a change.",
    ),
    ("key", "What it claims and what not"),
    (
        "wrapped",
        "Open data only; national plans may be classified. A budget model: capability is counted "
        "in units, and nothing in it is operational.",
    ),
    (
        "wrapped",
        "Grades: A primary source, B secondary source, C estimate; blank for a decision or a "
        "default. Origin names the file and the line.",
    ),
)
"""What a reader needs before the first figure, with how each line looks."""

ACROSS, LINE = 105, 13.5
"""Characters in a line of text, and its height in points."""


def about_sheet(book: Book, answer: Answer) -> None:
    """Notes, sheets, how the answer was verified, what to watch."""
    sheet = book.sheet("About", landscape=False)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, "About this workbook", book.style("title"))
    row = 2
    for style, text in READING:
        sheet.merge_range(row, 0, row, 1, "")
        sheet.write_string(row, 0, text, book.style(style))
        sheet.set_row(row, height(text))
        row += 1
    row += 1
    for title, facts in (
        ("How it was verified", verified(answer)),
        ("What to watch", [("", text) for text in answer.cautions] or [("", "Nothing.")]),
        ("Files read", [(answer.scenario.shown(path), "") for path in answer.scenario.sources]),
    ):
        sheet.write_string(row, 0, title, book.style("section"))
        sheet.write_string(row, 1, "", book.style("section"))
        for at, (name, text) in enumerate(facts, start=row + 1):
            sheet.write_string(at, 0, name, book.style("wrapped"))
            sheet.write_string(at, 1, text, book.style("wrapped"))
            sheet.set_row(at, height(text, ACROSS * 3 / 4))
        row += len(facts) + 2


def verified(answer: Answer) -> list[tuple[str, str]]:
    """One line for each stage of the solution."""
    return [
        (
            stage.name.replace("_", " "),
            f"optimum {stage.least:,.6f}; the plan is proven within {proof.gap:.1e} of it; "
            f"residuals: primal {found.primal:.1e}, dual {found.dual:.1e} (all relative)",
        )
        for stage, found, proof in zip(
            answer.solution.stages, answer.residuals, answer.proofs, strict=True
        )
    ]


def height(text: str, across: float = ACROSS) -> float:
    """The height of a row that shows a text whole, points."""
    return LINE * max(1, math.ceil(len(text) / across)) + 2
