"""What a change of a world must do to its optima: relations between two or three answers.

`test_properties.py` holds what is asked of one world, and the plainer relations; here are those
that are strict, that compare plans, or that put worlds together. Each docstring says why it is a
law of the model. What is taken out of a world first (firm orders that are not paid, say) is what
the argument needs.
"""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from laws import close
from recount import cells
from second.world import World
from variants import SEEDS, edit, few, files, no_more, optima, same, solved, variant, world

from model import load, solve

PAID = {"paid_share": "100"}


def plan_of(results):
    """Units ordered by ally, system and year, in money of the base year, MUSD."""
    return results.answer.outcome.ordered * results.answer.plan.base_price[None, :, None]


# --- money


@settings(few, max_examples=8)  # money binds in one world of four
@given(seed=SEEDS)
def test_twice_the_money_closes_at_least_a_tenth_of_what_eleven_times_would(seed):
    """The least shortfall is convex in what stands on the right of the rows: a mean of two plans
    fits the mean of two budgets. Twice the money is nine tenths of once and a tenth of eleven
    times; so where money can help at all, twice the money leaves strictly less. Firm orders are
    paid, as a budget cut at 0 is no straight line.
    """
    with world(seed) as scenario:
        orders = scenario.parent / "reference" / "orders.csv"
        edit(orders, lambda rows: [row | PAID for row in rows])
        once, twice, eleven = (
            solved(variant(scenario, f"gdp,,,,{factor},,,scale"))[0] for factor in (1, 2, 11)
        )
        assume(once - eleven > 1e-3 * once)
        assert no_more(twice, 0.9 * once + 0.1 * eleven)
        assert twice < once


@few
@given(seed=SEEDS, rate=st.sampled_from([0.8845, 4.0]))
def test_the_plan_does_not_depend_on_the_currency(seed, rate):
    """GDP and all prices in another money: the same orders, and optima at that rate."""
    with world(seed) as scenario:
        w = World(scenario, scenario.parent / "reference")
        dear = [f"priority,,{k},,{rate},,,scale" for k in w.capabilities if not w.systems_in[k]]
        before = solve(load(scenario))

        def changed(rows):
            for row in rows:
                if row.get("unit_cost"):
                    row["unit_cost"] = str(rate * float(row["unit_cost"]))
            return rows

        edit(scenario.parent / "reference" / "orders.csv", changed)
        after = solve(load(
            variant(scenario, f"unit_cost,,,,{rate},,,scale", f"gdp,,,,{rate},,,scale", *dear)
        ))  # fmt: skip
        assert same(optima(after), tuple(rate * optimum for optimum in optima(before)))
        assert plan_of(after) == pytest.approx(rate * plan_of(before), rel=1e-6, abs=1e-3)


# --- limits and choices

LIMITS = ("max_mix", "max_share", "origin_floor", "stockpile_days", "production")


@few
@given(seed=SEEDS, lifted=st.sampled_from(LIMITS))
def test_lifting_a_limit_never_leaves_more_missing_nor_costs_more_for_the_same(seed, lifted):
    """Every plan that kept the limit is still a plan."""
    with world(seed) as scenario:
        w = World(scenario, scenario.parent / "reference")
        rows = {
            "max_mix": ["max_mix,,,,100,,,"],
            "max_share": ["max_share,,,,100,,,"],
            "origin_floor": ["origin_floor,,,,0,,,"],
            "stockpile_days": ["stockpile_days,,,,0,,,"],
            "production": [f"production,,{s},,1000,,,scale" for s in {s for s, _ in w.production}],
        }  # fmt: skip
        missing, cost, _ = solved(scenario)
        missing_after, cost_after, _ = solved(variant(scenario, *rows[lifted]))
        assert no_more(missing_after, missing)
        if close(missing_after, missing, 1e-10):
            assert no_more(cost_after, cost * (1 + 1e-7))


def test_lifting_a_limit_helps_in_some_worlds():
    """Or the relation above would say nothing: of 20 worlds, lifting all limits helps in many."""
    helped = 0
    for seed in range(20):
        with world(seed) as scenario:
            free = variant(scenario, "max_mix,,,,100,,,", "origin_floor,,,,0,,,")
            helped += solved(free)[:2] < solved(scenario)[:2]
    assert helped >= 5


