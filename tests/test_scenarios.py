"""The scenarios that ship, solved once each and counted again from what was written.

Everything after the solving uses only the CSV files: the written tables, the reference tables and
schema.csv (`recount.py`, `laws.py`), so a mistake of the program cannot hide behind itself.

Comparisons between scenarios are asserted only where they are theorems:

- More money: two scenarios that differ in caps only, with every cap of one at least that of the
  other. Every plan of the poorer is a plan of the richer, so its least shortfall is no smaller.
  gdp_2pct, gdp_3_5pct and gdp_5pct are such a chain.
- More asked: two scenarios with the same orders to choose from, the same caps and rows, and every
  target of one at least that of the other. A plan with its shortfalls for the greater targets
  serves the smaller ones too. unmet_targets and us_drawdown ask more than the baseline.
- More rules: a scenario with further rows has no plan that the one without them lacks.
  european_preference adds a row for each ally to the baseline.

Nothing of the kind holds for five_years and fifteen_years, though their shortfalls fall in the
order one expects: they move the years in which targets are checked, so a plan that is good in one
may be bad in a year that only the other looks at. Nor for air_defence_first: without the United
States total stocks and weights shrink, and with them some targets. Nor for cost: where shortfalls
differ, the plans buy different things.
"""

import csv
import hashlib
import json
from collections.abc import Callable
from functools import cache

import pytest
from laws import CRUMB, LAWS
from recount import ALLIANCE, OUTPUTS, Recount, cells
from shipped import SCENARIOS, shipped

from model import load, solve
from model.verify import verify

REFERENCE = SCENARIOS / "reference"
NAMES = sorted(path.stem for path in SCENARIOS.glob("*.csv"))

OPTIMA = {
    "air_defence_first": (358982.933760, 827093.524056),
    "baseline": (76210.3614546, 652072.740049),
    "european_preference": (77135.3746968, 657133.616357),
    "fifteen_years": (36670.5627239, 719395.197292),
    "five_years": (252131.455699, 618448.577575),
    "gdp_2pct": (187557.805156, 548363.064960),
    "gdp_3_5pct": (74525.6157753, 654704.416095),
    "gdp_5pct": (56543.6339427, 671489.784756),
    "unmet_targets": (502739.711117, 1100883.83057),
    "us_drawdown": (132584.171131, 768822.474983),
}
"""Least shortfall and least cost, MUSD, pinned; test_second_model.py finds the same optima by
another program. A change of one belongs at the top of the changelog."""

Solved = Callable[[str], Recount]


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Solved:
    """The written answer of a shipped scenario, solved when it is first asked for."""
    folder = tmp_path_factory.mktemp("results")

    @cache
    def count(name: str) -> Recount:
        path = SCENARIOS / f"{name}.csv"
        solve(load(path)).write(folder / name)
        return Recount(path, REFERENCE, folder / name)

    return count


@pytest.fixture(params=NAMES)
def run(request: pytest.FixtureRequest, solved: Solved) -> Recount:
    """Each scenario in turn."""
    return solved(request.param)


def name_of(run: Recount) -> str:
    """The name of the scenario of a run."""
    return str(run.summary["scenario"])


# --- each scenario by itself


def test_every_scenario_that_ships_has_pinned_optima():
    assert list(OPTIMA) == NAMES


def test_the_optima_are_the_pinned_ones(run):
    shortfall, cost = OPTIMA[name_of(run)]
    assert run.summary["shortfall"] == pytest.approx(shortfall, rel=1e-9)
    assert run.summary["cost"] == pytest.approx(cost, rel=1e-9)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_law_holds(run, law):
    assert list(law(run))[:5] == []


@pytest.mark.parametrize("path", shipped("baseline", "unmet_targets", "us_drawdown"))
def test_the_folder_verifies_from_its_own_files(path, solved):
    """Without scenario and reference tables; the laws above count from these instead."""
    found = verify(solved(path.stem).folder)
    assert [str(problem) for finding in found.findings for problem in finding.problems][:5] == []
    assert found.recounted


def test_every_table_and_the_manifest_are_written_and_nothing_else(run):
    found = sorted(path.name for path in run.folder.iterdir())
    more = ("manifest.json", "plan.xlsx", "report.html")
    assert found == sorted([*(f"{table}.csv" for table in OUTPUTS), *more])


