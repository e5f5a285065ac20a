"""Why targets are missed: worlds small enough to see what would cure them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from worlds import answer, random_plan, small_plan

from model.explain.bound import unavoidable
from model.explain.explained import Explained
from model.explain.find import explain, owners
from model.explain.lifts import INDUSTRY, KEPT, LIFTS, MONEY, RULE, verdict_of
from model.explain.sentences import sentences
from model.outcome import work_out
from model.plan import Plan
from model.results.answer import Answer
from model.results.verdict import Verdict
from model.results.verdicts import of_one_system


def answered(plan: Plan) -> Answer:
    """What the tables would be read from."""
    solution = answer(plan)
    return Answer(None, plan, solution, work_out(plan, solution), (), (), ())  # type: ignore[arg-type]


def found(*allies: dict[str, Any], **world: Any) -> tuple[Explained, ...]:
    """The explanation of every missed target of a small world."""
    explained = explain(answered(small_plan(allies or ({},), **world))).explained
    assert explained is not None
    return explained


def only(explained: Sequence[Explained]) -> Explained:
    """The one missed target."""
    (one,) = explained
    return one


def total(cure: Any) -> float | None:
    """The sum of a cure."""
    return None if cure is None else sum(cure.values())


def read_aloud(**world: Any) -> str:
    """The sentences on the one missed target of a world, its codes for names."""
    result = explain(answered(small_plan(**world)))
    plan, one = result.plan, only(result.explained or ())
    tables = {"capabilities": plan.capabilities, "systems": plan.systems}
    columns = {
        table: SimpleNamespace(columns={"name": codes, "unit": dict(enumerate(codes))})
        for table, codes in {**tables, "countries": plan.countries}.items()
    }
    named = replace(result, scenario=SimpleNamespace(tables=columns))  # type: ignore[arg-type]
    return " ".join(sentences(named, one))


def test_what_is_met_needs_no_explanation():
    assert found() == ()


def test_a_small_budget_is_a_matter_of_money():
    """20 MUSD a year buy 2 tanks a year, 8 by 2029 of the 10 that are wanted: 2 are missing, worth
    20 MUSD. The line has no limit, so only money helps. In 2030, were there one, 10 would be
    there; the plan ends in 2029."""
    one = only(found({"cap": 20.0}))
    assert (one.verdict, one.cures) == ("money", ((MONEY,),))
    assert one.shortfall == pytest.approx(2.0)
    assert total(one.money) == pytest.approx(20.0, rel=1e-5)
    assert one.units is None and one.years is None and one.unavoidable == 0.0


def test_a_slow_line_is_a_matter_of_industry():
    """2 tanks a year are delivered, 8 by 2029. 2 more units cure it, of which the last year is
    told; no money in the world makes more than 8, which is known before anything is solved."""
    one = only(found(systems=[{"production": 2.0}]))
    assert (one.verdict, one.cures) == ("industry", ((INDUSTRY,),))
    assert one.units == {("mark1", 2029): pytest.approx(2.0, rel=1e-5)}
    assert one.money is None and one.unavoidable == pytest.approx(2.0)


def test_what_neither_money_nor_output_cures_alone_takes_both():
    """20 MUSD and 2 tanks a year: 2 more tanks have to be made and paid, for 20 MUSD."""
    one = only(found({"cap": 20.0}, systems=[{"production": 2.0}]))
    assert (one.verdict, one.cures) == ("money and industry", ((MONEY, INDUSTRY),))
    assert total(one.units) == pytest.approx(2.0, rel=1e-5)
    assert total(one.money) == pytest.approx(20.0, rel=1e-5)


def test_what_money_cures_alone_and_output_too_is_either():
    """In one year 100 MUSD buy the 5 cheap tanks there are (50) and 2.5 dear ones at 20: 2.5 are
    missing. 50 MUSD more buy them; or 5 more cheap ones instead of dear ones: 10 * 10 = 100."""
    systems = [{"production": 5.0}, {"name": "mark2", "price": 20.0}]
    one = only(found({"cap": 100.0}, systems=systems, first=2029))
    assert (one.verdict, one.cures) == ("money or industry", ((MONEY,), (INDUSTRY,)))
    assert total(one.money) == pytest.approx(50.0, rel=1e-5)
    assert one.units == {("mark1", 2029): pytest.approx(5.0, rel=1e-5)}


def test_a_mix_that_cannot_be_kept_is_a_matter_of_rules():
    """mark1 may provide half of what is ordered, and mark2 comes too late to be ordered: nothing
    can be bought, until the rule is set aside."""
    systems = [{"max_mix": 0.5}, {"name": "mark2", "lead": 9}]
    one = only(found(systems=systems))
    assert (one.verdict, one.cures) == ("rule", ((RULE,),))
    assert one.shortfall == pytest.approx(10.0) and one.money is None and one.units is None


def test_a_target_before_the_first_delivery_is_a_matter_of_time():
    """A tank is in use two years after its order: the first in 2028. The target of 2027 is missed
    whatever is lifted, and met one year later."""
    one = only(found(capabilities=[{"interim": 2027}], systems=[{"lead": 2}]))
    assert (one.verdict, one.cures, one.year) == ("time", (), 2027)
    assert one.money is None and one.units is None
    assert one.years == 1 and one.unavoidable == pytest.approx(10.0)


def test_how_much_later_counts_the_same_caps_and_lines():
    """2 tanks a year from 2026 on are 6 in 2028 and 10 in 2030: two years later."""
    late = found({"cap": 20.0}, capabilities=[{"interim": 2028, "deadline": 2028}], last=2032)
    assert [(one.year, one.years) for one in late] == [(2028, 2)]


def test_a_cure_takes_nothing_from_another_target():
    """100 MUSD for 10 tanks and 10 guns at 10 each: 10 are missing in all, 100 MUSD cure them, and
    none of it is taken from what the other target has."""
    guns = {"name": "gun"}
    explained = found(
        {"cap": 100.0},
        capabilities=[{}, guns],
        systems=[{}, {"name": "gun1", "serves": "gun"}],
        first=2029,
    )
    assert {one.verdict for one in explained} == {"money"}
    for one in explained:
        assert total(one.money) == pytest.approx(10 * one.shortfall, rel=1e-5)
    assert sum(one.shortfall for one in explained) == pytest.approx(10.0)


def test_a_cure_takes_nothing_from_another_ally():
    """12 tanks for two allies that want 10 each: 8 are missing, and whoever lacks them needs as
    many more from the line; more money alone would only take them from the other."""
    allies = [{"name": "AAA"}, {"name": "BBB"}]
    explained = found(*allies, systems=[{"production": 12.0}], first=2029)
    assert {one.verdict for one in explained} == {"industry"}
    for one in explained:
        assert total(one.units) == pytest.approx(one.shortfall, rel=1e-5)
    assert sum(one.shortfall for one in explained) == pytest.approx(8.0)


SHELLS = {
    "capabilities": [{}, {"name": "shell", "target": 0.0, "days": 10.0}],
    "systems": [
        {"production": 5.0},
        {"name": "shell1", "serves": "shell", "price": 0.1, "production": 50.0},
    ],
    "use": {("shell", "tank"): 1.0},
    "first": 2029,
}
"""5 tanks and 50 shells can be made; a tank uses up a shell a day, for 10 days."""


def test_more_platforms_need_more_of_their_munition():
    """5 tanks and 50 shells can be made, and a tank needs 10 shells in stock. 5 more tanks would
    need 50 more shells, or the stockpile would be missed by more: both lines are named."""
    one = only(found(**SHELLS))
    assert one.verdict == "industry"
    assert one.units == {
        ("mark1", 2029): pytest.approx(5.0, rel=1e-4),
        ("shell1", 2029): pytest.approx(50.0, rel=1e-4),
    }
    assert of_one_system(one.units) is None  # 55 of nothing
    assert of_one_system({("mark1", 2028): 2.0, ("mark1", 2029): 3.0}) == 5.0


def test_more_of_a_munition_is_said_to_be_one():
    """The world above: nobody would see else what 50 shells have to do with 5 tanks."""
    said = read_aloud(**SHELLS)
    assert (
        "5 more of mark1 in 2029 and 50 more of shell1 in 2029 (for the munitions that they use "
        "up) would cure it"
    ) in said


def test_what_counts_for_less_than_one_is_said_to_do_so():
    """5 made, each worth half a tank: 7.5 of 10 are missing, which are 15 more."""
    said = read_aloud(systems=[{"production": 5.0, "effect": 0.5}], first=2029)
    assert "AAA lacks 7.5 of the 10 it needs" in said
    assert "15 more of mark1 in 2029 (each counts as 0.5) would cure it" in said


def test_money_after_the_target_is_said_to_be_for_upkeep_or_later_targets():
    """5 tanks from 2027 on, 10 MUSD each and 1 a year to keep. 33 MUSD buy 3; in 2028 there are
    just 3 MUSD to keep them; in 2029 there is enough for all. Two more in 2027 take 22 MUSD and 2
    in 2028."""
    said = read_aloud(
        allies=[{"cap": {2027: 33.0, 2028: 3.0, 2029: 25.0}}],
        capabilities=[{"target": 5.0, "deadline": 2027}],
        systems=[{"upkeep": 1.0}],
        first=2027,
    )
    assert (
        "24 MUSD more in 2027-2028 (after 2027 to keep it up, or so that no later target suffers) "
        "would cure it"
    ) in said


def test_a_pooled_target_is_cured_by_any_of_its_allies():
    """Two allies want 3 tanks each, together, and have 20 MUSD each: 4 of 6. 20 MUSD more cure it,
    whoever has them."""
    allies = [{"name": "AAA", "cap": 20.0}, {"name": "BBB", "cap": 20.0}]
    one = only(found(*allies, capabilities=[{"target": 3.0, "pooled": 1.0}], first=2029))
    assert (one.country, one.verdict) == (-1, "money")
    assert one.shortfall == pytest.approx(2.0)
    assert total(one.money) == pytest.approx(20.0, rel=1e-5)


@pytest.mark.parametrize(
    ("cap", "committed", "cure"),
    [
        ({2029: 20.0}, {2029: 50.0}, {2029: 130.0}),
        ({2028: 20.0, 2029: 20.0}, {2029: 50.0}, {2028: 80.0}),
        ({2028: 20.0, 2029: 20.0}, {2028: 50.0, 2029: 60.0}, {2028: 130.0}),
        ({2028: 20.0, 2029: 20.0}, {2028: 50.0, 2029: 50.0}, {2029: 130.0}),
    ],
    ids=["the only year", "a year that is not", "the less overdrawn", "the later of two alike"],
)
def test_a_budget_that_firm_orders_overdraw_is_filled_first(cap, committed, cure):
    """Firm orders take 50 of 20 MUSD: 30 more do nothing, and only what comes on top buys tanks.
    Where another year does as well it is told, even though it is sooner. With that much more in
    the inputs the target is met; with a little less it is missed by as little."""
    ally = {"cap": cap, "committed": committed}
    one = only(found(ally, first=min(cap)))
    assert one.money == {
        ("AAA", year): pytest.approx(more, rel=1e-5) for year, more in cure.items()
    }
    enough = {year: cap[year] + one.money.get(("AAA", year), 0.0) for year in cap}
    assert found({**ally, "cap": enough}, first=min(cap)) == ()
    (year,) = cure
    less = {**enough, year: enough[year] - 1}
    assert only(found({**ally, "cap": less}, first=min(cap))).shortfall == pytest.approx(0.1, 1e-3)


def test_a_line_that_firm_orders_overdraw_is_filled_first():
    """3 tanks can be made, 5 are booked: 12 more leave the 10 that are wanted; 11 leave one out."""
    line = {"production": 3.0, "booked": 5.0}
    one = only(found(systems=[line], first=2029))
    assert one.units == {("mark1", 2029): pytest.approx(12.0, rel=1e-5)}
    assert found(systems=[{**line, "production": 3 + total(one.units)}], first=2029) == ()
    short = only(found(systems=[{**line, "production": 14.0}], first=2029))
    assert short.shortfall == pytest.approx(1.0)


def test_what_the_plan_gives_up_to_be_cheaper_is_a_rule():
    """The 10 tanks of 2027 are out of reach, worth 100 MUSD; the plan may give up half as much
    again, and saves 5 of those of 2029: nothing binds them but that choice."""
    explained = found(capabilities=[{"interim": 2027}], systems=[{"lead": 2}], tolerance=0.5)
    assert [(one.year, one.verdict) for one in explained] == [(2027, "time"), (2029, "rule")]
    assert explained[1].cures == ((),) and explained[1].shortfall == pytest.approx(5.0)
    assert explained[1].money is None and explained[1].units is None


@pytest.mark.parametrize(
    ("cures", "said"),
    [
        ([], "time"),
        ([()], "rule"),
        ([(MONEY,)], "money"),
        ([(MONEY,), (RULE,)], "money or rule"),
        ([(MONEY, RULE), (INDUSTRY, RULE)], "money and rule"),
        ([LIFTS], "money and industry and rule"),
    ],
    ids=["none", "nothing", "one", "either", "the first pair", "all"],
)
def test_a_verdict_names_the_smallest_sets_that_cure(cures, said):
    assert verdict_of(cures) == said


def out_of_reach(plan: Plan, capability: int, year: int) -> bool:
    """Whether no order can be in use by a year."""
    soonest = plan.soonest_use(capability)
    return soonest is None or soonest > year


@pytest.mark.parametrize("seed", range(30))
def test_the_bound_and_the_lifts_agree(seed):
    """Two roads: what no order can reach in time is known from the plan alone, and it is exactly
    what no lifting cures; but for platforms whose munitions come too late. Money alone cures only
    what lines could make, and no shortfall is smaller than what is unavoidable."""
    result = explain(answered(random_plan(seed)))
    plan, explained = result.plan, result.explained or ()
    missed = Verdict(result).missed
    assert len(explained) == len(missed)
    for one, target in zip(explained, missed, strict=True):
        late = out_of_reach(plan, one.capability, one.year)
        assert one.verdict == "time" or not late
        if one.verdict == "time" and not late:
            assert any(
                platform == one.capability and out_of_reach(plan, munition, year)
                for munition, platform in plan.use
                for year in plan.milestones[munition]
            )
        assert one.unavoidable <= one.shortfall * (1 + 1e-6) + 1e-6
        assert one.unavoidable == unavoidable(plan, one.country, one.capability, one.year)
        if (MONEY,) in one.cures:
            assert one.unavoidable <= 1e-6 * max(1.0, one.needed)
        assert one.shortfall == target.shortfall


def test_the_explanation_does_not_depend_on_how_many_blocks_are_asked_at_once(monkeypatch):
    """One after the other, and all at once; every digit."""
    missing = answered(random_plan(5))
    assert len(owners(Verdict(missing).missed)) > 2
    found = []
    for cores in (1, 8):
        monkeypatch.setattr("model.aside.cores", lambda cores=cores: cores)
        found.append(explain(missing).explained)
    assert found[0] == found[1]


def test_every_row_that_limits_belongs_to_one_lift():
    """A new family must say whether somebody can open it."""
    program = answered(random_plan(1)).solution.program
    early = {span.name for span in program.rows if span.stop <= program.early[0]}
    opened = [family for lift in LIFTS for family in lift.rows]
    assert len(opened) == len(set(opened)) and not KEPT & set(opened)
    assert early <= KEPT | set(opened)
    assert {"budget", "industry", "mix", "concentration", "origin"} <= early


def test_where_no_order_can_be_in_use_that_is_said():
    """A lead of 5 years and 4 years of plan: there is no order at all."""
    said = read_aloud(systems=[{"lead": 5}])
    assert said.endswith("no order placed from 2026 on can be in use by then, whatever the money.")


def test_what_the_plan_gives_up_counts_as_missing_too():
    """3 of 10 tanks are out of reach, and half of that may be given up beside: 1.5 more are."""
    said = read_aloud(systems=[{"production": 7.0}], first=2029, tolerance=0.5)
    assert "AAA lacks 4.5 of the 10 it needs" in said


def test_two_that_cure_only_together_are_named_with_that():
    """7 of 10 tanks can be made and 5 be paid: more of both is needed, neither alone is enough."""
    said = read_aloud(allies=[{"cap": 50.0}], systems=[{"production": 7.0}], first=2029)
    assert "would together cure it; neither alone would" in said
