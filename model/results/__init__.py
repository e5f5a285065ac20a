"""This file is about the results: Solution -> tidy tables, one function a table.

To add a table, write a file with `rows(answer)` here, name it below, and describe its columns in
schema.csv; the CSV files and the documentation pick it up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..registry import table_specs
from . import capability, dependence, industry, plan, prices, spending, summary
from .answer import Answer

if TYPE_CHECKING:
    import pandas as pd

TABLES: dict[str, Callable[[Answer], Iterator[dict[str, Any]]]] = {
    "plan": plan.rows,
    "spending": spending.rows,
    "capability": capability.rows,
    "industry": industry.rows,
    "dependence": dependence.rows,
    "prices": prices.rows,
    "summary": summary.rows,
}


class Results:
    """The tables of one answer; each is a pandas DataFrame under its own name.

    Attributes:
        answer: what the tables are read from.
        options: how it was solved.
    """

    def __init__(self, answer: Answer, options: dict[str, Any]) -> None:
        self.answer = answer
        self.options = options

    def table(self, name: str) -> pd.DataFrame:
        """One table; the units stand in docs/tables.md."""
        import pandas as pd

        columns = list(table_specs()[name].columns)
        return pd.DataFrame(list(TABLES[name](self.answer)), columns=columns)

    @property
    def plan(self) -> pd.DataFrame:
        """What each ally orders, gets and pays, by system and year."""
        return self.table("plan")

    @property
    def spending(self) -> pd.DataFrame:
        """Each ally's cap and what the plan takes of it, by year."""
        return self.table("spending")

    @property
    def capability(self) -> pd.DataFrame:
        """What is held, asked and missing, by ally, capability and milestone."""
        return self.table("capability")

    @property
    def industry(self) -> pd.DataFrame:
        """How much of each line is taken, by year."""
        return self.table("industry")

    @property
    def dependence(self) -> pd.DataFrame:
        """What allies and the United States hold, in the base year and at the deadline."""
        return self.table("dependence")

    @property
    def prices(self) -> pd.DataFrame:
        """What one more unit of each limit would be worth."""
        return self.table("prices")

    @property
    def summary(self) -> pd.DataFrame:
        """One row of headline figures."""
        return self.table("summary")

    def write(self, folder: str | Path) -> None:
        """Write the tables and the manifest into a folder, whole or not at all."""
        from ..output.files import write_results

        write_results(self.answer, Path(folder), self.options)
