"""This file is about several runs compared: every figure, and the rows of compare.csv."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from .answers import answer_figures
from .attribution import Attribution
from .figures import Figure, Value
from .finished import Run, told_apart
from .inputs import PRIORITY, input_differences, made_otherwise, weighed_otherwise


@dataclass(frozen=True, eq=False)
class Compared:
    """Runs side by side; the first is the base.

    Attributes:
        inputs: each number of the inputs that differs.
        answers: every number of the answers.
        notes: what else sets the runs apart, in sentences.
        attributions: for each other run, what of the difference comes from which inputs; empty
            where that was not asked for.
    """

    runs: tuple[Run, ...]
    inputs: tuple[Figure, ...]
    answers: tuple[Figure, ...]
    notes: tuple[str, ...]
    attributions: tuple[Attribution, ...] = ()

    @property
    def name(self) -> str:
        """What the comparison is called, and its folder."""
        return "-vs-".join(run.name for run in self.runs)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the runs, the base first."""
        return tuple(run.name for run in self.runs)

    @cached_property
    def _named(self) -> dict[str, str]:
        tables = (run.tables["codes"] for run in reversed(self.runs))
        return {row["code"]: row["name"] for rows in tables for row in rows if row["name"]}

    def called(self, code: str) -> str:
        """The name behind a code, that of the base where runs differ; the code if it has none."""
        return self._named.get(code, code)

    @cached_property
    def weighted(self) -> bool:
        """Whether any run weighs a capability by another priority than 1."""
        return any(
            row["parameter"] == PRIORITY and row["value"] != 1
            for run in self.runs
            for row in run.tables["assumptions"]
        )

    @cached_property
    def _by_key(self) -> dict[tuple[str, str, str, str, int | None], Figure]:
        return {(f.part, f.measure, f.country, f.item, f.year): f for f in self.answers}

    def values(
        self, part: str, measure: str, country: str = "", item: str = "", year: int | None = None
    ) -> tuple[Value, ...]:
        """One number of the answers in every run; None in all of them where nobody states it."""
        figure = self._by_key.get((part, measure, country, item, year))
        return figure.values if figure else (None,) * len(self.runs)

    def figures(self, part: str, measure: str) -> tuple[Figure, ...]:
        """Every figure of one measure."""
        return tuple(f for f in self.answers if (f.part, f.measure) == (part, measure))

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows of compare.csv: what differs in the inputs, the answers, the attribution."""
        for figure in (*self.inputs, *self.answers):
            for place, name in enumerate(self.names):
                if figure.values[place] is not None or figure.values[0] is not None:
                    yield self._row(figure, place, name)
        for attribution in self.attributions:
            yield from attribution.rows()

    @staticmethod
    def _row(figure: Figure, place: int, name: str) -> dict[str, Any]:
        """One figure in one run."""
        origins = figure.origins or ("",) * len(figure.values)
        return {
            "part": figure.part,
            "measure": figure.measure,
            "country": figure.country,
            "item": figure.item,
            "year": figure.year,
            "unit": figure.unit,
            "scenario": name,
            "value": figure.values[place],
            "base": figure.values[0],
            "difference": figure.difference(place),
            "origin": origins[place],
            "base_origin": origins[0],
        }


def compare_runs(runs: Sequence[Run], attributions: tuple[Attribution, ...] = ()) -> Compared:
    """Every figure of two or more runs.

    Raises:
        InputError: two of them cannot be told apart by name.
    """
    names = told_apart([(run.scenario, run.folder) for run in runs])
    named = tuple(replace(run, name=name) for run, name in zip(runs, names, strict=True))
    inputs = input_differences(named)
    notes = (*weighed_otherwise(inputs), *made_otherwise(named))
    return Compared(named, inputs, answer_figures(named), notes, attributions)