@few
@given(seed=SEEDS)
def test_a_cheaper_system_never_leaves_more_missing_nor_costs_more_where_nothing_is(seed):
    """It need not be bought. It is the yardstick of its capability from then on, so what is
    missing counts for less; only where nothing is missing before can costs be compared."""
    with world(seed) as scenario:
        w = World(scenario, scenario.parent / "reference")
        charged = {r["capability"] for r in w.tables["orders"] if not r["system"]}
        able = [s for s in w.systems if w.capability_of[s] not in charged]
        assume(able)
        missing, cost, _ = solved(scenario)
        systems = scenario.parent / "reference" / "systems.csv"
        rival = {"system": "rival", "unit_cost_low": "", "unit_cost_high": ""}
        edit(systems, lambda rows: [*rows, next(r for r in rows if r["system"] == able[0]) | rival])
        cheaper = variant(
            scenario,
            f"unit_cost,,rival,,{0.7 * w.unit_price[able[0]]:.9f},,,",
            "joint_saving,,rival,,0,,,",
            f"effect,,rival,,{w.effect[able[0]]:.9f},,,",
            f"lead,,rival,,{w.lead[able[0]]},,,",
            "max_mix,,rival,,100,,,",
        )
        missing_after, cost_after, _ = solved(cheaper)
        assert no_more(missing_after, missing)
        if missing < 1e-9:
            assert no_more(cost_after, cost * (1 + 1e-7))


# --- what is asked for

NOTHING = (
    "uplift,,,,0,,,", "fulfilment,,,,100,,,", "retire_share,,,,0,,,", "stockpile_days,,,,0,,,",
    "us_drawdown,,,,0,,,",
)  # fmt: skip


@few
@given(seed=SEEDS)
def test_who_asks_for_no_more_and_loses_nothing_buys_nothing(seed):
    """What is held is the stock and what is on order: never below the target, the stock."""
    with world(seed) as scenario:
        results = solve(load(variant(scenario, *NOTHING)))
        assert optima(results) == pytest.approx((0, 0, 0), abs=1e-9)
        assert not results.answer.outcome.ordered.any()


@few
@given(seed=SEEDS)
def test_a_later_deadline_never_leaves_more_missing_where_nothing_wears_out(seed):
    """The last deadline moves to the last year, where a milestone stands already, so one check
    less is left. It is no law where stocks retire meanwhile, what is bought dies, the drawdown
    goes on or shares are checked at the deadline: all these are taken out.
    """
    lasting = (*NOTHING[1:], "life,,,,100,,,", "max_share,,,,100,,,")
    with world(seed) as scenario:
        early = solved(variant(scenario, *lasting))[0]
        last = load(scenario).last_year
        assert no_more(solved(variant(scenario, *lasting, f"deadline,,,,{last},,,"))[0], early)


# --- worlds put together


def again(rows, columns, rename):
    """Rows, and those that name something renamed once more under the new name."""
    new = []
    for row in rows:
        named = {c: rename[row[c]] for c in columns if row.get(c) in rename}
        if named:
            new.append(row | named)
    return [*rows, *new]


@few
@given(seed=SEEDS)
def test_two_halves_of_an_ally_do_what_the_whole_did(seed):
    """Every row of an ally is linear in its GDP, stock and orders; the limit on the share of one
    ally is not, so it is lifted. The halves share everything else: the plan halves with them."""
    with world(seed) as scenario:
        reference = scenario.parent / "reference"
        w = World(scenario, reference)
        whole = next(c for c in w.countries if not w.us[c])
        before = solved(variant(scenario, "max_share,,,,100,,,"))
        for path in files(scenario):
            edit(path, lambda rows: again(rows, ("country",), {whole: "HLF"}))
        halves = (whole, "HLF")
        edit(
            reference / "orders.csv",
            lambda rows: [
                row | {"units": float(row["units"]) / (1 + (row["country"] in halves))}
                for row in rows
            ],
        )
        levers = [f"{p},{c},,,0.5,,,scale" for p in ("gdp", "stock") for c in halves]
        after = solved(variant(scenario, "max_share,,,,100,,,", *levers))
        assert same(after, before)


@few
@given(seed=SEEDS)
def test_two_alliances_that_share_nothing_have_the_sum_of_their_optima(seed):
    """A world and its like at half the prices, under other names: nobody takes part in what is
    the other's, so the rows fall into two blocks."""
    with world(seed) as scenario:
        reference = scenario.parent / "reference"
        w = World(scenario, reference)
        assume(w.shortfall_tolerance == 0)
        cheap = [f"unit_cost,,{s},,0.5,,,scale" for s in w.systems]
        one, other = solved(variant(scenario)), solved(variant(scenario, *cheap))
        rename = {name: f"X{name}" for name in (*w.countries, *w.capabilities, *w.systems)}
        areas = {r["area"] for r in cells(reference / "capabilities.csv")}
        rename |= {area: f"X{area}" for area in areas}
        groups = {r["group"] for r in cells(reference / "groups.csv")}
        rename |= {group: f"X{group}" for group in groups}
        columns = ("country", "capability", "system", "item", "platform", "area", "group")
        for path in files(scenario):
            edit(path, lambda rows: again(rows, columns, rename))
        apart = [
            f"takes_part,{c},{k},,0,,,"
            for ally in w.countries for capability in w.capabilities
            for c, k in ((ally, rename[capability]), (rename[ally], capability))
        ]  # fmt: skip
        cheap = [f"unit_cost,,{rename[s]},,0.5,,,scale" for s in w.systems]
        both = solved(variant(scenario, *apart, *cheap))
        assert same(both, tuple(a + b for a, b in zip(one, other, strict=True)))
