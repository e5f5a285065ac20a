"""This file is about checking a certificate without the program that wrote it.

    python check_certificate.py [FOLDER]

It reads program.lp.gz and certificate.json in the folder and nothing else, needs nothing but
Python, and works in whole numbers: each float is one, times a power of two. For every stage it
finds how far the plan is from the least that is possible among the plans that are as good in the
stages before. Whatever duals the certificate holds, what follows from them is true (weak duality).

It also solves the equations of each stage's basis in fractions, and finds by how much limits and
costs have to move for it to be optimal, exactly. A stage has the first of the rows, and holds what
the stages before do: a column stays 0 where its reduced cost was not, a row that had a price tight.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

GRID, LIMIT, WIDER, MOVE = 256, 1e-6, 1 + 1e-6, Fraction(1, 10**9)
"""Floats are counted in steps of 2^-256; what is allowed; what covers the rounding of bounds; how
far a limit or a cost may have to move."""

Terms = dict[str, float]
Exact = dict[str, Fraction]
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


def beyond(at: Fraction, low: float, high: float, tight: bool = False) -> Fraction:
    """By how much a row is beyond its limit; to either side where it has to be tight."""
    over = at - Fraction(high) if high < INF else Fraction(low) - at if low > -INF else Fraction(0)
    return abs(over) if tight or low == high else max(over, Fraction(0))


def violation(rows: list[Row], plan: Terms) -> float:
    """The largest violation of a row by the plan, relative to the size of the row's terms."""
    worst = max([0.0, *(-value for value in plan.values())])
    for terms, low, high in rows:
        size = max([1e-3, *(abs(v * plan[n]) for n, v in terms.items() if n in plan)])
        worst = max(worst, float(beyond(times(terms, plan), low, high)) / size)
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


def read_program(
    program: bytes, certificate: dict[str, Any]
) -> tuple[dict[str, Row], dict[str, Terms]]:
    """The rows of the program that a certificate is about, and the objectives by their stage.

    Raises:
        ValueError: the certificate is that of another program.
    """
    if sha256(program).hexdigest() != certificate["program_sha256"]:
        raise ValueError("certificate.json belongs to another program")
    rows = read_rows(program.decode("ascii"))
    return rows, {name: rows.pop(f"objective({name})")[0] for name in certificate["objectives"]}


def check(program: bytes, certificate: dict[str, Any]) -> Iterator[tuple[str, float, float, float]]:
    """For each stage: its name, the plan's objective, how far from the least it can be, and the
    largest violation of a row, the latter two relative.

    Raises:
        ValueError: the certificate is that of another program.
    """
    rows, costs = read_program(program, certificate)
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


def at(terms: Exact, x: Exact) -> Fraction:
    """A row at the columns found."""
    return sum((v * x[n] for n, v in terms.items() if x.get(n)), Fraction(0))


def solved(rows: dict[str, Exact], right: Exact, pivots: list[tuple[str, str]]) -> Exact:
    """The columns that solve square equations, which are used up: Gaussian elimination."""
    having: dict[str, set[str]] = {}
    for row, terms in rows.items():
        for n in terms:
            having.setdefault(n, set()).add(row)
    for row, column in pivots:
        terms = rows[row]
        for n in terms:
            having[n].remove(row)
        entry = terms.pop(column)
        right[row] /= entry
        rows[row] = terms = {n: v / entry for n, v in terms.items()}
        for other in having[column]:
            factor, changed = rows[other].pop(column), rows[other]
            if right[row]:
                right[other] -= factor * right[row]
            for n, v in terms.items():
                changed[n] = changed.get(n, 0) - factor * v
                having[n].add(other)
                if not changed[n]:
                    del changed[n]
                    having[n].remove(other)
    found: Exact = {}
    for row, column in reversed(pivots):
        found[column] = right[row] - at(rows[row], found)
    return found


def prices(rows: dict[str, Row], cost: Terms, dual: Exact) -> Exact:
    """The reduced costs of all columns, exact where they are near 0."""
    rough = {n: whole(v) << GRID for n, v in cost.items()}
    dual = {name: y for name, y in dual.items() if y}
    for name, y in dual.items():
        steps = (y.numerator << GRID) // y.denominator
        for n, v in rows[name][0].items():
            rough[n] = rough.get(n, 0) - steps * whole(v)
    most = (2 << 2 * GRID) // MOVE.denominator
    near = {n: Fraction(cost.get(n, 0)) for n, d in rough.items() if abs(d) < most}
    for name, y in dual.items():
        for n, v in rows[name][0].items():
            if n in near:
                near[n] -= y * Fraction(v)
    return {n: near[n] if n in near else Fraction(d, 1 << 2 * GRID) for n, d in rough.items()}


