"""This file is about prices.csv: every price belongs to a limit, is told alike in every column, and
stands only on a limit that is used to the full."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from ...arrays import Flags
from ..codes import Codes
from ..finding import Finding, Tally
from ..folder import Folder
from ..quantity import half_units
from ..table import Table
from .spending import MONEY
from .summary import COST, SHORTFALL

DIMS = {
    "budget": ("country",),
    "industry": ("system",),
    "national_target": ("country", "capability"),
    "alliance_target": ("capability",),
    "stockpile": ("country", "capability"),
    "mix": ("country", "system"),
    "concentration": ("country", "capability"),
    "origin": ("country",),
}
"""What the rows of each family that can have a price are about, beside the year."""

OBJECTIVE = {SHORTFALL: "MUSD of weighted shortfall", COST: "MUSD of discounted cost"}
WORDS = re.compile(r".* would (close|save|add) ([0-9.e+-]+) (MUSD of \w+ \w+)(?:,.*)?")
VERBS = {(SHORTFALL, True): "close", (COST, True): "save"}
TOLD = 1e-3
"""Relative distance that four digits in words leave."""

PLAINLY = 1e-4
"""Smaller prices may be rounding."""


def prices(folder: Folder) -> Iterator[Finding]:
    """Number, sentence and unit of each price tell the same, and nothing is left of its limit."""
    tally, table = Tally("prices"), folder.tables["prices"]
    seen: set[tuple[str, str]] = set()
    for row in range(len(table)):
        for column, wanted in wrong_cells(table, row, folder.codes):
            tally.problems.append(table.problem(row, column, wanted))
        key = table.texts("stage")[row], table.texts("constraint")[row]
        tally.claim(key not in seen, table.problem(row, "constraint", "each limit once a stage"))
        seen.add(key)
        tally.relations += 4
    tally_unused(tally, folder)
    yield tally.finding()


def wrong_cells(table: Table, row: int, codes: Codes) -> Iterator[tuple[str, str]]:
    """Of one row the columns that the others contradict, and what was wanted."""
    stage, price = table.texts("stage")[row], float(table.numbers("price")[row])
    family, _, index = table.texts("constraint")[row].rstrip("]").partition("[")
    stated = [table.texts(name)[row] for name in ("country", "item", "year")]
    if stage not in OBJECTIVE:
        yield "stage", " or ".join(OBJECTIVE)
    elif ",".join(filter(None, stated)) != index or not known(family, stated, codes):
        yield "constraint", "the row of a family, of the ally, item and year beside it"
    elif stage == SHORTFALL and price < 0:
        yield "price", "no price below 0 in stage 1"
    elif not table.texts("unit")[row].startswith(f"{OBJECTIVE[stage]} per "):
        yield "unit", f"{OBJECTIVE[stage]} per unit of the limit"
    elif not told_alike(stage, price, table.texts("words")[row]):
        yield "price", f"what its words say: {table.texts('words')[row]}"


def known(family: str, stated: list[str], codes: Codes) -> bool:
    """Whether a family speaks of the codes that a row states."""
    country, item, _ = stated
    dims = dict.fromkeys(DIMS.get(family, ("",)))
    named = {dim: (country if dim == "country" else item) for dim in dims}
    return all(code in codes.axes.get(dim, ()) for dim, code in named.items())


def told_alike(stage: str, price: float, words: str) -> bool:
    """Whether the sentence of a price tells its size and its direction."""
    found = WORDS.fullmatch(words)
    verb = VERBS.get((stage, price >= 0), "add")
    if found is None or found[1] != verb or found[3] != OBJECTIVE[stage]:
        return False
    return abs(float(found[2]) - abs(price)) <= TOLD * abs(price) + 1e-9


def tally_unused(tally: Tally, folder: Folder) -> None:
    """A cap or a line with a price is used to the full; in stage 1 at least where the plan gives
    up none of the shortfall."""
    table, given, made = folder.tables["prices"], folder.given, folder.orders
    left = given.cap - made.spent
    mine = (~given.us).astype(float)[:, None, None]
    taken = (made.delivered * mine).sum(axis=0)
    idle = {
        "budget": left.least > MONEY,
        "industry": given.open_production - taken.most > half_units(given.base_price)[:, None],
    }
    gives_up = given.inputs.number("shortfall_tolerance") > 0
    for row, name in enumerate(table.texts("constraint")):
        family = name.partition("[")[0]
        told_of_plan = not gives_up or table.texts("stage")[row] == COST
        if family in idle and told_of_plan and abs(table.numbers("price")[row]) > PLAINLY:
            wanted = f"a limit that is used to the full: {name} is not"
            used = not at(folder, idle[family], family, row)
            tally.claim(used, table.problem(row, "constraint", wanted))


def at(folder: Folder, flags: Flags, family: str, row: int) -> bool:
    """The flag of the ally or system and the year that a row of prices.csv is about."""
    table, (dim,) = folder.tables["prices"], DIMS[family]
    code = table.texts("country" if dim == "country" else "item")[row]
    year = table.numbers("year")[row]
    place = folder.codes.axes[dim].get(code)
    inside = np.isfinite(year) and int(year) in folder.given.horizon
    return place is None or not inside or bool(flags[place, folder.given.at(int(year))])
