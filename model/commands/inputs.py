"""This file is about the commands that help to write a scenario."""

from __future__ import annotations

from pathlib import Path

import click

from ..arguments import PLACE, REFERENCE, SCENARIO, caution, read_and_warn
from ..console import say, told
from ..source import there


@click.command()
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
    from ..cautions import cautions
    from ..output.said import what_would_be_solved
    from ..plan import make_plan

    read = read_and_warn(scenario, reference)
    plan = make_plan(read)
    caution(cautions(plan))
    say(what_would_be_solved(read, plan))


@click.command()
@click.argument("name", required=False)
@told
def parameters(name: str | None) -> None:
    """List what a scenario can set, or explain one parameter or one table of results.

    \b
    Example:
        optimize parameters defence_share
    """
    from ..describe import parameters_table

    say(parameters_table(name))


@click.command()
@click.argument("file", metavar="NAME.csv", type=PLACE)
@told
def new(file: Path) -> None:
    """Write a commented scenario to start from; an existing file is never overwritten.

    \b
    Example:
        optimize new my_scenario.csv
    """
    from ..describe import new_scenario_text
    from ..output.new import write_new

    write_new(file, new_scenario_text(file.stem))
    say(
        f"{file}: every lever, at its default. For a small difference on a scenario that you have, "
        f"extend it instead: the first lines say how. Then: optimize {file}"
    )


@click.command()
@SCENARIO
@click.argument("out", metavar="[OUT.xlsx]", required=False, type=PLACE)
@REFERENCE
@told
def scenario_to_xlsx(scenario: Path, out: Path | None, reference: Path | None) -> None:
    """Write a scenario as a workbook to fill in; an existing file is never overwritten.

    Without OUT.xlsx it gets the name of the scenario and lies beside it. Codes are chosen from
    lists, headings are locked and explained. `optimize` and `optimize check` take the workbook as
    they take a CSV file: they read its sheet `scenario` and nothing else in it. A file that the
    scenario extends is not copied: it must lie in the folder of the workbook.

    \b
    Example:
        optimize scenario-to-xlsx scenarios/gdp_2pct.csv
    """
    from ..output.form import write_form

    read = read_and_warn(scenario, reference)
    file = out or (scenario if there(scenario) else Path(scenario.name)).with_suffix(".xlsx")
    base = write_form(read, file)
    beside = f" It extends {base}, which must lie in the same folder." if base else ""
    say(f"{file}: fill in the sheet 'scenario'.{beside} Then: optimize {file}")
