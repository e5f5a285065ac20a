"""This file is about the plans around a plan: at the least shortfall, and at a cost at most a given
share above the least, as one linear program.

To the rows and columns of stage 2, on its face, come the limit on the cost, and by how much each
ally pays more than its share by wealth of what the plan costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ..arrays import Floats, Ints
from ..certify import part_of
from ..compile import LinearProgram, Span
from ..results.answer import Answer
from ..stages import COST

MONEY = ("payments", "running")
"""The variables that are an ally's spending."""

ABOVE = "above_share"


@dataclass(frozen=True)
class Row:
    """A row to be added: its columns in order, its entries, its bounds."""

    index: Ints
    data: Floats
    low: float
    high: float


def around(answer: Answer, within: float) -> LinearProgram:
    """The program of all plans at the least shortfall (or within `shortfall_tolerance`) that cost
    at most `1 + within` times the least; the United States orders in them what it is planned to."""
    stage = answer.solution.stage(COST)
    point = stage.point
    program = part_of(answer.solution.program, point)
    on_face = replace(
        program, low=point.low, high=point.high, row_low=point.row_low, row_high=point.row_high
    )
    cost = program.costs[COST]
    entries = np.flatnonzero(cost)
    limit = Row(entries, cost[entries], -np.inf, (1 + within) * stage.least)
    limited = with_rows(on_face, "cost_within", (("all",),), [limit])
    return with_shares(answer, with_us_as_planned(answer, limited))


def with_us_as_planned(answer: Answer, program: LinearProgram) -> LinearProgram:
    """The program with the orders of the United States held: what an alternative favours is about
    allies, and nothing is gained by leaving it to the United States."""
    us = {code for code, us in zip(answer.plan.countries, answer.plan.us, strict=True) if us}
    held = np.array(
        [at for at, index in members(program, "order") if index[0] in us], dtype=np.int64
    )
    low, high = program.low.copy(), program.high.copy()
    low[held] = high[held] = np.clip(answer.solution.x[held], low[held], high[held])
    return replace(program, low=low, high=high)


def members(program: LinearProgram, *names: str) -> Iterator[tuple[int, tuple[str | int, ...]]]:
    """The position and the index of each column of some variables."""
    for span in program.columns:
        if span.name in names:
            yield from enumerate(span.indices, start=span.start)


def with_shares(answer: Answer, program: LinearProgram) -> LinearProgram:
    """The program with what each ally pays above its share by wealth of what the plan costs all.

    Equation:  above_share[c] >= spent[c] - share[c]
    """
    shares = money_by_wealth(answer)
    allies = tuple((code,) for code in shares)
    first = program.shape[1]
    spent = {code: money_of(program, code) for code in shares}
    rows = [
        Row(
            np.append(spent[code], first + place),
            np.append(np.ones(len(spent[code])), -1.0),
            -np.inf,
            share,
        )
        for place, (code, share) in enumerate(shares.items())
    ]
    return with_rows(with_columns(program, ABOVE, allies), ABOVE, allies, rows)


def plan_in(answer: Answer, program: LinearProgram) -> Floats:
    """The plan itself, as the columns of the program around it."""
    early = len(answer.solution.stage(COST).point.x)
    x = np.zeros(program.shape[1])
    x[:early] = answer.solution.x[:early]
    for at, (code, share) in enumerate(money_by_wealth(answer).items(), start=early):
        x[at] = max(0.0, float(x[money_of(program, code)].sum()) - share)
    return x


def money_by_wealth(answer: Answer) -> dict[str, float]:
    """What each ally would pay if all together paid what they do in the plan, each by its share of
    their GDP over the horizon, MUSD; without the United States and whoever takes part in nothing.
    """
    plan, outcome = answer.plan, answer.outcome
    counted = plan.takes_part.any(axis=1) & ~plan.us
    gdp = plan.gdp[:, plan.at(plan.years[0]) :].sum(axis=1)
    spent = (outcome.payments.sum(axis=(1, 2)) + outcome.running.sum(axis=1))[counted].sum()
    total = max(gdp[counted].sum(), 1.0)
    return {plan.countries[i]: float(gdp[i] / total * spent) for i in np.flatnonzero(counted)}


def money_of(program: LinearProgram, country: str) -> Ints:
    """The columns of what an ally spends, in order."""
    found = [at for at, index in members(program, *MONEY) if index[0] == country]
    return np.array(found, dtype=np.int64)


def with_columns(
    program: LinearProgram, name: str, indices: tuple[tuple[str | int, ...], ...]
) -> LinearProgram:
    """The program with a further variable of money, from 0 up, that enters no row yet."""
    rows, columns = program.shape
    more = len(indices)
    return replace(
        program,
        columns=(*program.columns, Span(name, indices, columns)),
        early=(rows, columns + more),
        low=np.append(program.low, np.zeros(more)),
        high=np.append(program.high, np.full(more, np.inf)),
        costs={stage: np.append(cost, np.zeros(more)) for stage, cost in program.costs.items()},
        worth=np.append(program.worth, np.ones(more)),
    )


def with_rows(
    program: LinearProgram, name: str, indices: tuple[tuple[str | int, ...], ...], rows: list[Row]
) -> LinearProgram:
    """The program with a further family of rows."""
    count, columns = program.shape
    ends = program.start[-1] + np.cumsum([len(row.index) for row in rows], dtype=np.int64)
    return replace(
        program,
        rows=(*program.rows, Span(name, indices, count)),
        early=(count + len(rows), columns),
        start=np.concatenate([program.start, ends]),
        index=np.concatenate([program.index, *(row.index for row in rows)]),
        data=np.concatenate([program.data, *(row.data for row in rows)]),
        row_low=np.append(program.row_low, [row.low for row in rows]),
        row_high=np.append(program.row_high, [row.high for row in rows]),
    )
