"""This file is about the commands: read, call one function of the model, print."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from model.arguments import PLACE, REFERENCE, SCENARIO, caution, read_and_warn, single_run, solver
from model.console import SOLVED, UNVERIFIED, Commands, aloud, say, told
from model.source import there


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
    missed and --strict is given; 4 the solver failed, or ran out of time; 5 the answer did not
    pass its own verification.

    \b
    Example:
        optimize scenarios/baseline.csv --out results/today
    """
    from model.single import single

    return single(scenario, reference, **options)


@main.command()
@click.argument("scenario", metavar="SCENARIO|RESULTS", type=PLACE)
@REFERENCE
@single_run
@solver
@told
def explain(scenario: Path, reference: Path | None, **options: Any) -> int:
    """Solve a scenario and say of each missed target who could cure it: money, industry or time.

    Besides what `optimize SCENARIO` writes there is verdicts.csv: for each missed target whether
    a larger budget (finance), more output of its lines (economy) or other rules (defence) would
    cure it, alone or together, or whether time is up; and so many MUSD more, so many units more,
    so many years later. Each cure keeps everybody else's orders, and no other target gets worse.
    affordability.csv has the plan at the lowest and the highest prices that were read.

    RESULTS is the folder of a finished run or its manifest.json: its inputs, which must be those
    that it has read, are solved again with its options, and the folder gets the explanation.

    \b
    Exit status: that of `optimize SCENARIO`.

    \b
    Examples:
        optimize explain scenarios/baseline.csv
        optimize explain results/baseline
    """
    from model.single import single

    return single(scenario, reference, explained=True, **options)


@main.command()
@click.argument("runs", metavar="A B …", nargs=-1, type=PLACE)
@REFERENCE
@click.option(
    "--out", metavar="DIR", type=PLACE, help="Where the comparison goes; else results/<A>-vs-<B>."
)
@click.option("--attribute", is_flag=True, help="Say which inputs the difference comes from.")
@click.option(
    "--most-solves",
    type=click.IntRange(0),
    default=30,
    show_default=True,
    help="Most further solves that --attribute may take for one run.",
)
@solver
@told
def compare(
    runs: tuple[Path, ...],
    reference: Path | None,
    out: Path | None,
    attribute: bool,
    most_solves: int,
    seed: int,
    threads: int,
) -> None:
    """Set two or more runs side by side; the first is the base.

    Each of A, B, … is the CSV file of a scenario, which is solved as `optimize FILE` does and
    written to results/<scenario>, or the results folder of an earlier run, which is not solved
    again. Scenarios are solved in parallel, and nothing is written before all of them are solved.

    --attribute says how much of the difference in shortfall and cost comes from each group of
    inputs that differs: timing, targets, budget, prices, industry, rules. With n groups it solves
    the 2^n - 2 scenarios between the two; `optimize parameters NAME` names the group of a
    parameter.

    \b
    Exit status: 0 all solved and compared; 2 bad input; 4 the solver failed; 5 an answer did not
    pass its own verification.

    \b
    Examples:
        optimize compare scenarios/baseline.csv scenarios/gdp_2pct.csv scenarios/gdp_5pct.csv
        optimize compare results/before results/after
        optimize compare scenarios/baseline.csv my_scenario.csv --attribute
    """
    if len(runs) < 2:
        raise click.UsageError("name two or more scenarios or results folders to compare.")
    from model.comparison.crew import Crew

    with Crew(sum(not (there(run) and run.is_dir()) for run in runs)) as crew:
        from model.output.comparison.screen import comparison_screen
        from model.versus import Asked, check_places, compare_members, read_members

        said: set[str] = set()
        members = read_members(runs, lambda path: read_and_warn(path, reference, said))
        folder = check_places(members, out)
        asked = Asked(attribute, most_solves, seed, threads)
        comparison = compare_members(members, asked, crew, lambda text: say(text, err=True))
    text = comparison_screen(comparison.compared, folder)
    comparison.write_runs()
    comparison.write(folder)
    caution(comparison.cautions)
    say(text)


@main.command()
@click.argument("results", metavar="RESULTS", type=PLACE)
@click.option("--scenario", metavar="FILE", type=PLACE, help="The scenario, if it was moved.")
@click.option("--reference", metavar="DIR", type=PLACE, help="Its tables, if they were moved.")
@told
def rerun(results: Path, scenario: Path | None, reference: Path | None) -> int:
    """Solve the inputs of a finished run again and compare every output, byte by byte.

    RESULTS is the folder of the run or its manifest.json. The inputs must be those that the
    manifest records: each file that is another is named, and then nothing is solved. The options
    are those of the run. Versions that differ are told. Nothing is written.

    
    Exit status: 0 reproduced: every output has the same bytes; 2 bad input, or inputs that are not
    those of the run; 4 the solver failed; 5 not reproduced: each output that differs is named, with
    the first place where it does.

    
    Examples:
        optimize rerun results/baseline
        optimize rerun archive/manifest.json --scenario archive/baseline.csv
    """
    from model.rerun import rerun as run_again

    found = aloud(partial(run_again, results, scenario, reference))
    for note in found.notes:
        say(f"Note: {note}.", err=True)
    say(str(found))
    return UNVERIFIED if found.differences else SOLVED


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
    say(what_would_be_solved(read, plan))


@main.command()
@click.argument("folder", metavar="DIR", type=PLACE)
@told
def verify(folder: Path) -> int:
    """Recompute a results folder from its own files, and name every cell that does not agree.

    Sizes and hashes are held against the manifest, every number of the tables against what
    orders and the numbers used make of it, every row of every family, the objectives, the workbook
    and the totals of the page. Nothing is solved or written, and neither scenario nor reference
    tables are read. A difference is told where rounding cannot explain it.

    \b
    Exit status: 0 all agrees; 2 no results folder of a run; 5 something does not agree.

    \b
    Example:
        optimize verify results/baseline
    """
    from model.output.verified import verification_text
    from model.verify import verify as verified

    found = verified(folder)
    say(verification_text(found))
    return SOLVED if found.holds else UNVERIFIED


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

    say(parameters_table(name))


@main.command()
@click.argument("file", metavar="NAME.csv", type=PLACE)
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
    say(
        f"{file}: every lever, at its default. For a small difference on a scenario that you have, "
        f"extend it instead: the first lines say how. Then: optimize {file}"
    )


@main.command()
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
    from model.output.form import write_form

    read = read_and_warn(scenario, reference)
    file = out or (scenario if there(scenario) else Path(scenario.name)).with_suffix(".xlsx")
    base = write_form(read, file)
    beside = f" It extends {base}, which must lie in the same folder." if base else ""
    say(f"{file}: fill in the sheet 'scenario'.{beside} Then: optimize {file}")


if __name__ == "__main__":
    main()
