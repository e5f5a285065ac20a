"""This file is about finding out why each missed target is missed.

A set of lifts cures a target if the target can be met once their rows are open, while only the
orders of the ally concerned change (for a target of the pool: those of all allies for that
capability and the munitions that it uses up) and no other target is missed by more than in the
plan. Of rows about a system or a capability only those of the target's own open, and those of the
munitions that it uses up. The verdict names the smallest sets that cure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import combinations

from ..aside import all_in_threads
from ..deadline import NEVER, Deadline
from ..results.answer import Answer
from ..results.verdict import Target, Verdict
from ..rounding import MET
from ..scale import Scaled, scale
from .bench import Bench
from .block import Block, block_of_ally, block_of_pool, concerned
from .bound import unavoidable
from .cures import cure
from .explained import Explained, MoneyBy, UnitsBy
from .later import Later
from .lifts import LIFTS, Lift, verdict_of

BY_SIZE = [list(combinations(LIFTS, size)) for size in range(len(LIFTS) + 1)]
"""Every set of lifts, the smallest first."""


@dataclass(frozen=True)
class Case:
    """One missed target, and how far each set of lifts that cures it brings its shortfall down."""

    target: Target
    column: int
    worth: float
    cures: dict[tuple[Lift, ...], float] = field(default_factory=dict)

    @property
    def met(self) -> float:
        """The shortfall that is nothing but rounding, units."""
        return MET * max(1.0, self.target.needed)


def explain(answer: Answer, deadline: Deadline = NEVER) -> Answer:
    """An answer with an explanation of each target that it misses: block by block, as many side by
    side as there are cores.

    Raises:
        OutOfTimeError: the deadline has passed.
        SolveError: HiGHS could not say whether a target can be cured.
    """
    missed, scaled = Verdict(answer).missed, scale(answer.solution.program)
    blocks = all_in_threads(
        [
            partial(explain_block, answer, scaled, owner, targets, deadline)
            for owner, targets in owners(missed).items()
        ]
    )
    found = {target: explained for block in blocks for target, explained in block.items()}
    return replace(answer, explained=tuple(found[target] for target in missed))


def owners(missed: Sequence[Target]) -> dict[tuple[int, int], list[Target]]:
    """The targets of each ally (ally, -1), and of the pool of each capability (-1, capability)."""
    found: dict[tuple[int, int], list[Target]] = {}
    for target in missed:
        pool = target.capability if target.country < 0 else -1
        found.setdefault((target.country, pool), []).append(target)
    return found


def explain_block(
    answer: Answer,
    scaled: Scaled,
    owner: tuple[int, int],
    targets: Sequence[Target],
    deadline: Deadline,
) -> dict[Target, Explained]:
    """The missed targets of one owner, and what explains them."""
    plan, x, (country, pool) = answer.plan, answer.solution.x, owner
    if country >= 0:
        block = block_of_ally(plan, scaled, x, plan.countries[country])
    else:
        block = block_of_pool(plan, scaled, x, pool)
    bench, cases = Bench(block, deadline), [case_of(answer, block, target) for target in targets]
    for k in sorted({target.capability for target in targets}):
        same = [case for case in cases if case.target.capability == k]
        find_cures(bench, concerned(plan, k), same)
    later = Later(answer, bench, country)
    return {case.target: explained(answer, bench, later, case) for case in cases}


def case_of(answer: Answer, block: Block, target: Target) -> Case:
    """A target in its block."""
    plan = answer.plan
    index: tuple[str | int, ...] = (plan.capabilities[target.capability], target.year)
    if target.country < 0:
        column = block.place["pool_shortfall", index]
    else:
        column = block.place["shortfall", (plan.countries[target.country], *index)]
    return Case(target, column, float(plan.value[target.capability]))


def find_cures(bench: Bench, capabilities: Collection[str], cases: Sequence[Case]) -> None:
    """Note for each target of a capability the smallest sets of lifts that cure it; none where all
    together do not."""
    left = [case for case, _ in cured(bench, cases, bench.opened(LIFTS, capabilities))]
    for sets in BY_SIZE:
        for lifts in sets:
            for case, reached in cured(bench, left, bench.opened(lifts, capabilities)):
                case.cures[lifts] = reached
        left = [case for case in left if not case.cures]


def cured(
    bench: Bench, cases: Sequence[Case], opened: Collection[int]
) -> Iterator[tuple[Case, float]]:
    """Which targets are cured by what is opened, and how far it brings each of them down, units.

    All together first: what is met then can be met alone too.
    """
    if not cases:
        return
    together = bench.least({case.column: case.worth for case in cases}, opened)
    for case in cases:
        reached = float(together[case.column])
        if reached > case.met and len(cases) > 1:
            reached = float(bench.least({case.column: case.worth}, opened)[case.column])
        if reached <= case.met:
            yield case, max(0.0, reached)


def explained(answer: Answer, bench: Bench, later: Later, case: Case) -> Explained:
    """The verdict on a target, and its cures."""
    target = case.target
    money, units = cheapest(answer, bench, case)
    return Explained(
        country=target.country,
        capability=target.capability,
        year=target.year,
        needed=target.needed,
        shortfall=target.shortfall,
        missing=target.money,
        cures=tuple(case.cures),
        verdict=verdict_of(case.cures),
        money=money,
        units=units,
        years=later.years(target.capability, target.year),
        unavoidable=unavoidable(answer.plan, target.country, target.capability, target.year),
    )


def cheapest(answer: Answer, bench: Bench, case: Case) -> tuple[MoneyBy | None, UnitsBy | None]:
    """What money and what output cure a target: each alone where it can, else both together."""
    plan, money, units = answer.plan, None, None
    capabilities = concerned(plan, case.target.capability)
    for lifts, reached in case.cures.items():
        more, made = cure(plan, bench, capabilities, {case.column: reached}, lifts)
        money, units = money or more, units or made
        if len(lifts) > 1:
            break
    return money, units
