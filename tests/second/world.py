"""Every number the model needs, read once from the tables and the scenario.

Shares are fractions here, money is in MUSD, `stock` is stock times effective share.
"""

from __future__ import annotations

from pathlib import Path
from statistics import median

from .tables import Levers, Table, interpolate, number, read_table

TABLES = [
    "countries", "groups", "capabilities", "systems", "inventory", "production", "orders",
    "spending_plans", "munition_use", "us_provided", "origins",
]  # fmt: skip


class World:
    """The sets and parameters of one scenario, under the names of the specification."""

    def __init__(self, scenario: Path, reference: Path) -> None:
        self.tables: dict[str, Table] = {
            name: read_table(reference / f"{name}.csv") for name in TABLES
        }
        self.levers = Levers(scenario, self.tables)
        self.countries = [row["country"] for row in self.tables["countries"]]
        self.capabilities = [row["capability"] for row in self.tables["capabilities"]]
        self.systems = [row["system"] for row in self.tables["systems"]]
        self.capability_of = {row["system"]: row["capability"] for row in self.tables["systems"]}
        self.systems_in = {
            k: [s for s in self.systems if self.capability_of[s] == k] for k in self.capabilities
        }
        self._read_horizon()
        self._read_single_values()
        self._read_milestones()
        self._read_allies()
        self._read_capabilities()
        self._read_systems()
        self._read_stocks()
        self._read_targets()
        self._read_firm_orders()
        self._read_caps()
        self._read_production()
        self._read_stockpiles()

    def _read_horizon(self) -> None:
        read = self.levers.value
        self.base = self.levers.base_year
        self.first = self.levers.first_year
        self.last = int(read("last_year", 2040))
        self.years = list(range(self.first, self.last + 1))
        self.retire_year = int(read("retire_year", 2040))

    def _read_single_values(self) -> None:
        read = self.levers.value
        self.interim_share = read("interim_share", 0) / 100
        self.max_share = read("max_share", 100) / 100
        self.discount_rate = read("discount_rate", 0) / 100
        self.shortfall_tolerance = read("shortfall_tolerance", 0) / 100

    def _read_milestones(self) -> None:
        """The interim year, the deadline and the last year, each once, in order."""
        read = self.levers.value
        interim = int(read("interim_year", 0))
        self.deadline = {k: int(read("deadline", 2035, item=k)) for k in self.capabilities}
        self.milestones = {}
        for k in self.capabilities:
            checked = {interim, self.deadline[k], self.last}
            self.milestones[k] = sorted(t for t in checked if self.first <= t <= self.last)

    def _read_allies(self) -> None:
        read = self.levers.value
        self.us: dict[str, bool] = {}
        self.gdp: dict[str, float] = {}
        self.base_share: dict[str, float] = {}
        self.equipment_share: dict[str, float] = {}
        self.origin_floor: dict[str, float] = {}
        for row in self.tables["countries"]:
            c = row["country"]
            self.us[c] = number(row, "us") == 1
            self.gdp[c] = read("gdp", number(row, "gdp"), c)
            self.base_share[c] = number(row, "defence_share") / 100
            self.equipment_share[c] = (
                read("equipment_share", number(row, "equipment_share"), c) / 100
            )
            self.origin_floor[c] = read("origin_floor", 0, c) / 100

    def _read_capabilities(self) -> None:
        read = self.levers.value
        rows = self.tables["us_provided"]
        table = {row["capability"]: number(row, "us_provided") for row in rows}
        self.fulfilment, self.fair_share, self.pooled = {}, {}, {}
        self.priority, self.stockpile_days, self.us_provided = {}, {}, {}
        self.takes_part: dict[tuple[str, str], bool] = {}
        self.members: dict[str, list[str]] = {}
        for k in self.capabilities:
            self.fulfilment[k] = read("fulfilment", 100, item=k) / 100
            self.fair_share[k] = read("fair_share", 0, item=k) / 100
            self.pooled[k] = read("pooled", 0, item=k) / 100
            self.priority[k] = read("priority", 1, item=k)
            self.stockpile_days[k] = read("stockpile_days", 0, item=k)
            self.us_provided[k] = read("us_provided", table.get(k, 0.0), item=k)
            for c in self.countries:
                self.takes_part[c, k] = read("takes_part", 1, c, k) == 1
            self.members[k] = [c for c in self.countries if self.takes_part[c, k]]

    def _read_systems(self) -> None:
        read = self.levers.value
        favoured = {row["origin"] for row in self.tables["origins"] if number(row, "favoured") == 1}
        self.favoured: dict[str, bool] = {}
        self.unit_price, self.effect, self.om_share = {}, {}, {}
        self.lead, self.absorb, self.life, self.advance, self.max_mix = {}, {}, {}, {}, {}
        for row in self.tables["systems"]:
            s = row["system"]
            unit_cost = read("unit_cost", number(row, "unit_cost"), item=s)
            joint_saving = read("joint_saving", number(row, "joint_saving", 0), item=s) / 100
            self.unit_price[s] = unit_cost * (1 - joint_saving)  # in the base year
            self.effect[s] = read("effect", number(row, "effect", 1), item=s)
            self.om_share[s] = read("om_share", number(row, "om_share", 0), item=s) / 100
            self.lead[s] = round(read("lead", number(row, "lead"), item=s))
            self.absorb[s] = round(read("absorb", number(row, "absorb", 0), item=s))
            self.life[s] = round(read("life", number(row, "life", 30), item=s))
            self.advance[s] = read("advance", number(row, "advance", 30), item=s) / 100
            self.max_mix[s] = read("max_mix", number(row, "max_mix", 100), item=s) / 100
            self.favoured[s] = row.get("origin", "") in favoured
        self.growth_factor = {}  # of prices, from the base year to t
        factor = 1.0
        for t in range(self.base + 1, self.last + 1):
            factor *= 1 + read("price_growth", 0, year=t) / 100
            self.growth_factor[t] = factor
        self.value = {k: self._lowest_price(k) for k in self.capabilities}

    def _lowest_price(self, k: str) -> float:
        """The lowest base-year price of one effective unit, 1 where no system serves k."""
        return min((self.unit_price[s] / self.effect[s] for s in self.systems_in[k]), default=1.0)

    def price(self, s: str, t: int) -> float:
        """The price of one unit ordered in year t."""
        return self.unit_price[s] * self.growth_factor[t]

    def _read_stocks(self) -> None:
        read = self.levers.value
        rows = {(row["country"], row["capability"]): row for row in self.tables["inventory"]}
        self.stock: dict[tuple[str, str], float] = {}
        self.retire_share: dict[tuple[str, str], float] = {}
        for c in self.countries:
            for k in self.capabilities:
                row = rows.get((c, k), {})
                stock = read("stock", number(row, "stock", 0), c, k)
                effective = read("effective_share", number(row, "effective_share", 100), c, k)
                self.stock[c, k] = stock * effective / 100
                self.retire_share[c, k] = (
                    read("retire_share", number(row, "retire_share", 0), c, k) / 100
                )

    def survival(self, c: str, k: str, t: int) -> float:
        """The share of the stock of the base year that is left in t."""
        elapsed = (t - self.base) / (self.retire_year - self.base)
        return max(0.0, 1 - self.retire_share[c, k] * elapsed)

    def _read_targets(self) -> None:
        """What is asked for, of every participant at every milestone."""
        read = self.levers.value
        self.target: dict[tuple[str, str, int], float] = {}
        for k in self.capabilities:
            members = self.members[k]
            wealth = sum(self.gdp[c] for c in members)
            total = sum(self.stock[c, k] for c in members)
            others = sum(self.gdp[c] for c in members if not self.us[c])
            for c in members:
                uplift = (1 + read("uplift", 30, c, k) / 100) / self.fulfilment[k] - 1
                fair = self.fair_share[k]
                share = (1 - fair) * self.stock[c, k] + fair * self.gdp[c] / wealth * total
                for m in self.milestones[k]:
                    ramp = 1.0 if m >= self.deadline[k] else self.interim_share
                    taken_out = self.us_provided[k] * read("us_drawdown", 0, item=k, year=m) / 100
                    burden = 0.0 if self.us[c] else taken_out * self.gdp[c] / others
                    self.target[c, k, m] = self.stock[c, k] + ramp * uplift * share + burden

    def _read_firm_orders(self) -> None:
        """What firm orders deliver, what is still to be paid, what they take of production."""
        self.firm_delivered: dict[tuple[str, str, int], float] = {}
        self.committed = {(c, t): 0.0 for c in self.countries for t in self.years}
        self.booked = {(s, t): 0.0 for s in self.systems for t in self.years}
        for row in self.tables["orders"]:
            if number(row, "counts") != 1:
                continue
            c, k, s = row["country"], row["capability"], row["system"]
            first, last = int(row["first_year"]), int(row["last_year"])
            a_year = number(row, "units") / (last - first + 1)
            effect = self.effect[s] if s else 1.0
            unpaid = (1 - number(row, "paid_share") / 100) * self._firm_price(row)
            for t in range(first, last + 1):
                key = (c, k, t)
                self.firm_delivered[key] = self.firm_delivered.get(key, 0.0) + effect * a_year
                if (c, t) in self.committed:
                    self.committed[c, t] += unpaid * a_year
                if (s, t) in self.booked and not self.us[c]:
                    self.booked[s, t] += a_year

    def _firm_price(self, row: dict[str, str]) -> float:
        """The price of one unit of a firm order."""
        if row.get("unit_cost"):
            return float(row["unit_cost"])
        if row["system"]:
            return self.unit_price[row["system"]]
        prices = [self.unit_price[s] / self.effect[s] for s in self.systems_in[row["capability"]]]
        return median(prices) if prices else 0.0

    def on_order(self, c: str, k: str, t: int) -> float:
        """What firm orders have delivered by t."""
        return sum(
            units
            for (ally, capability, year), units in self.firm_delivered.items()
            if (ally, capability) == (c, k) and year <= t
        )

    def owned(self, c: str, k: str, t: int) -> float:
        """What c holds in t without ordering anything: surviving stock and firm orders."""
        return self.stock[c, k] * self.survival(c, k, t) + self.on_order(c, k, t)

    def _read_caps(self) -> None:
        """The money each ally has in each year for the five areas."""
        self.cap: dict[tuple[str, int], float] = {}
        for row in self.tables["countries"]:
            c = row["country"]
            gdp = self.gdp[c]
            for t in range(self.base + 1, self.last + 1):
                growth = self.levers.value("gdp_growth", number(row, "gdp_growth"), c, year=t)
                gdp *= 1 + growth / 100
                if t >= self.first:
                    left = gdp * self._open_equipment_share(c, t) - self.committed[c, t]
                    self.cap[c, t] = max(0.0, left)

    def _open_equipment_share(self, c: str, t: int) -> float:
        """The share of its GDP an ally spends on equipment of the five areas."""
        read = self.levers.value
        marginal = read("equipment_share_marginal", 50, c, year=t) / 100
        more = self._defence_share(c, t) - self.base_share[c]
        equipment = self.base_share[c] * self.equipment_share[c] + more * marginal
        return max(0.0, equipment) * read("open_share", 60, c, year=t) / 100

    def _defence_share(self, c: str, t: int) -> float:
        base = self.base_share[c] * 100
        knots = {self.base: base}
        for row in self.tables["spending_plans"]:
            if row["country"] == c and int(row["year"]) > self.base:
                knots[int(row["year"])] = number(row, "defence_share")
        planned = interpolate(knots, t)
        return self.levers.line("defence_share", planned, base, c, "", t) / 100

    def _read_production(self) -> None:
        """Units open to Europe and Canada; no entry where production is unlimited."""
        knots: dict[str, dict[int, float]] = {}
        for row in self.tables["production"]:
            knots.setdefault(row["system"], {})[int(row["year"])] = number(row, "units")
        self.production: dict[tuple[str, int], float] = {}
        for s in self.systems:
            for t in self.years:
                table = interpolate(knots[s], t) if s in knots else float("inf")
                base = interpolate(knots[s], self.base) if s in knots else None
                units = self.levers.line("production", table, base, "", s, t)
                if units < float("inf"):
                    self.production[s, t] = units

    def _read_stockpiles(self) -> None:
        """Use per day of each munition by each platform."""
        self.use_per_day: dict[str, dict[str, float]] = {}
        for row in self.tables["munition_use"]:
            uses = self.use_per_day.setdefault(row["capability"], {})
            uses[row["platform"]] = number(row, "use_per_day")
