"""This file is about one scenario by itself as a command: read, solve, write, tell."""

from __future__ import annotations

import atexit
import gc
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .arguments import caution, read_and_warn, warn
from .clock import Clock
from .console import MISSED, SOLVED, aloud, say, written
from .source import there

if TYPE_CHECKING:
    from .run import Results
    from .scenario import Scenario


@dataclass(frozen=True)
class Asked:
    """What is to be solved, how, and where it goes.

    Attributes:
        solving: arguments of `solve`. formats, certify: what else is written.
    """

    scenario: Scenario
    folder: Path
    solving: dict[str, Any]
    formats: tuple[str, ...]
    certify: bool


def single(
    place: Path,
    reference: Path | None,
    *,
    explained: bool = False,
    ranges: bool = False,
    out: Path | None,
    formats: tuple[str, ...],
    excel_csv: bool,
    certify: bool,
    strict: bool,
    timings: bool,
    **solving: Any,
) -> int:
    """Solve what lies at a place, print the answer, write its tables; the exit status.

    Args:
        place: the file of a scenario; where it is explained also a finished run.
        explained: also find out why targets are missed. ranges: and how far numbers may move.
    """
    clock = Clock()
    # A run makes millions of small objects and hardly a cycle of them: Python need not look for
    # any so often, nor once more at the end.
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)
    with clock("import"):
        from .cautions import brief
        from .output.exchange import check_formats
        from .output.free import check_place

    wanted = check_formats([*formats, *(["excel-csv"] if excel_csv else [])])
    with clock("read"):
        if explained and is_run(place):
            asked = asked_again(place, reference, out, tuple(wanted), certify, solving)
        else:
            read = read_and_warn(place, reference)
            folder = out or Path("results") / read.name
            asked = Asked(read, folder, solving, tuple(wanted), certify)
    check_place(asked.folder, asked.scenario.name, inputs=asked.scenario.sources)
    further = {"explained": explained, "ranges": ranges, "strict": strict}
    results = aloud(partial(solved, asked, clock, further))
    text = told(results, asked, explained)
    results.write(asked.folder, asked.formats, certify=asked.certify, timed=clock)
    with written(asked.folder):
        caution(tuple(brief(found) for found in results.answer.cautions))
        say(text)
        if timings:
            say(clock.told(), err=True)
    return MISSED if strict and results.answer.missed else SOLVED


def is_run(place: Path) -> bool:
    """Whether a place is that of a finished run rather than of a scenario."""
    from .output.manifest import MANIFEST

    return (there(place) and place.is_dir()) or place.name == MANIFEST


def asked_again(
    place: Path,
    reference: Path | None,
    out: Path | None,
    formats: tuple[str, ...],
    certify: bool,
    solving: dict[str, Any],
) -> Asked:
    """A finished run once more, with its own options and what else is asked for.

    Raises:
        InputError: it is no run, or its inputs are no longer what it has read.
    """
    from .rerun import SOLVING, finished_run, same_inputs

    run = finished_run(place)
    read = same_inputs(run, None, reference)
    warn(read)
    options = run.record["options"]
    return Asked(
        read,
        out or run.folder,
        {**solving, **{name: options[name] for name in SOLVING}},
        tuple(dict.fromkeys([*options["formats"], *formats])),
        certify or options["certify"],
    )


def solved(asked: Asked, clock: Clock, further: Mapping[str, bool], progress: Any) -> Results:
    """The results of what is asked for."""
    with clock("import"):
        from .aside import Queue
        from .solving import find_plan

    def begun(stage: str, proven: Mapping[str, float]) -> None:
        """Tell of a stage, and make ready for writing while the solver is at the first."""
        progress(stage, proven)
        if not proven:
            queue.later(ready)(asked.scenario)

    with Queue() as queue:
        found = find_plan(asked.scenario, timed=clock, progress=begun, **asked.solving)
        # An import half done in another thread would never end in a second process.
        with clock("ready"):
            queue.wait()
    from .deadline import Deadline
    from .run import asked_further, results_of

    results = results_of(found, clock, tables=True)
    del found  # an explanation takes long, and needs no more of it than its results
    used = sum(stage.point.seconds for stage in results.answer.solution.stages)
    deadline = Deadline.after(asked.solving.get("time_limit", math.inf), used)
    return asked_further(results, further, progress, clock, deadline)


def ready(scenario: Scenario) -> None:
    """Load what writes results, and make of them what needs no solution."""
    from . import run  # noqa: F401
    from .output.files import begin_outputs

    begin_outputs(scenario)


def told(results: Results, asked: Asked, explained: bool) -> str:
    """What the terminal shows."""
    from .output.conflicts import conflict_lines
    from .output.explained import explained_screen
    from .output.screen import certified, screen

    text = (explained_screen if explained else screen)(results.answer, asked.folder)
    parts = [text, *([certified(results.answer)] if asked.certify else [])]
    conflicts = list(conflict_lines(results.answer))
    return "\n".join([*parts, *([""] if conflicts else []), *conflicts])
