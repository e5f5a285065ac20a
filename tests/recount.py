"""What a results folder must say, counted again from the input files and plan.csv alone.

Nothing here comes from the program: inputs are read by the reader of the second model, results
from their CSV files, and what every column means from model/schema.csv.
"""

import csv
from functools import cached_property
from pathlib import Path

import numpy as np
from second.world import World

SCHEMA = Path(__file__).resolve().parent.parent / "model" / "schema.csv"
OUTPUTS = (
    "plan", "spending", "capability", "industry", "dependence", "prices", "assumptions", "codes",
    "summary",
)  # fmt: skip
ALLIANCE = "ALLIANCE"
NUMBERS = {"number": float, "year": int, "integer": int}

Row = dict[str, object]


def declared(table: str) -> list[dict[str, str]]:
    """The rows of schema.csv for the columns of a table, in their order."""
    with SCHEMA.open(encoding="utf-8", newline="") as stream:
        return [r for r in csv.DictReader(stream) if r["table"] == table and r["column"]]


def cells(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file as text."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def typed(folder: Path, table: str) -> list[Row]:
    """The rows of a result table; numbers by their declared kind, None for a blank one."""
    kinds = {column["column"]: column["kind"] for column in declared(table)}

    def value(column: str, text: str) -> object:
        if kinds[column] not in NUMBERS:
            return text
        return NUMBERS[kinds[column]](text) if text else None

    return [
        {c: value(c, text) for c, text in row.items()} for row in cells(folder / f"{table}.csv")
    ]


class Recount:
    """One results folder and the world it claims to be about.

    Arrays run over the years from the base year to the last; `at` is the position of a year.
    """

    def __init__(self, scenario: Path, reference: Path, folder: Path) -> None:
        self.folder = folder
        self.world = World(scenario, reference)
        self.tables = {name: typed(folder, name) for name in OUTPUTS}

    @property
    def summary(self) -> Row:
        """The one row of summary.csv."""
        (row,) = self.tables["summary"]
        return row

    @property
    def span(self) -> range:
        """The years of the arrays."""
        return range(self.world.base, self.world.last + 1)

    def at(self, year: int) -> int:
        """The position of a year."""
        return year - self.world.base

    def zeros(self) -> np.ndarray:
        """One zero a year."""
        return np.zeros(len(self.span))

    @cached_property
    def ordered(self) -> dict[tuple[str, str, int], float]:
        """Units ordered, as plan.csv says."""
        return {
            (r["country"], r["system"], r["year"]): r["ordered"]
            for r in self.tables["plan"]
            if r["ordered"]
        }

    @cached_property
    def payments(self) -> dict[tuple[str, str], np.ndarray]:
        """MUSD that fall due of the orders, by ally and system: an advance, then equal parts."""
        w = self.world
        due: dict[tuple[str, str], np.ndarray] = {}
        for (c, s, t), units in self.ordered.items():
            line = due.setdefault((c, s), self.zeros())
            price, lead, advance = w.price(s, t) * units, w.lead[s], w.advance[s]
            if lead == 0:
                line[self.at(t)] += price
                continue
            line[self.at(t)] += advance * price
            line[self.at(t) + 1 : self.at(t) + lead + 1] += (1 - advance) * price / lead
        return due

    @cached_property
    def delivered(self) -> dict[tuple[str, str], np.ndarray]:
        """Units that arrive, by ally and system."""
        arriving: dict[tuple[str, str], np.ndarray] = {}
        for (c, s, t), units in self.ordered.items():
            line = arriving.setdefault((c, s), self.zeros())
            line[self.at(t) + self.world.lead[s]] += units
        return arriving

    @cached_property
    def fleet(self) -> dict[tuple[str, str], np.ndarray]:
        """Units bought that are usable and alive, by ally and system."""
        w = self.world
        serving: dict[tuple[str, str], np.ndarray] = {}
        for (c, s, t), units in self.ordered.items():
            arrival = self.at(t) + w.lead[s]
            line = serving.setdefault((c, s), self.zeros())
            line[arrival + w.absorb[s] : max(arrival, arrival + w.life[s])] += units
        return serving

    @cached_property
    def running(self) -> dict[str, np.ndarray]:
        """MUSD of upkeep by ally."""
        w = self.world
        upkeep = {c: self.zeros() for c in w.countries}
        for (c, s), units in self.fleet.items():
            upkeep[c] += w.om_share[s] * w.unit_price[s] * units
        return upkeep

    @cached_property
    def bought(self) -> dict[tuple[str, str], np.ndarray]:
        """Effective units bought, usable and alive, by ally and capability."""
        w = self.world
        sums = {(c, k): self.zeros() for c in w.countries for k in w.capabilities}
        for (c, s), units in self.fleet.items():
            sums[c, w.capability_of[s]] += w.effect[s] * units
        return sums

    @cached_property
    def held(self) -> dict[tuple[str, str], np.ndarray]:
        """Surviving stock, firm orders and what was bought, by ally and capability."""
        w = self.world
        sums = {
            (c, k): np.array([w.stock[c, k] * w.survival(c, k, t) for t in self.span]) + bought
            for (c, k), bought in self.bought.items()
        }
        for (c, k, year), units in w.firm_delivered.items():
            if year <= w.last:
                sums[c, k][max(0, self.at(year)) :] += units
        return sums

    def supply(self, c: str, k: str) -> np.ndarray:
        """Munitions that the platforms an ally holds would use in the days of supply."""
        w = self.world
        uses = w.use_per_day.get(k, {})
        used = (w.stockpile_days[k] * rate * self.held[c, p] for p, rate in uses.items())
        return sum(used, self.zeros())

    def own_part(self, c: str, k: str, milestone: int) -> float:
        """What an ally must hold itself of its target."""
        return (1 - self.world.pooled[k]) * self.world.target[c, k, milestone]

    def asked(self, c: str, k: str, milestone: int) -> np.ndarray:
        """What a milestone asks of an ally itself, if it were checked in each of the years."""
        own = self.own_part(c, k, milestone) + self.zeros()
        if milestone < self.world.deadline[k]:
            return own
        return np.maximum(own, self.supply(c, k))

    def needed(self, c: str, k: str, milestone: int) -> float:
        """What a milestone asks of an ally itself."""
        return float(self.asked(c, k, milestone)[self.at(milestone)])

    def gdp(self, c: str) -> np.ndarray:
        """GDP of an ally by year."""
        w = self.world
        (row,) = (r for r in w.tables["countries"] if r["country"] == c)
        stated = float(row["gdp_growth"])
        growth = [w.levers.value("gdp_growth", stated, c, year=t) for t in self.span]
        return w.gdp[c] * np.cumprod([1.0, *(1 + rate / 100 for rate in growth[1:])])
