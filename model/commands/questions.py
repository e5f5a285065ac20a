"""This file is about the commands that ask why a plan is what it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..arguments import PLACE, REFERENCE, SCENARIO, caution, read_and_warn, single_run, solver
from ..console import aloud, say, told, written
from ..moving.axes import AXES
from ..source import there


@click.command()
@click.argument("scenario", metavar="SCENARIO|RESULTS", type=PLACE)
@REFERENCE
@click.option(
    "--ranges",
    is_flag=True,
    help="Also find out how far the fifty largest numbers may move among plans that cost nearly "
    "the same: 300 further solves.",
)
@single_run
@solver
@told
def explain(scenario: Path, reference: Path | None, **options: Any) -> int:
    """Solve a scenario and say of each missed target who could cure it: money, industry or time.

    Besides what `optimize SCENARIO` writes there is verdicts.csv: for each missed target whether
    a larger budget (finance), more output of its lines (economy) or other rules (defence) would
    cure it, alone or together, or whether time is up; and so many MUSD more, so many units more,
    so many years later. Each cure keeps everybody else's orders, and no other target gets worse;
    cures.csv has the money by ally and year, the units by line and year.
    worth.csv has what one more billion, one more unit of a line, one point less of uplift and one
    year more would do. reasons.csv says why each ally orders a system or does not, and at which
    price it would. affordability.csv has the plan at the lowest and the highest prices that were
    read. With --ranges ranges.csv says which numbers are firm: the least and the most that each
    could be in a plan of the same shortfall that costs the same, 1 % or 5 % more.

    RESULTS is the folder of a finished run or its manifest.json: its inputs, which must be those
    that it has read, are solved again with its options, and the folder gets the explanation.

    \b
    Exit status: that of `optimize SCENARIO`.

    \b
    Examples:
        optimize explain scenarios/baseline.csv
        optimize explain results/baseline --ranges
    """
    from ..single import single

    return single(scenario, reference, explained=True, **options)


@click.command()
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
    from ..comparison.crew import Crew

    with Crew(sum(not (there(run) and run.is_dir()) for run in runs)) as crew:
        from ..output.comparison.screen import comparison_screen
        from ..versus import Asked, check_places, compare_members, read_members

        said: set[str] = set()
        members = read_members(runs, lambda path: read_and_warn(path, reference, said))
        folder = check_places(members, out)
        asked = Asked(attribute, most_solves, seed, threads)
        comparison = compare_members(members, asked, crew, lambda text: say(text, err=True))
    text = comparison_screen(comparison.compared, folder)
    comparison.write_runs()
    comparison.write(folder)
    with written(folder):
        caution(comparison.cautions)
        say(text)


@click.command()
@SCENARIO
@click.option(
    "--over",
    type=click.Choice(list(AXES)),
    required=True,
    help="The lever that is moved.",
)
@click.option(
    "--from", "low", metavar="VALUE", type=float, help="Where it begins, in its own terms."
)
@click.option("--to", "high", metavar="VALUE", type=float, help="Where it ends.")
@click.option("--points", type=click.IntRange(2, 50), help="How many, ends included; else 9 or 11.")
@REFERENCE
@click.option(
    "--out",
    metavar="DIR",
    type=PLACE,
    help="Where it goes; else results/<scenario>-frontier-<lever>.",
)
@click.option(
    "--ranges",
    is_flag=True,
    help="The page also tells how far the fifty largest numbers may move, as `explain --ranges`.",
)
@solver
@told
def frontier(
    scenario: Path, reference: Path | None, out: Path | None, points: int | None, **options: Any
) -> None:
    """Solve a scenario along one lever: cost and shortfall at each value, and the knee.

    Each point is the scenario with this lever moved for all that it reaches, and nothing else:
    deadline by years; uplift by a factor (for all capabilities alike); budget: defence_share by a
    factor; fair_share set to the same value for all. Values are in the scenario's own terms where
    one number holds for all (--over uplift --from 0 --to 60), else in per cent of what it states,
    or in years more. A value that the scenario cannot have is left out and told.

    Up to the knee a step costs about the same, beyond it another amount; for fair_share the price
    of fairness is told too. frontier.csv has a row for each point; frontier.html the picture, and
    under it what `optimize explain` shows of the scenario as it stands. Points are solved in
    parallel, and nothing is written before all of them are.

    \b
    Exit status: 0 all points solved and verified; 2 bad input, or nothing to move; 4 the solver
    failed; 5 an answer did not pass its own verification.

    \b
    Examples:
        optimize frontier scenarios/baseline.csv --over uplift
        optimize frontier scenarios/baseline.csv --over budget --from 80 --to 160 --points 5
    """
    from ..comparison.crew import Crew

    with Crew(points or AXES[options["over"]].points) as crew:
        from ..along import Asked, check_folder, go_along
        from ..output.frontier.screen import frontier_screen

        read = read_and_warn(scenario, reference)
        folder = check_folder(read, options["over"], out)
        asked = Asked(points=points, **options)
        made = go_along(read, asked, crew, lambda text: say(text, err=True))
    text = frontier_screen(made.frontier, folder)
    made.write(folder)
    with written(folder):
        say(text)


@click.command()
@SCENARIO
@click.option(
    "--within",
    metavar="PER CENT",
    default="2%",
    show_default=True,
    help="By how much an alternative may cost more than the least.",
)
@REFERENCE
@click.option(
    "--out", metavar="DIR", type=PLACE, help="Where they go; else results/<scenario>-alternatives."
)
@solver
@told
def alternatives(
    scenario: Path, reference: Path | None, within: str, out: Path | None, **options: Any
) -> None:
    """Find plans that cost nearly the same as the cheapest and differ most from it.

    Each misses no more than the plan does (its shortfall is the least there is) and costs at most
    so many per cent more than the least. Each favours one thing and is named by it: the makers of
    one origin, money spread by wealth, early or late orders, other systems. One that gains nothing
    against the plan is left out and told. Orders of the United States stay as planned.

    alternatives.csv has the orders of each, alternatives_summary.csv what it favours, what it costs
    and how far it is from the plan. Nothing is written before all of them are verified.

    \b
    Exit status: 0 all found and verified; 2 bad input; 4 the solver failed; 5 an answer did not
    pass its own verification.

    \b
    Examples:
        optimize alternatives scenarios/baseline.csv
        optimize alternatives scenarios/baseline.csv --within 0.5%
    """
    from functools import partial

    from ..near import check_folder, look_around, per_cent
    from ..output.alternatives.screen import alternatives_screen

    share = per_cent(within)
    read = read_and_warn(scenario, reference)
    folder = check_folder(read, out)
    made = aloud(partial(look_around, read, share, **options))
    text = alternatives_screen(made.found, share, folder)
    made.write(folder)
    with written(folder):
        say(text)