def test_the_manifest_names_the_files_that_were_read_with_their_hashes(run):
    record = json.loads((run.folder / "manifest.json").read_text(encoding="utf-8"))
    files = {entry["file"]: entry["sha256"] for entry in record["inputs"]}
    assert {f"{name_of(run)}.csv", "reference/countries.csv", "reference/orders.csv"} <= set(files)
    assert ("baseline.csv" in files) or name_of(run) == "baseline"
    for file, digest in files.items():
        assert hashlib.sha256((SCENARIOS / file).read_bytes()).hexdigest() == digest


def test_the_manifest_states_residuals_near_the_precision_of_the_machine(run):
    record = json.loads((run.folder / "manifest.json").read_text(encoding="utf-8"))
    names = [stage["stage"] for stage in record["stages"]]
    assert names == ["least_shortfall", "least_cost", "steadiest", "tie_break"]
    for stage in record["stages"]:
        assert max(stage["residuals"].values()) < 1e-9


# --- families that the shipped scenarios switch on


def test_the_laws_have_something_to_bite_on(solved):
    """The baseline pools, limits mixes and asks for stockpiles, so those laws are not empty."""
    run = solved("baseline")
    w = run.world
    assert any(share < 1 for share in w.max_mix.values())
    assert sum(pooled > 0 for pooled in w.pooled.values()) == 4
    assert w.max_share == 0.5
    assert sum(days > 0 for days in w.stockpile_days.values()) == 4
    assert any(row["open"] == row["delivered"] > 0 for row in run.tables["industry"])
    assert any(r["payments"] > 0 and r["unspent"] < CRUMB for r in run.tables["spending"])


def test_stocks_last_for_the_days_asked_or_a_shortfall_says_so(run):
    """From the deadline on: held + shortfall covers 30 days of what all platforms held use."""
    w = run.world
    seen = 0
    for row in run.tables["capability"]:
        c, k, m = row["country"], row["capability"], row["milestone"]
        if c == ALLIANCE or not w.stockpile_days[k] or m < w.deadline[k]:
            continue
        asked = 30 * sum(
            rate * run.held[c, platform][run.at(m)] for platform, rate in w.use_per_day[k].items()
        )
        assert row["held"] + row["shortfall"] >= asked * (1 - 1e-6) - CRUMB / w.value[k]
        seen += asked > 0
    assert seen > 100


def test_european_preference_spends_65_per_cent_on_european_systems(solved):
    """Read straight from systems.csv and groups.csv: orders at prices that grow by 1 % a year."""
    run = solved("european_preference")
    systems = {row["system"]: row for row in cells(REFERENCE / "systems.csv")}
    bound = {r["country"] for r in cells(REFERENCE / "groups.csv") if r["group"] == "EUROPE_CANADA"}
    spent = {c: {"EUR": 0.0, "elsewhere": 0.0} for c in bound}
    for row in run.tables["plan"]:
        if row["country"] in bound:
            system = systems[row["system"]]
            price = float(system["unit_cost"]) * 1.01 ** (row["year"] - 2025)
            where = "EUR" if system["origin"] == "EUR" else "elsewhere"
            spent[row["country"]][where] += row["ordered"] * price
    shares = [s["EUR"] / sum(s.values()) for s in spent.values() if sum(s.values()) > 1]
    assert len(shares) > 25
    assert min(shares) == pytest.approx(0.65, abs=1e-6)


def test_baseline_targets_follow_from_the_tables_by_the_formula_of_the_model(solved):
    """stock + ramp x 30 % x (half of its own stock + half of the total by its share of GDP).

    The ramp is 40 % in 2030 and whole from 2035 on. Iceland takes no part, the United States only
    in air defence; participants alone make up the totals.
    """
    targets = [row for row in solved("baseline").tables["capability"] if row["country"] != ALLIANCE]
    gdp = {row["country"]: float(row["gdp"]) for row in cells(REFERENCE / "countries.csv")}
    area = {row["capability"]: row["area"] for row in cells(REFERENCE / "capabilities.csv")}
    stock = {
        (row["country"], row["capability"]): float(row["stock"])
        * float(row["effective_share"])
        / 100
        for row in cells(REFERENCE / "inventory.csv")
    }
    for k in area:
        members = set(gdp) - {"ISL"} - ({"USA"} if area[k] != "air_defence" else set())
        total = sum(stock.get((c, k), 0.0) for c in members)
        wealth = sum(gdp[c] for c in members)
        rows = [row for row in targets if row["capability"] == k]
        assert len(rows) == 3 * len(members)
        for row in rows:
            own = stock.get((row["country"], k), 0.0)
            increase = 0.30 * (0.5 * own + 0.5 * total * gdp[row["country"]] / wealth)
            ramp = {2030: 0.4, 2035: 1.0, 2040: 1.0}[row["milestone"]]
            assert row["target"] == pytest.approx(own + ramp * increase, rel=1e-9, abs=2e-3)


