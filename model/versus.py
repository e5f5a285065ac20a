"""This file is about a whole comparison: scenarios and folders -> runs -> what differs -> files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .comparison.attribution import Attribution, Mixture, attributed, between
from .comparison.compared import Compared, compare_runs
from .comparison.crew import Crew
from .comparison.finished import Run, read_run, run_of, told_apart
from .comparison.mixture import CannotAttributeError, differing_groups, impossible_mixture
from .comparison.work import Between, Finished, Job, Whole, finished
from .errors import InputError, OutputError, Problem, printable
from .output.comparison.files import comparison_outputs, comparison_record
from .output.folders import put_right, write_folder
from .output.free import check_place
from .output.manifest import MANIFEST, manifest_bytes
from .registry import table_specs
from .scenario import Scenario
from .source import there

if TYPE_CHECKING:
    import pandas as pd

    from .run import Results

RESULTS = Path("results")

MOST_SOLVES = 30
"""Further solves that attribution takes for one run without being told to: five groups."""

Member = Run | Scenario
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Asked:
    """How to compare: attribution or not, how many solves it may take, options of the solver."""

    attribute: bool = False
    most_solves: int = MOST_SOLVES
    seed: int = 0
    threads: int = 1


@dataclass(frozen=True, eq=False)
class Comparison:
    """Runs side by side, the first of them the base; each table is a pandas DataFrame.

    Attributes:
        compared: what the tables are read from.
        solved: what each scenario that had to be solved would write, by its place among the runs.
        made: the files of the comparison, where they are made already.
    """

    compared: Compared
    solved: Mapping[int, Finished]
    made: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def table(self) -> pd.DataFrame:
        """Everything, as in compare.csv: one row for each number and run."""
        import pandas as pd

        return pd.DataFrame(
            list(self.compared.rows()), columns=list(table_specs()["compare"].columns)
        )

    @property
    def inputs(self) -> pd.DataFrame:
        """What differs in the inputs."""
        return self.part("inputs")

    @property
    def attribution(self) -> pd.DataFrame:
        """What of the difference comes from which group of inputs."""
        return self.part("attribution")

    @property
    def cautions(self) -> tuple[str, ...]:
        """What to watch in each scenario that was solved, with its name."""
        return tuple(
            f"{self.compared.names[place]}: {text}"
            for place, made in self.solved.items()
            for text in made.cautions
        )

    def part(self, name: str) -> pd.DataFrame:
        """The rows of one part, such as summary, area, country or system."""
        table = self.table
        return table[table["part"] == name].reset_index(drop=True)

    def write(self, folder: str | Path) -> None:
        """Write the comparison and its manifest into a folder, whole or not at all.

        Raises:
            OutputError: the folder is not ours, or cannot be written.
        """
        files = self.made or comparison_outputs(self.compared)
        write_folder(Path(folder), files, comparison_record(self.compared, files))

    def write_runs(self) -> None:
        """Write the results of every scenario that was solved, each as its own run would."""
        for place, made in self.solved.items():
            write_folder(self.compared.runs[place].folder, made.files, made.record)


def read_members(
    things: Sequence[str | Path | Scenario | Results], read_scenario: Callable[[Path], Scenario]
) -> tuple[Member, ...]:
    """What is to be compared: finished runs where a place is a folder, else scenarios.

    Raises:
        InputError: everything that is wrong with any of them, all at once.
    """
    members: list[Member] = []
    problems: list[Problem] = []
    for thing in things:
        try:
            members.append(member_of(thing, read_scenario))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return tuple(members)


def member_of(
    thing: str | Path | Scenario | Results, read_scenario: Callable[[Path], Scenario]
) -> Member:
    """One thing to compare."""
    if isinstance(thing, Scenario):
        return thing
    if isinstance(thing, str | Path):
        place = Path(thing)
        put_right(place)
        return read_run(place) if there(place) and place.is_dir() else read_scenario(place)
    folder = RESULTS / thing.answer.plan.name
    *_, whole = finished(thing, folder)
    return run_from(folder, whole)


def folder_of(member: Member) -> Path:
    """Where the results of a member lie, or go."""
    return member.folder if isinstance(member, Run) else RESULTS / member.name


def names_of(members: Sequence[Member]) -> tuple[str, ...]:
    """What the runs will be called.

    Raises:
        InputError: two cannot be told apart.
    """
    return told_apart(
        [(m.scenario if isinstance(m, Run) else m.name, folder_of(m)) for m in members]
    )


def check_places(members: Sequence[Member], out: Path | None) -> Path:
    """The folder of the comparison, once every place that will be written is known to be free.

    Raises:
        OutputError: everything that is in the way, all at once.
    """
    name = "-vs-".join(names_of(members))
    folder = out or RESULTS / name
    scenarios = [m for m in members if isinstance(m, Scenario)]
    inputs = [path for m in scenarios for path in m.sources]
    places = [(folder_of(m), m.name, "scenario") for m in scenarios]
    own = "a folder of its own"
    problems = [
        Problem(folder, None, "", f"the folder of the run {m.name}", own, told=True)
        for m in members
        if folder.resolve() == folder_of(m).resolve()
    ]
    for place, owner, kind in [*places, (folder, name, "comparison")]:
        try:
            check_place(place, owner, kind, inputs)
        except OutputError as error:
            problems += error.problems
    if problems:
        raise OutputError(problems)
    return folder


def compare_members(
    members: Sequence[Member],
    asked: Asked,
    crew: Crew,
    progress: Progress = lambda text: None,
) -> Comparison:
    """Let a crew solve what has to be solved, and set the runs side by side.

    Raises:
        InputError: two members cannot be told apart.
        CannotAttributeError: no attribution is possible, or it would take too many solves.
        SolveError: the solver failed on one of them.
        VerificationError: an answer did not pass its own verification.
    """
    names = names_of(members)
    shares = list(attribution_plans(members, asked)) if asked.attribute else []
    whole = {
        place: Whole(member.path, member.reference, folder_of(member), asked.seed, asked.threads)
        for place, member in enumerate(members)
        if isinstance(member, Scenario)
    }
    jobs: list[Job] = [*whole.values(), *(job for share in shares for job in share.jobs.values())]
    begun = iter(crew.begin(jobs, progress))
    solving = {place: next(begun) for place in whole}
    between = [{mix: next(begun).first for mix in share.jobs} for share in shares]
    runs = [
        member
        if isinstance(member, Run)
        else run_from(folder_of(member), crew.wait_for(solving[place].first))
        for place, member in enumerate(members)
    ]
    attributions = tuple(
        share.attributed(
            names[share.place], runs, {mix: crew.wait_for(part) for mix, part in mixtures.items()}
        )
        for share, mixtures in zip(shares, between, strict=True)
    )
    compared = compare_runs(runs, attributions)
    if not solving:
        return Comparison(compared, {})
    # Worked at while the workbook and the page of the run solved last are being written.
    made = comparison_outputs(compared)
    solved = {place: crew.wait_for(task.last) for place, task in solving.items()}
    return Comparison(with_manifests(compared, solved), solved, made)


def with_manifests(compared: Compared, solved: Mapping[int, Finished]) -> Compared:
    """The same runs, each known by the manifest of all that it writes, not of its tables alone."""
    runs = list(compared.runs)
    for place, made in solved.items():
        hashed = sha256(manifest_bytes(made.record)).hexdigest()
        runs[place] = replace(runs[place], record=made.record, fingerprint=hashed)
    return replace(compared, runs=tuple(runs))


def run_from(folder: Path, finished: Finished) -> Run:
    """What was just solved as a run, known by its tables; `folder` is where it goes."""
    return run_of(folder, {**finished.files, MANIFEST: manifest_bytes(finished.record)})


@dataclass(frozen=True)
class Share:
    """What attribution of one run will take: its groups, and the mixtures to solve."""

    place: int
    groups: tuple[str, ...]
    jobs: Mapping[Mixture, Between]
    reason: str

    def attributed(
        self, name: str, runs: Sequence[Run], solved: Mapping[Mixture, Any]
    ) -> Attribution:
        """The attribution, once the mixtures are solved."""
        if self.reason:
            return Attribution(name, self.groups, {}, reason=self.reason)
        ends = {frozenset[str](): runs[0].summary, frozenset(self.groups): runs[self.place].summary}
        return attributed(name, self.groups, {**solved, **ends})


def attribution_plans(members: Sequence[Member], asked: Asked) -> Iterator[Share]:
    """What attribution of each run but the base will take; nothing is solved yet."""
    scenarios = [member for member in members if isinstance(member, Scenario)]
    folders = [member for member in members if isinstance(member, Run)]
    if folders:
        instead = printable("; ".join(f"{run.source} instead of {run.folder}" for run in folders))
        raise CannotAttributeError(
            "Attribution solves scenarios between the base and another run: name the CSV files of "
            f"the scenarios, not folders of finished runs: {instead}."
        )
    base = scenarios[0]
    for place, other in enumerate(scenarios[1:], start=1):
        groups = differing_groups(base, other)
        count = len(between(groups))
        if count > asked.most_solves:
            raise CannotAttributeError(
                f"{base.name} and {other.name} differ in {len(groups)} groups of inputs "
                f"({', '.join(groups)}): their attribution takes {count} further solves. "
                f"Allow them with --most-solves {count}."
            )
        reason = impossible_mixture(base, other, groups)
        jobs = {
            mix: Between(base.path, other.path, base.reference, mix, asked.seed, asked.threads)
            for mix in (() if reason else between(groups))
        }
        yield Share(place, groups, jobs, reason)
