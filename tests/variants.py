"""Random small worlds by seed, edits of their files, and what is compared of their answers."""

import csv
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import Phase, settings
from hypothesis import strategies as st
from laws import close
from recount import Recount, cells
from second import write_world

from model import load, solve
from model.output.files import csv_text
from model.results import TABLES
from model.run import Results

SEEDS = st.integers(0, 99_999)
NIGHT = settings.get_current_profile_name() == "night"
few = settings(
    max_examples=25 if NIGHT else 10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
)
"""The same worlds in every run, more of them at night; a seed does not get simpler by shrinking."""

HEADER = ("parameter", "country", "item", "year", "value", "unit", "note", "change")
Edit = Callable[[list[dict[str, str]]], list[dict[str, str]]]


@contextmanager
def world(seed: int) -> Iterator[Path]:
    """The scenario of a random world, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        yield write_world(Path(folder), seed)


def variant(scenario: Path, *rows: str) -> Path:
    """A scenario that lays rows over another."""
    path = scenario.with_name("variant.csv")
    lines = [",".join(HEADER), f"extends,,,,{scenario.name},,,", *rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def edit(path: Path, change: Edit) -> None:
    """Rewrite the rows of a CSV file, where it exists."""
    if not path.exists():
        return
    rows = cells(path)
    columns = list(rows[0])
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(change(rows))


def files(scenario: Path) -> list[Path]:
    """Every CSV file of a world."""
    return [*scenario.parent.glob("*.csv"), *(scenario.parent / "reference").glob("*.csv")]


def optima(results: Results) -> tuple[float, ...]:
    """Least shortfall, least cost and least unsteadiness, MUSD."""
    stages = results.answer.solution.stages
    return stages[0].least, stages[1].objective, stages[2].objective


def solved(scenario: Path) -> tuple[float, ...]:
    """Least shortfall, least cost and least unsteadiness of a scenario, MUSD."""
    return optima(solve(load(scenario)))


def written(scenario: Path, **options: int) -> dict[str, str]:
    """The tables of a scenario's answer as they are written, but for the lines of its files."""
    answer = solve(load(scenario), **options).answer
    tables = {name: list(rows(answer)) for name, rows in TABLES.items()}
    for row in tables["assumptions"]:
        row["origin"] = row["origin"].rpartition(":")[0]
    return {name: csv_text(name, rows) for name, rows in tables.items()}


def recounted(scenario: Path) -> Recount:
    """The world of a scenario, solved and written."""
    folder = scenario.parent / "results"
    solve(load(scenario)).write(folder)
    return Recount(scenario, scenario.parent / "reference", folder)


def same(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether all optima of two worlds are the same."""
    return all(close(a, b, 1e-8) for a, b in zip(one, other, strict=True))


def no_more(one: float, other: float) -> bool:
    """Whether one optimum is at most another."""
    return one <= other + 1e-8 * max(1.0, other)
