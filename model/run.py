"""This file is about a whole run: Scenario -> what the solver found -> results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .cautions import cautions
from .clock import Timed, untimed
from .deadline import NEVER, Deadline
from .errors import OutOfTimeError
from .explain.parts import BEGINS, EXPLAINING, in_time, with_conflicts, with_ranges
from .outcome import agree, work_out
from .output.exchange import check_formats, exchange
from .registry import table_specs
from .results import NONE, Tables, every_table, tables_of
from .results.answer import Answer
from .scenario import Scenario
from .solving import Found, find_plan
from .stages import Progress
from .verified import verifying

if TYPE_CHECKING:
    import pandas as pd

EXPLAIN = "explain"
"""What progress is told once an answer is being explained."""

RANGES = "ranges"
"""And once it is looked for how far its numbers may move."""

CONFLICTS = "conflicts"
"""The same once it is asked which limits cannot all hold."""


def solve_scenario(scenario: Scenario, *, timed: Timed = untimed, **solving: Any) -> Results:
    """Plan, build, compile, solve, verify; see model.solve for errors.

    Args:
        solving: further arguments of `find_plan`.
    """
    return results_of(find_plan(scenario, timed=timed, **solving), timed)


def results_of(found: Found, timed: Timed = untimed, *, tables: bool = False) -> Results:
    """Verify what was found, and say what it means.

    Args:
        tables: make the tables too, while a second process proves the answer.

    Raises:
        model.errors.VerificationError: the answer did not pass its own verification.
    """
    plan, solution = found.plan, found.solution
    with verifying(solution, found.weigher, timed, apart=tables) as verified:
        with timed("results"):
            outcome = work_out(plan, solution)
            agree(plan, solution, outcome)
            answer = Answer(found.scenario, plan, solution, outcome, (), (), cautions(plan))
        made = NONE
        if tables:  # no table holds what is yet to be proven
            with timed("tables"):
                made = tables_of(answer)
        residuals, proofs = verified()
    answer = replace(answer, residuals=residuals, proofs=proofs)
    return Results(answer, {"seed": found.seed, "threads": found.threads}, made)


class Results:
    """The tables of one answer; each is a pandas DataFrame under its own name.

    Attributes:
        answer: what the tables are read from.
        options: how it was solved.
        made: tables that are there already, by name.
    """

    def __init__(self, answer: Answer, options: dict[str, Any], made: Tables) -> None:
        self.answer = answer
        self.options = options
        self.made = made

    def table(self, name: str) -> pd.DataFrame:
        """One table; the units stand in docs/tables.md."""
        import pandas as pd

        columns = list(table_specs()[name].columns)
        return pd.DataFrame(list(every_table()[name](self.answer)), columns=columns)

    def explain(
        self, progress: Progress = lambda stage, proven: None, deadline: Deadline = NEVER
    ) -> Results:
        """The same with the table `verdicts`: why each missed target is missed, and its cure.

        Args:
            progress: called once before it begins. deadline: until when HiGHS may be asked.

        Raises:
            model.errors.OutOfTimeError: the deadline has passed; the message says what was found.
            model.errors.SolveError: HiGHS could not say whether a target can be cured.
        """
        progress(EXPLAIN, {stage.name: stage.least for stage in self.answer.solution.stages})
        answer = in_time(self.answer, EXPLAINING, deadline)
        return Results(answer, {**self.options, "explained": True}, self.made)

    def range(
        self, progress: Progress = lambda stage, proven: None, deadline: Deadline = NEVER
    ) -> Results:
        """The same with the table `ranges`: how far each headline number may move among plans that
        cost nearly the same.

        Raises:
            model.errors.SolveError: HiGHS could not say how far a number may move.
        """
        progress(RANGES, {stage.name: stage.least for stage in self.answer.solution.stages})
        answer = in_time(self.answer, {BEGINS["ranges"]: with_ranges}, deadline)
        return Results(answer, {**self.options, "ranges": True}, self.made)

    def strict(
        self, progress: Progress = lambda stage, proven: None, deadline: Deadline = NEVER
    ) -> Results:
        """The same with the tables `conflicts` and `relaxation`: which limits cannot all hold if
        every target is to be met, and the cheapest way out. As it is where none is missed.

        Raises:
            model.errors.SolveError: HiGHS could not say whether a target can be met.
        """
        if not self.answer.missed:
            return self
        progress(CONFLICTS, {stage.name: stage.least for stage in self.answer.solution.stages})
        answer = in_time(self.answer, {BEGINS["strict"]: with_conflicts}, deadline)
        return Results(answer, {**self.options, "strict": True}, self.made)

    @property
    def verdicts(self) -> pd.DataFrame:
        """Why each missed target is missed, and what would cure it; empty until explained."""
        return self.table("verdicts")

    @property
    def plan(self) -> pd.DataFrame:
        """What each ally orders, gets and pays, by system and year."""
        return self.table("plan")

    @property
    def spending(self) -> pd.DataFrame:
        """Each ally's cap and what the plan takes of it, by year."""
        return self.table("spending")

    @property
    def capability(self) -> pd.DataFrame:
        """What is held, asked and missing, by ally, capability and milestone."""
        return self.table("capability")

    @property
    def industry(self) -> pd.DataFrame:
        """How much of each line is taken, by year."""
        return self.table("industry")

    @property
    def dependence(self) -> pd.DataFrame:
        """What allies and the United States hold, in the base year and at the deadline."""
        return self.table("dependence")

    @property
    def prices(self) -> pd.DataFrame:
        """What one more unit of each limit would be worth."""
        return self.table("prices")

    @property
    def summary(self) -> pd.DataFrame:
        """One row of headline figures."""
        return self.table("summary")

    def write(
        self,
        folder: str | Path,
        formats: Iterable[str] = (),
        *,
        certify: bool = False,
        timed: Timed = untimed,
    ) -> None:
        """Write the tables and the manifest into a folder, whole or not at all.

        Args:
            formats: what else to write: "iamc", "parquet" or "excel-csv".
            certify: also write the linear program and a certificate of the answer, checked.
            timed: a `model.clock.Clock` that counts where the time goes.

        Raises:
            model.errors.VerificationError: the certificate does not prove the answer.
            model.errors.OutputError: the folder is not ours, or cannot be written.
            model.errors.UnknownNameError: there is no such format.
            model.errors.MissingPackageError: a format needs a package that is not installed.
        """
        from .output.files import write_results

        named = check_formats(formats)
        with timed("further forms"):
            files = further_files(self.answer, named, certify)
        options = self.recorded(named, certify)
        write_results(self.answer, Path(folder), options, files, timed, self.made)

    def recorded(self, formats: Iterable[str] = (), certify: bool = False) -> dict[str, Any]:
        """The options as the manifest records them: how it was solved, and what was written."""
        return {**self.options, "formats": list(formats), "certify": certify}


FURTHER = {"explained": Results.explain, "ranges": Results.range, "strict": Results.strict}
"""What more can be asked of results, by the option that records it."""


def asked_further(
    results: Results,
    options: Mapping[str, bool],
    progress: Progress,
    timed: Timed = untimed,
    deadline: Deadline = NEVER,
) -> Results:
    """Results with all that options of FURTHER ask for, by a deadline."""
    asked = [name for name in FURTHER if options[name]]
    for at, name in enumerate(asked, start=1):
        with timed(name):
            try:
                results = FURTHER[name](results, progress, deadline)
            except OutOfTimeError as error:
                later = ", ".join(BEGINS[after] for after in asked[at:])
                raise OutOfTimeError(f"{error}{later and f' Not begun: {later}.'}") from error
    return results


def further_files(answer: Answer, formats: Iterable[str], certify: bool) -> dict[str, bytes]:
    """What is written besides tables, workbook and page, by name."""
    further = exchange(answer, formats)
    if certify:
        from .output.certificate.files import certificate_files

        further |= certificate_files(answer)
    return further
