"""This file is about a block: the part of the program in which some orders may change, while all
others stay as planned.

For a target of an ally every order of that ally may change and nothing else; for a target of the
pool every order for that capability and for the munitions that it uses up. The plan itself is
always allowed: limits give way to its rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ..arrays import Flags, Floats, Ints
from ..compile import Span
from ..plan import Plan
from ..scale import Scaled
from .lifts import LIFTS, Lift

Label = tuple[str | int, ...]


@dataclass(frozen=True)
class Limit:
    """A row of a block that a lift opens.

    Attributes:
        family, index: of the row. row: its place in the block.
        capability: the one that the row limits, itself or a system of it; "" where it limits all.
    """

    lift: Lift
    family: str
    index: Label
    row: int
    capability: str


@dataclass(frozen=True)
class Block:
    """Some columns of a scaled program, and the rows that they enter.

    Attributes:
        place: the position of each column by its variable and index.
        start, index, data: A by rows. row_low, row_high: what the planned rest of each row leaves.
        planned: the plan. column, row: factors, as those of the scaled program.
        limits: the rows that lifts open.
    """

    place: dict[tuple[str, Label], int]
    start: Ints
    index: Ints
    data: Floats
    row_low: Floats
    row_high: Floats
    planned: Floats
    column: Floats
    row: Floats
    limits: tuple[Limit, ...]

    def columns_of(self, *variables: str) -> Iterator[tuple[Label, int]]:
        """The index and the position of each column of some variables."""
        for (variable, index), at in self.place.items():
            if variable in variables:
                yield index, at


def block_of_ally(plan: Plan, scaled: Scaled, x: Floats, country: str) -> Block:
    """The block in which the orders of one ally may change."""
    return block(plan, scaled, x, lambda index: index[0] == country)


def block_of_all(plan: Plan, scaled: Scaled, x: Floats) -> Block:
    """The block in which every order may change: the whole program."""
    return block(plan, scaled, x, lambda index: True)


def block_of_pool(plan: Plan, scaled: Scaled, x: Floats, capability: int) -> Block:
    """The block in which all orders for one capability may change, and for its munitions."""
    own = concerned(plan, capability)
    others = {code for code, served in serving(plan).items() if served not in own}
    return block(plan, scaled, x, frozenset(others).isdisjoint)


def concerned(plan: Plan, capability: int) -> frozenset[str]:
    """A capability that is to be met, and the munitions of which more are then needed."""
    munitions = (k for k, platform in plan.use if platform == capability)
    return frozenset(plan.capabilities[k] for k in (capability, *munitions))


def serving(plan: Plan) -> dict[str | int, str]:
    """Of each capability and each system the capability that it is about."""
    served = (plan.capabilities[k] for k in plan.serves.tolist())
    return {
        **dict(zip(plan.capabilities, plan.capabilities, strict=True)),
        **dict(zip(plan.systems, served, strict=True)),
    }


def block(plan: Plan, scaled: Scaled, x: Floats, free: Callable[[Label], bool]) -> Block:
    """The columns whose index is free, around a plan `x`.

    Only what stages 1 and 2 need is in it: how steady lines are decides no shortfall.
    """
    program = scaled.program
    rows, columns = program.early
    chosen = np.zeros(program.shape[1], dtype=bool)
    for span in until(program.columns, columns):
        chosen[span.start : span.stop] = [free(index) for index in span.indices]
    held = chosen[program.index] & (program.row_of_entry < rows)
    touched = np.unique(program.row_of_entry[held])
    counts = np.bincount(program.row_of_entry[held], minlength=program.shape[0])[touched]
    planned = (x / scaled.column)[chosen]
    positions = np.cumsum(chosen) - 1
    whole = scaled.row * program.times(x)
    rest = whole - scaled.row * program.times(np.where(chosen, x, 0.0))
    low, high = (scaled.row * bound for bound in (program.row_low, program.row_high))
    place = np.full(program.shape[0], -1)
    place[touched] = np.arange(len(touched))
    return Block(
        place=dict(zip(labels(program.columns, chosen), range(len(planned)), strict=True)),
        start=np.concatenate([[0], np.cumsum(counts)]),
        index=positions[program.index[held]],
        data=scaled.data[held],
        row_low=(np.minimum(low, whole) - rest)[touched],
        row_high=(np.maximum(high, whole) - rest)[touched],
        planned=planned,
        column=scaled.column[chosen],
        row=scaled.row[touched],
        limits=tuple(limits(plan, program.rows, place)),
    )


def until(spans: tuple[Span, ...], count: int) -> list[Span]:
    """The spans among the first `count` members."""
    return [span for span in spans if span.stop <= count]


def labels(spans: tuple[Span, ...], chosen: Flags) -> Iterator[tuple[str, Label]]:
    """The variable and the index of each chosen column."""
    for span in spans:
        for at in np.flatnonzero(chosen[span.start : span.stop]).tolist():
            yield span.name, span.indices[at]


def limits(plan: Plan, spans: tuple[Span, ...], place: Ints) -> Iterator[Limit]:
    """The rows of a block that lifts open; `place` is -1 for a row that is not in it."""
    about = serving(plan)
    for span in spans:
        for lift in (lift for lift in LIFTS if span.name in lift.rows):
            rows = place[span.start : span.stop].tolist()
            for index, row in zip(span.indices, rows, strict=True):
                if row >= 0:
                    named = (about[part] for part in index if part in about)
                    yield Limit(lift, span.name, index, row, next(named, ""))
