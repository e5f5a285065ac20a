"""This file is about what commands share: arguments, options, and reading a scenario aloud."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .console import say
from .output.exchange import FORMATS

if TYPE_CHECKING:
    from .scenario import Scenario

PLACE = click.Path(path_type=Path)
REFERENCE = click.option(
    "--reference",
    metavar="DIR",
    type=PLACE,
    help="Folder of reference tables; else `reference/` beside the scenario, else the shipped one.",
)
SCENARIO = click.argument("scenario", metavar="SCENARIO.csv", type=PLACE)

SINGLE_RUN = (
    click.option(
        "--out", metavar="DIR", type=PLACE, help="Where the tables go; else results/<scenario>."
    ),
    click.option(
        "--format",
        "formats",
        type=click.Choice(FORMATS),
        multiple=True,
        help="Write the tables in this form as well; may be given several times.",
    ),
    click.option(
        "--excel-csv",
        is_flag=True,
        help="The same as --format excel-csv: for a European Excel, with ';' and decimal commas.",
    ),
    click.option(
        "--certify",
        is_flag=True,
        help="Write the linear program and a certificate too, which a checker of one file reads; "
        "proves every basis optimal in rational numbers, which takes some seconds.",
    ),
    click.option(
        "--strict",
        is_flag=True,
        help="Exit with 3 when a target is missed, and name the numbers of the inputs that cannot "
        "all hold then, and the cheapest way out.",
    ),
    click.option(
        "--time-limit",
        metavar="SECONDS",
        type=click.FloatRange(0, min_open=True),
        default=float("inf"),
        help="Seconds that the solver may take, for the plan and all that is found out about it; "
        "none unless stated.",
    ),
    click.option("--timings", is_flag=True, help="Also print where the time went, to stderr."),
)


def solver(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every solver."""
    threads = click.option(
        "--threads", type=click.IntRange(1), default=1, help="Threads that a solver may take."
    )
    seed = click.option("--seed", type=click.IntRange(0), default=0, help="Seed of the solver.")
    return seed(threads(command))


def single_run(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of one scenario by itself."""
    for option in reversed(SINGLE_RUN):
        command = option(command)
    return command


def read_and_warn(scenario: Path, reference: Path | None, said: set[str] | None = None) -> Scenario:
    """Read a scenario, a shipped one where the path names one that is not here; tell warnings,
    but for those that were `said` already."""
    from . import load
    from .shipped import shipped_scenario
    from .source import there

    path = scenario
    if not there(scenario) and (shipped := shipped_scenario(scenario)) is not None:
        say(f"{scenario} is not here; using the scenario of that name that ships.", err=True)
        path = shipped
    read = load(path, reference)
    warn(read, said)
    return read


def warn(read: Scenario, said: set[str] | None = None) -> None:
    """Tell the warnings of a scenario, but for those that were `said` already."""
    said = set() if said is None else said
    for warning in read.warnings:
        if warning not in said:
            say(f"Warning: {warning}", err=True)
            said.add(warning)


def caution(found: tuple[str, ...]) -> None:
    """Print cautions on the error stream."""
    for text in found:
        say(f"Warning: {text}.", err=True)
