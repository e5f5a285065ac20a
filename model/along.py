"""This file is about a whole frontier: a scenario -> points, solved in parallel -> files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .comparison.crew import Crew
from .moving.curve import Frontier, value_of
from .moving.dial import CannotMoveError, Dial, dial_of, values_of
from .moving.point import AsItStands, LeftOut, Moved, Point
from .output.folders import write_folder
from .output.free import check_place
from .output.frontier.files import frontier_outputs, frontier_record, rows
from .registry import table_specs
from .scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

RESULTS = Path("results")


@dataclass(frozen=True)
class Asked:
    """Along what, from where to where (None: as the axis has it), whether the page also tells how
    far numbers may move, and options of the solver."""

    over: str
    low: float | None = None
    high: float | None = None
    points: int | None = None
    ranges: bool = False
    seed: int = 0
    threads: int = 1


@dataclass(frozen=True)
class Made:
    """A frontier with its files and the manifest that records them."""

    frontier: Frontier
    files: Mapping[str, bytes]
    record: Mapping[str, Any]

    @property
    def table(self) -> pd.DataFrame:
        """Every point, as in frontier.csv."""
        import pandas as pd

        return pd.DataFrame(
            list(rows(self.frontier)), columns=list(table_specs()["frontier"].columns)
        )

    def write(self, folder: str | Path) -> None:
        """Write the frontier and its manifest into a folder, whole or not at all.

        Raises:
            OutputError: the folder is not ours, or cannot be written.
        """
        write_folder(Path(folder), self.files, self.record)


def check_folder(scenario: Scenario, over: str, out: Path | None) -> Path:
    """The folder of a frontier, once its place is known to be free.

    Raises:
        OutputError: what is in the way.
    """
    name = f"{scenario.name}-frontier-{over}"
    folder = out or RESULTS / name
    check_place(folder, name, "frontier", scenario.sources)
    return folder


def go_along(
    scenario: Scenario,
    asked: Asked,
    crew: Crew,
    progress: Callable[[str], None] = lambda text: None,
) -> Made:
    """Let a crew solve a scenario at each value of a lever, and see what curve they make.

    Raises:
        CannotMoveError: the scenario cannot be moved along the lever.
        SolveError: the solver failed at one of the points.
        VerificationError: an answer did not pass its own verification.
    """
    dial = dial_of(scenario, asked.over)
    values = values_of(dial, asked.low, asked.high, asked.points)
    here = dial.here if dial.here in values else None
    place, options = (scenario.path, scenario.reference), (asked.seed, asked.threads)
    jobs = [Moved(*place, asked.over, value, *options) for value in values if value != here]
    base, *moved = crew.begin([AsItStands(*place, here, *options, asked.ranges), *jobs], progress)
    stands = crew.wait_for(base.first)
    found = [crew.wait_for(task.last) for task in moved]
    frontier = frontier_of(scenario, dial, stands, found)
    recorded = {"ranges": asked.ranges, "seed": asked.seed, "threads": asked.threads}
    files = frontier_outputs(frontier, crew.wait_for(base.last))
    return Made(frontier, files, frontier_record(frontier, scenario, files, recorded))


def frontier_of(
    scenario: Scenario, dial: Dial, here: Point, found: list[Point | LeftOut]
) -> Frontier:
    """The frontier that the points make.

    Raises:
        CannotMoveError: there are fewer than two.
    """
    left_out = tuple(one for one in found if isinstance(one, LeftOut))
    points = [one for one in found if isinstance(one, Point)]
    points += [here] if here.value is not None else []
    if len(points) < 2:
        wanted = f"; {dial.axis.parameter} takes {left_out[0].wanted}" if left_out else ""
        raise CannotMoveError(
            f"{scenario.name} cannot be moved along {dial.axis.name}: of the values asked for it "
            f"can have {len(points)}{wanted}."
        )
    columns = scenario.tables["capabilities"].columns
    return Frontier(
        scenario=scenario.name,
        dial=dial,
        points=tuple(sorted(points, key=value_of)),
        here=here,
        left_out=left_out,
        base_year=scenario.base_year,
        years=(scenario.first_year, scenario.last_year),
        names=dict(zip(columns["capability"], columns["name"], strict=True)),
        units=dict(zip(columns["capability"], columns["unit"], strict=True)),
    )
