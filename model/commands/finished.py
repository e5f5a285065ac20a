"""This file is about the commands that go over a finished run."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from ..arguments import PLACE
from ..console import SOLVED, UNVERIFIED, aloud, say, told


@click.command()
@click.argument("results", metavar="RESULTS", type=PLACE)
@click.option("--scenario", metavar="FILE", type=PLACE, help="The scenario, if it was moved.")
@click.option("--reference", metavar="DIR", type=PLACE, help="Its tables, if they were moved.")
@told
def rerun(results: Path, scenario: Path | None, reference: Path | None) -> int:
    """Solve the inputs of a finished run again and compare every output, byte by byte.

    RESULTS is the folder of the run or its manifest.json. The inputs must be those that the
    manifest records: each file that is another is named, and then nothing is solved. The options
    are those of the run. Versions that differ are told. Nothing is written.

    \b
    Exit status: 0 reproduced: every output has the same bytes; 2 bad input, or inputs that are not
    those of the run; 4 the solver failed; 5 not reproduced: each output that differs is named, with
    the first place where it does.

    \b
    Examples:
        optimize rerun results/baseline
        optimize rerun archive/manifest.json --scenario archive/baseline.csv
    """
    from ..rerun import rerun as run_again

    found = aloud(partial(run_again, results, scenario, reference))
    for note in found.notes:
        say(f"Note: {note}.", err=True)
    say(str(found))
    return UNVERIFIED if found.differences else SOLVED


@click.command()
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
    from ..output.verified import verification_text
    from ..verify import verify as verified

    found = verified(folder)
    say(verification_text(found))
    return SOLVED if found.holds else UNVERIFIED
