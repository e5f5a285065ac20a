"""This file is about the sheet Assumptions: every number used, by its name.

All of it but which numbers formulas read is known before there is an answer, and so is made before;
what is kept is that of the last scenario.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import lru_cache
from typing import Any

from ...results.assumptions import stated
from ...scenario import Scenario
from .book import HEAD_ROW, Book
from .bulk import LargeSheet
from .capability import USE
from .formulas import Known, looked_up, name_of, sheet_spec
from .plan import Values
from .typing_in import limit_numbers, number_styles

SHEET = "Assumptions"

FIXED = frozenset({"base_year", "first_year", "deadline"})
"""Numbers that formulas read but that also decide which rows there are: they need a new run."""

FOLLOWS = "follows"
ACCOUNTING, NEW_RUN = "accounting", "new run"


def begun_book(title: str, scenario: Scenario) -> Book:
    """A workbook whose tables of strings and formats begin with those of Assumptions."""
    book, (columns, styles) = Book(title, Known(scenario)), given_columns(scenario)
    texts = [text for column in columns.values() for text in column if isinstance(text, str)]
    plain = [(column.style, column.changeable) for column in sheet_spec(SHEET).columns.values()]
    numbers = [(style, live) for style in dict.fromkeys(styles) for live in (False, True)]
    book.reserve([text for text in texts if text] + [ACCOUNTING, NEW_RUN], [*plain, *numbers])
    return book


def add_assumptions(book: Book) -> None:
    """Write the sheet, once all formulas that look numbers up are written. Its rows are those that
    are kept; where these are others, or none, they are made first, in a workbook of their own."""
    scenario = book.known.scenario
    live = changeable(scenario, book.known.read)
    filled(book, live).rows = given_rows(scenario, live)


def begin_assumptions(scenario: Scenario) -> None:
    """Make and keep the rows of the sheet as they are if every formula has a row."""
    given_rows(scenario, changeable(scenario, looked_up() | {USE}))


def changeable(scenario: Scenario, read: Set[str]) -> frozenset[str]:
    """The parameters of the sheet that need no new run, of those that formulas read."""
    columns, _ = given_columns(scenario)
    return frozenset(str(parameter) for parameter in columns["parameter"]) & read - FIXED


@lru_cache(1)
def given_rows(scenario: Scenario, live: frozenset[str]) -> str:
    """The rows of the sheet as XML, for any workbook that begins as `begun_book` does.

    Raises:
        KeyError: a text of theirs is none that such a workbook begins with.
    """
    book = begun_book("", scenario)
    reserved = dict(book.texts)
    return filled(book, live).rows_as_xml(reserved)


def filled(book: Book, live: frozenset[str]) -> LargeSheet:
    """The sheet in a workbook; numbers of the parameters that are live may be changed on it."""
    columns, styles = given_columns(book.known.scenario)
    may = [parameter in live for parameter in columns["parameter"]]
    follows = [ACCOUNTING if alive else NEW_RUN for alive in may]
    values = {name: columns.get(name, follows) for name in sheet_spec(SHEET).columns}
    sheet = book.table(SHEET, values, None, {"value": list(zip(styles, may, strict=True))})
    at = list(values).index("value")
    limit_numbers(sheet, at, HEAD_ROW + 1, columns["parameter"], follows)
    return sheet


@lru_cache(1)
def given_columns(scenario: Scenario) -> tuple[Values, list[str]]:
    """The columns that no formula decides on, and the style of each number."""
    rows = stated(scenario)
    listed = (name for name in sheet_spec(SHEET).columns if name not in ("name", FOLLOWS))
    columns: dict[str, Sequence[Any]] = {"name": [name_of(row) for row in rows]}
    columns |= {name: [row[name] for row in rows] for name in listed}
    return columns, number_styles(rows)
