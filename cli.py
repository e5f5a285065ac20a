"""This file is about the commands: read, call one function of the model, print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from model.console import MISSED, SOLVED, Commands, Progress, at_once_interruptible, told

if TYPE_CHECKING:
    from model.scenario import Scenario


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="uplift-planner", prog_name="optimize")
@click.option("--debug", is_flag=True, help="Show a traceback where something fails.")
def main(debug: bool) -> None:
    """Which equipment should each ally buy, in which year, to meet its targets at least cost?

    `optimize SCENARIO.csv` solves a scenario; the word `run` before the file is understood.

    \b
    Examples:
        optimize scenarios/baseline.csv
        optimize check my_scenario.csv
        optimize parameters uplift
    """


REFERENCE = click.option(
    "--reference",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder of reference tables; else `reference/` beside the scenario, else the shipped one.",
)
SCENARIO = click.argument("scenario", metavar="SCENARIO.csv", type=click.Path(path_type=Path))


@main.command()
@SCENARIO
@REFERENCE
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where the tables go; else results/<scenario>.",
)
@click.option("--strict", is_flag=True, help="Exit with 3 when a target is missed.")
@click.option("--seed", type=click.IntRange(0), default=0, help="Seed of the solver.")
@click.option("--threads", type=click.IntRange(1), default=1, help="Threads of the solver.")
@told
def run(
    scenario: Path, reference: Path | None, out: Path | None, strict: bool, seed: int, threads: int
) -> int:
    """Solve a scenario, print the answer on one screen and write its tables.

    The plan does not depend on --seed or --threads. An earlier run of a scenario of the same name
    is replaced; nothing else is ever overwritten.

    \b
    Exit status: 0 solved and verified, also when targets are missed; 2 bad input; 3 a target is
    missed and --strict is given; 4 the solver failed; 5 the answer did not pass its own
    verification.

    \b
    Example:
        optimize scenarios/baseline.csv --out results/today
    """
    from model.cautions import brief
    from model.output.files import check_place

    read = read_and_warn(scenario, reference)
    folder = out or Path("results") / read.name
    check_place(folder, read.name)
    from model import solve
    from model.output.screen import screen

    with Progress() as progress:
        results = at_once_interruptible(
            lambda: solve(read, seed=seed, threads=threads, progress=progress)
        )
    text = screen(results.answer, folder)
    results.write(folder)
    caution(tuple(brief(found) for found in results.answer.cautions))
    click.echo(text)
    return MISSED if strict and results.answer.missed else SOLVED


@main.command()
@SCENARIO
@REFERENCE
@told
def check(scenario: Path, reference: Path | None) -> None:
    """Read a scenario and its tables, say what would be solved and what to watch.

    Nothing is solved or written. Exit status 0 when every cell is good, 2 when any is not.

    \b
    Example:
        optimize check scenarios/gdp_2pct.csv
    """
    from model.cautions import cautions
    from model.output.said import what_would_be_solved
    from model.plan import make_plan

    read = read_and_warn(scenario, reference)
    plan = make_plan(read)
    caution(cautions(plan))
    click.echo(what_would_be_solved(read, plan))


@main.command()
@click.argument("name", required=False)
@told
def parameters(name: str | None) -> None:
    """List what a scenario can set, or explain one parameter or one table of results.

    \b
    Example:
        optimize parameters defence_share
    """
    from model.describe import parameters_table

    click.echo(parameters_table(name))


@main.command()
@click.argument("file", metavar="NAME.csv", type=click.Path(path_type=Path))
@told
def new(file: Path) -> None:
    """Write a commented scenario to start from; an existing file is never overwritten.

    \b
    Example:
        optimize new my_scenario.csv
    """
    from model.describe import new_scenario_text
    from model.output.new import write_new

    write_new(file, new_scenario_text(file.stem))
    click.echo(
        f"{file}: every lever, at its default. For a small difference on a scenario that you have, "
        f"extend it instead: the first lines say how. Then: optimize {file}"
    )


def read_and_warn(scenario: Path, reference: Path | None) -> Scenario:
    """Read a scenario, a shipped one where the path names one that is not here; tell warnings."""
    from model import load
    from model.shipped import shipped_scenario

    path = scenario
    if not scenario.exists() and (shipped := shipped_scenario(scenario)) is not None:
        click.echo(f"{scenario} is not here; using the scenario of that name that ships.", err=True)
        path = shipped
    read = load(path, reference)
    for warning in read.warnings:
        click.echo(f"Warning: {warning}", err=True)
    return read


def caution(found: tuple[str, ...]) -> None:
    """Print cautions on the error stream."""
    for text in found:
        click.echo(f"Warning: {text}.", err=True)


if __name__ == "__main__":
    main()
