"""This file is about sizes: worlds as large as wished, made by scaling the real tables, seeded.

    python benchmarks/sizes.py SIZE FOLDER

SIZE is a name (tiny, 1x, 4x, 16x) or what differs from the shipped baseline, such as
`years=30,systems=2`. A further ally or system is a variant of a real one: prices, effects, stocks
and wealth differ by up to 4 %, one lead in four by a year. Lines make as much as before for each
ally; that, and firm orders, are shared by the variants. What is left out of a smaller world is
drawn by lot, in every capability alike.
"""

from __future__ import annotations

import argparse
import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
BASELINE = ROOT / "scenarios" / "baseline.csv"
SEED = 2025
MOST = 0.04
"""The largest relative difference between a variant and its original."""

LATER = 0.25
"""The share of variants that arrive a year later than their original."""

VARIED = {
    "unit_cost": "price",
    "unit_cost_low": "price",
    "unit_cost_high": "price",
    "effect": "effect",
    "units": "units",
    "stock": "stock",
    "gdp": "gdp",
}
"""Columns in which a variant differs; those with one word differ by the same factor."""

Row = dict[str, str]
Variants = Mapping[str, tuple[str, ...]]
"""The codes that each real code stands for in the new world: none where it is left out."""


@dataclass(frozen=True)
class Size:
    """How large a world is.

    Attributes:
        years: of the horizon. Milestones stay where they are, inside a shorter one at its end.
        systems, allies: multiples of the real ones, whole from 1 up; a share of them below.
    """

    years: int = 15
    systems: float = 1
    allies: float = 1


SIZES = {
    "tiny": Size(years=6, systems=0.4, allies=0.2),
    "1x": Size(),
    "4x": Size(years=30, systems=2),
    "16x": Size(years=30, systems=4, allies=2),
}


def size_of(text: str) -> Size:
    """The size that a name or `years=30,systems=2` stands for.

    Raises:
        ValueError: it is neither.
    """
    if text in SIZES:
        return SIZES[text]
    size = Size()
    for part in text.split(","):
        knob, _, value = part.partition("=")
        if knob not in ("years", "systems", "allies"):
            raise ValueError(f"{text!r}: wanted one of {', '.join(SIZES)}, or years=, systems= "
                             "and allies= with commas between")  # fmt: skip
        size = replace(size, **{knob: int(value) if knob == "years" else float(value)})
    if any(factor > 1 and factor % 1 for factor in (size.systems, size.allies)):
        raise ValueError(f"{text!r}: wanted whole multiples, or a share below 1")
    return size


def make(text: str, folder: Path) -> Path:
    """The scenario of a size, its tables beside it in `folder`; for 1x the shipped one itself."""
    size = size_of(text)
    if size == Size():
        return BASELINE
    tables = {path.name: rows_of(path) for path in sorted(BASELINE.parent.glob("reference/*.csv"))}
    allies, systems = variants_of_allies(tables, size), variants_of_systems(tables, size)
    (folder / "reference").mkdir(parents=True)
    for name, rows in tables.items():
        made = varied(varied(rows, "country", allies), "system", systems)
        multiple = {"production.csv": size.allies, "orders.csv": 1.0}.get(name)
        shared = made if multiple is None else (shared_out(row, multiple, systems) for row in made)
        write(folder / "reference" / name, list(shared))
    scenario = folder / f"{text}.csv"
    write(scenario, list(at_size(varied(rows_of(BASELINE), "country", allies), size)))
    return scenario


def scenario_of(name: str, folder: Path) -> Path:
    """The shipped scenario of a name, or that of a size, made in `folder`."""
    shipped = ROOT / "scenarios" / f"{name}.csv"
    return shipped if shipped.exists() else make(name, folder / "world")


def scenarios_of(names: Sequence[str]) -> Iterator[tuple[str, Path]]:
    """Scenarios by name or size, all that ship where none is named; each is there until the next
    one is asked for."""
    shipped = sorted(path.stem for path in BASELINE.parent.glob("*.csv"))
    for name in names or shipped:
        with TemporaryDirectory() as folder:
            yield name, scenario_of(name, Path(folder))


def variants_of_allies(tables: Mapping[str, list[Row]], size: Size) -> Variants:
    """The allies of the new world; the United States is always one of them, and never two."""
    rows = tables["countries.csv"]
    others = [row["country"] for row in rows if row["us"] == "0"]
    alone = {row["country"]: (row["country"],) for row in rows if row["us"] == "1"}
    return alone | variants(others, size.allies)


def variants_of_systems(tables: Mapping[str, list[Row]], size: Size) -> Variants:
    """The systems of the new world: at least one for each capability that has any."""
    serving: dict[str, list[str]] = {}
    for row in tables["systems.csv"]:
        serving.setdefault(row["capability"], []).append(row["system"])
    found: dict[str, tuple[str, ...]] = {}
    for systems in serving.values():
        found |= variants(systems, size.systems)
    return found


def variants(codes: list[str], factor: float) -> Variants:
    """Each code as often as the factor says, or the share of them that it says, drawn by lot."""
    if factor >= 1:
        further = range(2, int(factor) + 1)
        return {code: (code, *(f"{code}_{number}" for number in further)) for code in codes}
    kept = sorted(codes, key=draw)[: math.ceil(len(codes) * factor)]
    return {code: (code,) if code in kept else () for code in codes}


def varied(rows: list[Row] | Iterator[Row], column: str, codes: Variants) -> Iterator[Row]:
    """Rows about a code once for each of its variants; rows about none of them as they are."""
    for row in rows:
        old = row.get(column, "")
        for code in codes.get(old, (old,)):
            yield row if code == old else variant(row, column, code)


def variant(row: Row, column: str, code: str) -> Row:
    """A row about a real code as a row about its variant."""
    made = row | {column: code}
    for name, word in VARIED.items():
        if name in row:
            factor = 1 + MOST * (2 * draw(f"{code} {word} {row.get('capability', '')}") - 1)
            made[name] = digits(float(row[name]) * factor)
    if "lead" in row and draw(f"{code} lead") < LATER:
        made["lead"] = str(int(row["lead"]) + 1)
    return made


def shared_out(row: Row, multiple: float, systems: Variants) -> Row:
    """A row of lines or firm orders with its units shared by the variants of its system."""
    found = [codes for codes in systems.values() if row["system"] in codes]
    return row | {"units": digits(float(row["units"]) * multiple / len(found[0]))} if found else row


def at_size(rows: Iterator[Row], size: Size) -> Iterator[Row]:
    """The rows of the scenario with their years inside the horizon."""
    last = 0
    for row in rows:
        if row["parameter"] == "first_year":
            last = int(row["value"]) + size.years - 1
        if row["parameter"] == "last_year":
            row = row | {"value": str(last)}
        if row["parameter"] in ("deadline", "interim_year"):
            row = row | {"value": str(min(int(row["value"]), last))}
        yield row


def draw(label: str) -> float:
    """A number from 0 to 1 that depends on the label and the seed only."""
    return Random(f"{SEED} {label}").random()


def digits(value: float) -> str:
    """A number as a table holds it: no exponent, no needless zeros."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def rows_of(path: Path) -> list[Row]:
    """The rows of a table as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[Row]) -> None:
    """Write rows as a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("size", metavar="SIZE")
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    asked = parser.parse_args()
    print(make(asked.size, asked.folder))
