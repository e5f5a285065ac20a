"""This file is about LP files: a linear program as text that a person and any solver can read.

The text is canonical: rows and columns in the order of the program, every number so that it reads
back as the same float, so that two programs are equal exactly where their texts are.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .compile import LinearProgram, Span

TERMS_A_LINE = 4
SAFE = str.maketrans({"[": "(", "]": ")", "-": "~"})
"""LP files allow neither brackets nor a hyphen in a name; codes have no other such letter."""


def lp_text(program: LinearProgram, stage: str) -> str:
    """The program of one stage in CPLEX LP format; what earlier stages hold is not in it.

    Args:
        stage: the name of an objective; stages that need no late rows and columns have none.

    Raises:
        KeyError: the program has no such objective.
        ValueError: a row has two different limits, which no row of the model has.
    """
    cost = program.costs[stage]
    rows, columns = program.early
    if cost[columns:].any():
        rows, columns = program.shape
    names = labels(program.columns)[:columns]
    lines = [f"\\ {stage}: {rows} rows, {columns} columns", "Minimize"]
    priced = np.flatnonzero(cost[:columns])
    lines += entry(stage, terms(cost[priced], priced, names) or [f"+ 0.0 {names[0]}"], "")
    lines.append("Subject To")
    lines += row_lines(program, rows, names)
    lines.append("Bounds")
    lines += bound_lines(program, rows, columns, names)
    return "\n".join([*lines, "End"]) + "\n"


def labels(spans: tuple[Span, ...]) -> list[str]:
    """The labels of all members, written as LP files allow."""
    return [
        span.label(position).translate(SAFE)
        for span in spans
        for position in range(span.start, span.stop)
    ]


def terms(values: np.ndarray, columns: np.ndarray, names: list[str]) -> list[str]:
    """Signed terms, such as + 1.5 order(c,s,t)."""
    return [
        f"{'-' if value < 0 else '+'} {abs(value)!r} {names[column]}"
        for value, column in zip(values.tolist(), columns.tolist(), strict=True)
    ]


def row_lines(program: LinearProgram, rows: int, names: list[str]) -> Iterator[str]:
    """The rows, each with its name and its limit."""
    end = program.start[rows]
    written = terms(program.data[:end], program.index[:end], names)
    limits = zip(program.row_low.tolist(), program.row_high.tolist(), strict=True)
    start = program.start.tolist()
    for i, (name, (low, high)) in enumerate(zip(labels(program.rows), limits, strict=True)):
        if i == rows:
            return
        yield from entry(
            name, written[start[i] : start[i + 1]] or [f"+ 0.0 {names[0]}"], limit(name, low, high)
        )


def limit(name: str, low: float, high: float) -> str:
    """The right-hand side of a row; a row without a limit keeps its place."""
    if low == high:
        return f" = {low!r}"
    if low == -np.inf:
        return " >= -inf" if high == np.inf else f" <= {high!r}"
    if high == np.inf:
        return f" >= {low!r}"
    raise ValueError(f"the row {name} has two different limits")


def entry(name: str, written: list[str], side: str) -> Iterator[str]:
    """An objective or a row, a few terms a line."""
    if len(written) <= TERMS_A_LINE:
        yield f" {name}: {' '.join(written)}{side}"
        return
    yield f" {name}:"
    for begin in range(0, len(written), TERMS_A_LINE):
        last = begin + TERMS_A_LINE >= len(written)
        yield f"  {' '.join(written[begin : begin + TERMS_A_LINE])}{side if last else ''}"


def bound_lines(program: LinearProgram, rows: int, columns: int, names: list[str]) -> Iterator[str]:
    """Bounds other than 0 and infinity, and columns that no row names."""
    named = np.zeros(columns, dtype=bool)
    named[program.index[: program.start[rows]]] = True
    usual = (program.low[:columns] == 0) & (program.high[:columns] == np.inf)
    for j in np.flatnonzero(~(named & usual)).tolist():
        yield f" {program.low[j].item()!r} <= {names[j]} <= {program.high[j].item()!r}"
