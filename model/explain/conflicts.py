"""This file is about conflicts: limits that cannot all hold if every target is to be met, and the
cheapest way to open them.

A conflict is told for each ally, and each pool, that misses something: for the target of which most
is missing the limits of which at least one must give way. It is irreducible: with all limits open
but these the target cannot be met, and without any one of these it can, while orders of everybody
else stay as planned and no other target gets worse.

The cheapest way out is one linear program over all orders: the least money, worth of output and
worth of rules by which limits have to be passed so that nothing is missing but what is missing with
every limit open. A budget or a line that firm orders overdraw costs its hole first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypeAlias

from ..deadline import NEVER, Deadline
from ..plan import Plan
from ..results.answer import Answer
from ..results.verdict import Target, Verdict
from ..scale import Scaled, scale
from .bench import SHORT, Bench
from .block import Block, Limit, block_of_all, block_of_ally, block_of_pool, concerned
from .cures import sooner
from .find import case_of, owners
from .holes import SMALL, cheapest_opening, filled, holes_of
from .lifts import INDUSTRY, LIFTS, MONEY
from .strict import AGAINST_LIMITS, AGAINST_TIME, GIVEN_UP, Conflict, Opening, Strict

Missed: TypeAlias = Callable[[Collection[int]], bool]


def find_conflicts(answer: Answer, deadline: Deadline = NEVER) -> Strict:
    """The conflicts of an answer that misses targets, the dearest first, and the way out.

    Raises:
        OutOfTimeError: the deadline has passed.
        SolveError: HiGHS could not say whether a target can be met.
    """
    scaled, missed = scale(answer.solution.program), Verdict(answer).missed
    found = [
        conflict_of(answer, scaled, max(targets, key=lambda target: target.money), deadline)
        for targets in owners(missed).values()
    ]
    found.sort(key=lambda one: (-one.missing, one.country, one.capability))
    openings, unavoidable = way_out(answer, scaled, deadline)
    return Strict(tuple(found), openings, unavoidable)


def conflict_of(answer: Answer, scaled: Scaled, target: Target, deadline: Deadline) -> Conflict:
    """What cannot hold together with one missed target."""
    bench = Bench(block_around(answer, scaled, target), deadline)
    case = case_of(answer, bench.block, target)
    limits = bench.opened(LIFTS, concerned(answer.plan, target.capability))

    def missed(closed: Collection[int]) -> bool:
        """Whether the target is missed while only these limits hold."""
        opened = [at for at in limits if at not in closed]
        return bool(bench.least({case.column: case.worth}, opened)[case.column] > case.met)

    against, kept = AGAINST_LIMITS, set[int]()
    if missed(()):
        against = AGAINST_TIME
    elif not missed(limits):
        against = GIVEN_UP
    else:
        kept = irreducible(bench, missed, limits)
    return Conflict(
        country=target.country,
        capability=target.capability,
        year=target.year,
        needed=target.needed,
        shortfall=target.shortfall,
        missing=target.money,
        against=against,
        limits=tuple(limits[at] for at in sorted(kept)),
    )


def block_around(answer: Answer, scaled: Scaled, target: Target) -> Block:
    """The block in which the orders of a target's owner may change."""
    plan, x = answer.plan, answer.solution.x
    if target.country < 0:
        return block_of_pool(plan, scaled, x, target.capability)
    return block_of_ally(plan, scaled, x, plan.countries[target.country])


def irreducible(bench: Bench, missed: Missed, limits: Collection[int]) -> set[int]:
    """Limits of which none can be left out without the target being met; `missed` was just asked
    with all of them closed.

    One after the other is left out for good where the target is missed without it too.
    """
    kept = narrowed(bench, missed, set(limits))
    for at in sorted(limits, reverse=True):
        if at in kept and missed(kept - {at}):
            kept = narrowed(bench, missed, kept - {at})
    return kept


def narrowed(bench: Bench, missed: Missed, closed: set[int]) -> set[int]:
    """Those of some closed limits that bind, if they suffice; `missed` was just asked with all."""
    binding = bench.binding(closed)
    return binding if len(binding) < len(closed) and missed(binding) else closed


def way_out(
    answer: Answer, scaled: Scaled, deadline: Deadline
) -> tuple[tuple[Opening, ...], float]:
    """By how much which limits have to be passed, and what is missing all the same, MUSD."""
    plan = answer.plan
    bench = Bench(block_of_all(plan, scaled, answer.solution.x), deadline)
    worth = {
        at: float(plan.value[plan.capabilities.index(str(index[-2]))])
        for index, at in bench.block.columns_of(*SHORT)
    }
    least = bench.least(worth, bench.limits)
    unavoidable = sum(one * max(0.0, float(least[at])) for at, one in worth.items())
    bench.hold(worth, unavoidable)
    price = dict(prices(plan, bench.limits))
    weighed = {at: one * later(plan, bench.limits[at]) for at, one in price.items()}
    found = cheapest_opening(bench, weighed, bench.limits, holes_of(plan, bench.limits))
    openings = tuple(
        opening(plan, limit, float(found[at]), price[at])
        for at, limit in bench.limits.items()
        if found[at] > SMALL
    )
    return openings, unavoidable


def opening(plan: Plan, limit: Limit, passed: float, price: float) -> Opening:
    """A limit that is passed by so much, and what firm orders take beyond what there is."""
    more = filled(plan, limit, passed)
    return Opening(limit, more, more * price, more - passed)


def prices(plan: Plan, limits: Mapping[int, Limit]) -> Iterator[tuple[int, float]]:
    """What passing each limit by one of its units counts, MUSD: money as it is, output at the price
    of the system, a rule at what its unit is worth."""
    system = dict(zip(plan.systems, plan.base_price.tolist(), strict=True))
    worth = dict(zip(plan.capabilities, plan.value.tolist(), strict=True))
    for at, limit in limits.items():
        if limit.lift is INDUSTRY:
            yield at, system[str(limit.index[0])]
        else:
            yield at, worth.get(limit.capability, 1.0)


def later(plan: Plan, limit: Limit) -> float:
    """The factor that lets the later of two equal openings weigh less; 1 for what has no year."""
    return sooner(plan, limit) if limit.lift in (MONEY, INDUSTRY) else 1.0