def test_baseline_caps_follow_from_the_tables_by_the_formula_of_the_model(solved):
    """Poland and Greece: GDP x (4.48 % x its average share + what is above x 50 %) x 60 %.

    The share of GDP runs straight from the base year through the knots of spending_plans.csv.
    """
    run = solved("baseline")
    rows = {(row["country"], row["year"]): row for row in run.tables["spending"]}
    allies = {row["country"]: row for row in cells(REFERENCE / "countries.csv")}
    plans = cells(REFERENCE / "spending_plans.csv")
    for c in ("POL", "GRC"):
        ally = {
            name: float(allies[c][name])
            for name in ("gdp", "gdp_growth", "defence_share", "equipment_share")
        }
        knots = {2025: ally["defence_share"]}
        knots |= {int(r["year"]): float(r["defence_share"]) for r in plans if r["country"] == c}
        for year in range(2026, 2041):
            before = max(knot for knot in knots if knot < year)
            after = min((knot for knot in knots if knot >= year), default=before)
            along = (year - before) / (after - before) if after > before else 0.0
            share = knots[before] + along * (knots[after] - knots[before])
            base = ally["defence_share"]
            equipment = base / 100 * ally["equipment_share"] / 100 + (share - base) / 100 * 0.5
            gdp = ally["gdp"] * (1 + ally["gdp_growth"] / 100) ** (year - 2025)
            row = rows[c, year]
            assert row["equipment_money"] == pytest.approx(gdp * equipment * 0.6, rel=1e-9)
            assert row["cap"] == pytest.approx(gdp * equipment * 0.6 - row["committed"], rel=1e-9)


# --- scenarios compared, where a theorem says how


@pytest.mark.parametrize(
    ("poorer", "richer"), [("gdp_2pct", "gdp_3_5pct"), ("gdp_3_5pct", "gdp_5pct")]
)
def test_more_money_never_leaves_more_missing(solved, poorer, richer):
    """Only caps differ, and each of the richer is at least as large: the plans are nested."""
    poor, rich = solved(poorer), solved(richer)
    assert rich.world.cap.keys() == poor.world.cap.keys()
    assert all(rich.world.cap[key] >= cap for key, cap in poor.world.cap.items())
    assert rich.world.target == poor.world.target
    assert rich.summary["shortfall"] <= poor.summary["shortfall"]


@pytest.mark.parametrize("greedier", ["unmet_targets", "us_drawdown"])
def test_asking_for_more_never_leaves_less_missing(solved, greedier):
    """Only targets differ, and each is at least as large: the shortfalls are nested."""
    base, more = solved("baseline"), solved(greedier)
    assert more.world.cap == base.world.cap
    assert more.world.target.keys() == base.world.target.keys()
    assert all(more.world.target[key] >= units for key, units in base.world.target.items())
    assert more.summary["shortfall"] >= base.summary["shortfall"]


def test_a_further_rule_never_leaves_less_missing(solved):
    """European preference is the baseline with a row more for each ally."""
    base, ruled = solved("baseline"), solved("european_preference")
    assert ruled.world.cap == base.world.cap
    assert ruled.world.target == base.world.target
    assert not any(base.world.origin_floor.values())
    assert ruled.summary["shortfall"] >= base.summary["shortfall"]


# --- the same input, the same plan


def test_another_seed_and_more_threads_give_the_same_tables(solved, tmp_path):
    """Prices are left out: where the program is degenerate they are one of several."""
    run = solved("gdp_5pct")
    solve(load(SCENARIOS / "gdp_5pct.csv"), seed=7, threads=2).write(tmp_path / "again")
    for table in OUTPUTS:
        if table != "prices":
            again = (tmp_path / "again" / f"{table}.csv").read_bytes()
            assert again == (run.folder / f"{table}.csv").read_bytes(), table


def test_the_shipped_scenarios_are_small_differences_on_the_baseline():
    for name in NAMES:
        with (SCENARIOS / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        below = [row["value"] for row in rows if row["parameter"] == "extends"]
        assert below == ([] if name == "baseline" else ["baseline.csv"])