def vertex(rows: dict[str, Row], cost: Terms, basis: dict[str, str]) -> tuple[Exact, Exact]:
    """The basic columns and the duals of the tight rows; each of these is a pivot with a column."""
    down: dict[str, Exact] = {name: {} for name in basis}
    across: dict[str, Exact] = {n: {} for n in basis.values()}
    for name in basis:
        for n in across.keys() & rows[name][0]:
            down[name][n] = across[n][name] = Fraction(rows[name][0][n])
    limits = {name: Fraction(low if low > -INF else high)
              for name in basis for _, low, high in (rows[name],)}  # fmt: skip
    costs = {n: Fraction(cost.get(n, 0)) for n in across}
    pivots = list(basis.items())
    return solved(down, limits, pivots), solved(across, costs, [(n, name) for name, n in pivots])


class Moves(NamedTuple):
    """By how much limits and costs have to move for a basis to be optimal, exactly; its vertex."""

    limits: list[Fraction]
    costs: list[Fraction]
    x: Exact

    def told(self) -> dict[str, list[float]]:
        """Of each kind how many move, and by how much at most."""
        kinds = {"limits": self.limits, "costs": self.costs}
        return {kind: [sum(map(bool, of)), float(max(of, default=0))] for kind, of in kinds.items()}


def moves(rows: dict[str, Row], cost: Terms, stage: dict[str, Any], held: set[str]) -> Moves:
    """What the basis of a stage comes to; what the stage holds is added to what is held. A row is
    told from a column by the colon that an LP file puts after it.

    What was solved is put into every row and every column, so that nothing depends on how.
    """
    x, dual = vertex(rows, cost, stage["basis"])
    over, price = {n: -v for n, v in x.items()}, prices(rows, cost, dual)
    for name, (terms, low, high) in rows.items():
        activity = at({n: Fraction(v) for n, v in terms.items() if n in x}, x)
        over[f"{name}:"] = beyond(activity, low, high, name in dual or f"{name}:" in held)
    for name, y in dual.items():
        price[f"{name}:"] = y if rows[name][1] > -INF else -y
    limits = [abs(v) if n in held else max(v, Fraction(0)) for n, v in over.items()]
    small, free = set(stage["small"]), price.keys() - x.keys() - held
    real = {n for n in free if price[n] > MOVE or (n in small and price[n] > 0)}
    costs = [abs(price[n]) for n in (free - real) | (price.keys() & x.keys())]
    held |= real
    return Moves(limits, costs, x)


def check_bases(program: bytes, certificate: dict[str, Any]) -> Iterator[tuple[str, Moves]]:
    """For each stage: its name, and the moves that make its basis optimal.

    Raises:
        ValueError: the certificate is that of another program, or says something else of a basis.
    """
    rows, costs = read_program(program, certificate)
    held = {f"{name}:" for name, (_, low, high) in rows.items() if low == high}
    if certificate["stages"][-1]["rows"] != len(rows):
        raise ValueError("certificate.json leaves out rows of the program")
    for stage in certificate["stages"]:
        name, own = stage["stage"], dict(list(rows.items())[: stage["rows"]])
        found = moves(own, costs[name], stage, set(held) if "plan" in stage else held)
        if found.told() != stage["moved"]:
            raise ValueError(f"certificate.json says something else of the basis of {name}")
        yield name, found


def main() -> int:
    """Print what is proven of each stage; 0 where all of it is near enough, else 1."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    program = gzip.decompress((folder / "program.lp.gz").read_bytes())
    certificate = json.loads((folder / "certificate.json").read_text(encoding="utf-8"))
    proven = True
    for name, value, gap, wrong in check(program, certificate):
        told = f"{gap:.1e} above the least at most; rows hold to {wrong:.1e}"
        print(f"{name}: {value:.6f} MUSD, {told}")
        proven &= max(gap, wrong) <= LIMIT
    for name, found in check_bases(program, certificate):
        told = ", ".join(f"{n} {kind} by {most:.1e}" for kind, (n, most) in found.told().items())
        print(f"{name}: the basis is optimal, exactly, with the moves: {told} at most")
        proven &= max(*found.limits, *found.costs) <= MOVE
    plan = {**dict.fromkeys(found.x, 0.0), **certificate["plan"]}
    away = max(abs(v - Fraction(plan[n])) / max(Fraction(1), v) for n, v in found.x.items())
    print(f"the plan is the vertex of the last basis to {float(away):.1e}")
    print("proven" if proven else "NOT proven")
    return 0 if proven else 1


if __name__ == "__main__":
    sys.exit(main())
