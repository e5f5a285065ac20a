"""This file is about checking a certificate without the program that wrote it.

    python check_certificate.py [FOLDER]

It reads program.lp.gz and certificate.json in the folder and nothing else, needs nothing but
Python, and works in whole numbers: each float is one, times a power of two. For every stage it
finds how far the plan is from the least that is possible among the plans that are as good in the
stages before. Whatever duals the certificate holds, what follows from them is true (weak duality).
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

GRID, LIMIT, WIDER = 256, 1e-6, 1 + 1e-6
"""Floats are counted in steps of 2^-256; what is allowed; what covers the rounding of bounds."""

Terms = dict[str, float]
Row = tuple[Terms, float, float]
INF = float("inf")


def whole(value: float) -> int:
    """A float as a whole number of steps of 2^-GRID."""
    above, below = value.as_integer_ratio()
    return above * ((1 << GRID) // below)


def read_rows(text: str) -> dict[str, Row]:
    """The rows of an LP file by name: terms, least and most. Columns are never negative."""
    body = text.split("Subject To\n", 1)[1].split("Bounds\n", 1)
    if body[1].strip() != "End":
        raise ValueError("the program has a column with bounds other than 0 and infinity")
    rows: dict[str, Row] = {}
    for record in body[0].replace("\n  ", " ").splitlines():
        name, _, rest = record.strip().partition(":")
        words = rest.split()
        limit = float(words[-1])
        low, high = {"=": (limit, limit), "<=": (-INF, limit), ">=": (limit, INF)}[words[-2]]
        parts = zip(words[:-2:3], words[1:-2:3], words[2:-2:3], strict=True)
        rows[name] = {n: float(v) if s == "+" else -float(v) for s, v, n in parts}, low, high
    return rows


def tighten(rows: list[Row], most: dict[str, float]) -> None:
    """Upper bounds of columns that rows imply: in a sum <= b none exceeds what the others leave."""
    known = -1
    while known < len(most):
        known = len(most)
        for terms, low, high in rows:
            for sign, limit in ((1.0, high), (-1.0, -low)):
                if limit == INF:
                    continue
                falling = [sign * v * most.get(n, INF) for n, v in terms.items() if sign * v < 0]
                least = sum(falling)
                if least == -INF:
                    continue
                room = max(0.0, limit - least) * WIDER + (abs(limit) - least) * (WIDER - 1)
                for n, v in terms.items():
                    if sign * v > 0:
                        most[n] = min(most.get(n, INF), room / (sign * v))


def times(terms: Terms, plan: Terms) -> Fraction:
    """A row or an objective at a plan, exactly."""
    steps = sum(whole(v) * whole(plan[n]) for n, v in terms.items() if n in plan)
    return Fraction(steps, 1 << 2 * GRID)


def violation(rows: list[Row], plan: Terms) -> float:
    """The largest violation of a row by the plan, relative to the size of the row's terms."""
    worst = max([0.0, *(-value for value in plan.values())])
    for terms, low, high in rows:
        at = times(terms, plan)
        size = max([1e-3, *(abs(v * plan[n]) for n, v in terms.items() if n in plan)])
        for over in (low - at if low > -INF else 0, at - high if high < INF else 0):
            worst = max(worst, float(over) / size)
    return worst


def bound(
    rows: dict[str, Row], cost: dict[str, int], dual: dict[str, int], most: dict[str, float]
) -> Fraction:
    """What no plan of the rows is below: cost and duals in steps of 2^-2*GRID and 2^-GRID."""
    total, reduced = 0, dict(cost)
    for name, y in dual.items():
        terms, low, high = rows[name]
        total += y * whole(low if y > 0 else high)
        for n, v in terms.items():
            reduced[n] = reduced.get(n, 0) - y * whole(v)
    total <<= GRID
    total += sum(d * whole(most[n]) for n, d in reduced.items() if d < 0)
    return Fraction(total, 1 << 3 * GRID)


def check(program: bytes, certificate: dict[str, Any]) -> Iterator[tuple[str, float, float, float]]:
    """For each stage: its name, the plan's objective, how far from the least it can be, and the
    largest violation of a row, the latter two relative.

    Raises:
        ValueError: the certificate is that of another program.
    """
    if sha256(program).hexdigest() != certificate["program_sha256"]:
        raise ValueError("certificate.json belongs to another program")
    rows = read_rows(program.decode("ascii"))
    costs = {name: rows.pop(f"objective({name})")[0] for name in certificate["objectives"]}
    most: dict[str, float] = {}
    tighten(list(rows.values()), most)
    reached: dict[str, Fraction] = {}
    for stage in certificate["stages"]:
        name, weights = stage["stage"], {k: int(w) for k, w in stage["weights"].items()}
        plan, own = stage.get("plan", certificate["plan"]), costs[name]
        value = times(own, plan)
        limits = {n: min(most.get(n, INF), float(value) * WIDER / v) for n, v in own.items()}
        cost: dict[str, int] = {}
        for objective, weight in {**weights, name: 1}.items():
            for n, v in costs[objective].items():
                cost[n] = cost.get(n, 0) + weight * whole(v) * (1 << GRID)
        shift = GRID - certificate["dual_grid"]
        dual = {row: int(y) << shift for row, y in stage["dual"].items()}
        least = bound(rows, cost, dual, {**most, **limits})
        least -= sum(weight * reached[objective] for objective, weight in weights.items())
        if "plan" not in stage:
            reached[name], most = value, {**most, **limits}
        gap = float((value - least) / max(Fraction(1), abs(value)))
        yield name, float(value), gap, violation(list(rows.values())[: stage.get("rows")], plan)


def main() -> int:
    """Print what is proven of each stage; 0 where all of it is near enough, else 1."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    program = gzip.decompress((folder / "program.lp.gz").read_bytes())
    certificate = json.loads((folder / "certificate.json").read_text(encoding="utf-8"))
    worst = 0.0
    for name, value, gap, wrong in check(program, certificate):
        print(
            f"{name}: {value:.6f} MUSD, {gap:.1e} above the least at most; rows hold to {wrong:.1e}"
        )
        worst = max(worst, gap, wrong)
    print("proven" if worst <= LIMIT else "NOT proven")
    return 0 if worst <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
