"""This file is about `optimize`: a run, and all other commands by name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

# Before numpy is loaded: nothing here is work for the threads of its linear algebra, and beginning
# them takes every command time and memory.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import click

from model.arguments import REFERENCE, SCENARIO, single_run, solver
from model.commands import finished, inputs, questions
from model.console import Commands, told


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


@main.command()
@SCENARIO
@REFERENCE
@single_run
@solver
@told
def run(scenario: Path, reference: Path | None, **options: Any) -> int:
    """Solve a scenario, print the answer on one screen and write its tables.

    A scenario is a CSV file, or a workbook as `scenario-to-xlsx` writes it. The plan does not
    depend on --seed or --threads. An earlier run of a scenario of the same name is replaced;
    nothing else is ever overwritten.

    \b
    Exit status: 0 solved and verified, also when targets are missed; 2 bad input; 3 a target is
    missed and --strict is given; 4 the solver failed, or ran out of time or memory; 5 the answer
    did not pass its own verification.

    \b
    Example:
        optimize scenarios/baseline.csv --out results/today
    """
    from model.single import single

    return single(scenario, reference, **options)


for command in (
    questions.explain,
    questions.compare,
    questions.frontier,
    questions.alternatives,
    inputs.check,
    inputs.new,
    inputs.parameters,
    inputs.scenario_to_xlsx,
    finished.verify,
    finished.rerun,
):
    main.add_command(command)

if __name__ == "__main__":
    main()
