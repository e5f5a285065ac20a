"""What differs in the answers: every number is that of the runs, worked out by hand."""

from pathlib import Path

import pytest
from run_folders import assumed, held, written_run

from model.comparison.compared import Compared, compare_runs
from model.comparison.finished import read_run
from model.comparison.targets import Target, met_by, targets_of


def compared(*folders: Path) -> Compared:
    """The runs in some folders, set side by side."""
    return compare_runs([read_run(folder) for folder in folders])


@pytest.fixture
def two(tmp_path: Path) -> Compared:
    """Two allies and two capabilities; the second run meets one target more and one less."""
    before = written_run(
        tmp_path / "before",
        capability=[
            held("AAA", "TANK", 2028, 10, 2, None),
            held("BBB", "TANK", 2028, 5, 0, 2027),
            held("ALLIANCE", "TANK", 2028, 15, 2, None),
            held("AAA", "SHELL", 2028, 100, 0, 2028),
            held("BBB", "SHELL", 2028, 0, 0, None),
            held("ALLIANCE", "SHELL", 2028, 100, 0, 2028),
        ],
        plan=[
            {"country": "AAA", "system": "tank_a", "year": 2026, "ordered": 3.0, "price": 10.0},
            {"country": "BBB", "system": "tank_a", "year": 2027, "ordered": 1.0, "price": 11.0},
        ],
        spending=[
            {"country": "AAA", "year": 2026, "cap": 50.0, "payments": 30.0, "running": 0.5},
            {"country": "BBB", "year": 2026, "cap": 20.0, "payments": 11.0, "running": 0.25},
        ],
        industry=[
            {"system": "tank_a", "year": 2026, "production": 4.0, "share_used": 100.0},
            {"system": "tank_b", "year": 2026, "production": None, "share_used": None},
        ],
        summary=[{"targets": 3, "targets_met": 2, "missing": 20.0, "cost": 41.0}],
    )
    after = written_run(
        tmp_path / "after",
        capability=[
            held("AAA", "TANK", 2028, 10, 0, 2026),
            held("BBB", "TANK", 2028, 5, 0, 2028),
            held("ALLIANCE", "TANK", 2028, 15, 0, 2028),
            held("AAA", "SHELL", 2028, 100, 50, None),
            held("BBB", "SHELL", 2028, 0, 0, None),
            held("ALLIANCE", "SHELL", 2028, 100, 50, None),
        ],
        plan=[
            {"country": "AAA", "system": "tank_b", "year": 2026, "ordered": 5.0, "price": 8.0},
        ],
        spending=[
            {"country": "AAA", "year": 2026, "cap": 50.0, "payments": 40.0, "running": 0.5},
            {"country": "BBB", "year": 2026, "cap": 20.0},
        ],
        industry=[{"system": "tank_a", "year": 2026, "production": 4.0, "share_used": 25.0}],
        summary=[{"targets": 3, "targets_met": 2, "missing": 500.0, "cost": 40.5}],
    )
    return compared(before, after)


def test_headline_figures_are_those_of_the_summaries(two):
    assert two.values("summary", "cost") == (41.0, 40.5)
    assert two.values("summary", "missing") == (20.0, 500.0)
    assert two.values("summary", "lines_full") == (1, 0)


def test_targets_are_counted_by_year_area_and_ally(two):
    assert two.values("milestone", "targets", year=2028) == (3, 3)
    assert two.values("milestone", "targets_met", year=2028) == (2, 2)
    assert two.values("area", "targets_met", item="land", year=2028) == (1, 2)
    assert two.values("area", "targets_met", item="supply", year=2028) == (1, 0)
    assert two.values("country", "targets_met", country="AAA", year=2028) == (1, 1)


def test_shortfall_is_added_up_by_area_ally_and_capability(two):
    assert two.values("area", "missing", item="land", year=2028) == (20.0, 0.0)
    assert two.values("area", "missing", item="supply", year=2028) == (0.0, 500.0)
    assert two.values("country", "missing", country="AAA", year=2028) == (20.0, 500.0)
    assert two.values("capability", "missing", item="SHELL", year=2028) == (0.0, 500.0)
    assert two.values("target", "missing", country="AAA", item="TANK", year=2028) == (20.0, 0.0)
    assert two.values("capability", "shortfall_units", item="SHELL", year=2028) == (0.0, 50.0)


def weighing(folder: Path, short: float, priority: float) -> Path:
    """A run in which one ally misses some tanks, weighed by a priority."""
    rows = [held(who, "TANK", 2028, 9, short, None, priority) for who in ("AAA", "ALLIANCE")]
    return written_run(
        folder,
        capability=rows,
        assumptions=[assumed("priority", priority, item="TANK")],
        summary=[{"missing": 10 * short, "shortfall_of_plan": 10 * short * priority}],
    )


def test_what_is_missing_is_money_whatever_its_priority(tmp_path):
    """Four tanks missing, then two that count three times: less money, a larger objective."""
    both = compared(weighing(tmp_path / "one", 4, 1), weighing(tmp_path / "two", 2, 3))
    assert both.values("summary", "missing") == (40.0, 20.0)
    assert both.values("summary", "shortfall_of_plan") == (40.0, 60.0)
    for part, place in {
        "milestone": {},
        "area": {"item": "land"},
        "country": {"country": "AAA"},
        "capability": {"item": "TANK"},
        "target": {"country": "AAA", "item": "TANK"},
    }.items():
        assert both.values(part, "missing", year=2028, **place) == (40.0, 20.0), part
        assert not both.figures(part, "shortfall")
    assert both.weighted
    assert both.notes[0].startswith("The priorities of capabilities differ,")


@pytest.mark.parametrize(("priority", "weighted"), [(1, False), (3, True)])
def test_priorities_are_spoken_of_only_where_there_are_any(tmp_path, priority, weighted):
    both = compared(*(weighing(tmp_path / name, 4, priority) for name in ("one", "two")))
    assert both.weighted is weighted
    assert both.notes == ()


def test_allies_that_miss_more_and_less_are_counted(tmp_path):
    """AAA misses less, BBB and CCC more, DDD the same but for rounding, EEE is new."""

    def run(name: str, **short: float) -> Path:
        rows = [held(code, "TANK", 2028, 9, units, None) for code, units in short.items()]
        return written_run(tmp_path / name, capability=rows)

    both = compared(
        run("one", AAA=3, BBB=1, CCC=0, DDD=2), run("two", AAA=2, BBB=2, CCC=4, DDD=2.00001, EEE=5)
    )
    assert both.values("summary", "allies_further_short") == (0, 2)
    assert both.values("summary", "allies_less_short") == (0, 1)


def test_each_target_has_the_year_in_which_it_is_met(two):
    """The alliance has met a target when its last ally has."""
    years = {(f.country, f.item): f.values for f in two.figures("target", "year_met")}
    assert years == {
        ("AAA", "TANK"): (None, 2026),
        ("BBB", "TANK"): (2027, 2028),
        ("ALLIANCE", "TANK"): (None, 2028),
        ("AAA", "SHELL"): (2028, None),
        ("ALLIANCE", "SHELL"): (2028, None),
    }


def test_targets_that_move_are_counted_by_area_and_by_ally(two):
    """AAA's tanks come, AAA's shells go, BBB's tanks come a year later."""
    assert two.values("area", "met_only_here", item="land") == (0, 1)
    assert two.values("area", "met_later", item="land") == (0, 1)
    assert two.values("area", "met_only_in_base", item="supply") == (0, 1)
    assert two.values("area", "met_earlier", item="land") == (0, 0)
    assert two.values("country", "met_later", country="BBB") == (0, 1)
    assert two.values("country", "met_only_here", country="BBB") == (0, 0)


def test_each_ally_has_the_years_by_which_most_of_its_targets_are_met(two):
    """AAA has two targets: one is half of them, both are nine in ten. BBB has one."""
    half, most = (
        {f.country: f.values for f in two.figures("country", measure)}
        for measure in ("year_half_met", "year_nine_in_ten_met")
    )
    assert half == {"AAA": (2028, 2026), "BBB": (2027, 2028)}
    assert most == {"AAA": (None, None), "BBB": (2027, 2028)}
    rows = [r for r in two.rows() if (r["country"], r["measure"]) == ("BBB", "year_half_met")]
    assert [(r["unit"], r["value"], r["difference"]) for r in rows] == [
        ("year", 2027, 0.0), ("year", 2028, 1.0),
    ]  # fmt: skip


def test_orders_are_added_up_by_system_in_units_and_money(two):
    assert two.values("system", "ordered", item="tank_a") == (4.0, None)
    assert two.values("system", "order_value", item="tank_a") == (41.0, None)
    assert two.values("system", "order_value", item="tank_b") == (None, 40.0)
    assert two.values("system", "ordered", country="BBB", item="tank_a") == (1.0, None)


def test_spending_is_given_by_year_and_by_ally(two):
    assert two.values("spending", "spending", year=2026) == (41.75, 40.5)
    assert two.values("spending", "spending", country="BBB", year=2026) == (11.25, 0.0)
    assert two.values("spending", "cap", year=2026) == (70.0, 70.0)
    assert two.values("country", "spending", country="AAA") == (30.5, 40.5)


def test_a_line_without_a_limit_has_no_use(two):
    assert [(f.item, f.values) for f in two.figures("industry", "share_used")] == [
        ("tank_a", (100.0, 25.0))
    ]


def test_a_difference_is_worked_out_to_the_last_digit(two):
    rows = [r for r in two.rows() if (r["part"], r["measure"]) == ("summary", "cost")]
    assert [(r["scenario"], r["value"], r["base"], r["difference"]) for r in rows] == [
        ("before", 41.0, 41.0, 0.0), ("after", 40.5, 41.0, -0.5),
    ]  # fmt: skip


def test_decimal_noise_enters_no_difference(tmp_path):
    """0.3 less 0.1 is 0.2, though not in binary."""
    folders = [
        written_run(tmp_path / name, summary=[{"cost": cost}])
        for name, cost in (("one", 0.1), ("two", 0.3))
    ]
    rows = [r for r in compared(*folders).rows() if r["measure"] == "cost"]
    assert rows[1]["difference"] == 0.2


def test_what_binary_leaves_behind_the_last_digit_of_an_input_is_not_told(tmp_path):
    """2.6079999999999997 is what adding up made of 2.608."""
    folders = [
        written_run(tmp_path / name, assumptions=[assumed("defence_share", value, "AAA")])
        for name, value in (("one", 2.008), ("two", 2.6079999999999997))
    ]
    rows = [r for r in compared(*folders).rows() if r["part"] == "inputs"]
    assert [(row["value"], row["base"], row["difference"]) for row in rows] == [
        (2.008, 2.008, 0.0), (2.608, 2.008, 0.6),
    ]  # fmt: skip


def pooled(short: float, own: float) -> list[dict]:
    """One ally and a pool of 10 tanks: what is missing together, and of the ally's own part."""
    return [
        held("AAA", "TANK", 2028, 5, own, None if own else 2027),
        {**held("ALLIANCE", "TANK", 2028, 10, short, None if short else 2028)},
    ]


@pytest.mark.parametrize(
    ("short", "own", "met"),
    [(0, 0, {"AAA", "ALLIANCE"}), (3, 0, {"AAA"}), (3, 3, {"ALLIANCE"}), (4, 3, set())],
    ids=["both met", "pool short", "ally short", "both short"],
)
def test_a_pool_is_short_by_what_no_ally_misses_itself(tmp_path, short, own, met):
    folder = written_run(
        tmp_path / "run",
        capability=pooled(short, own),
        assumptions=[{"parameter": "pooled", "item": "TANK", "value": 50.0, "origin": "x:1"}],
    )
    targets = targets_of(read_run(folder))
    assert {target.country for target in targets if target.met} == met
    assert len(targets) == 2


def test_without_pooling_there_is_no_pool(tmp_path):
    folder = written_run(tmp_path / "run", capability=pooled(0, 0))
    assert [target.country for target in targets_of(read_run(folder))] == ["AAA"]


@pytest.mark.parametrize(
    ("years", "half", "most"),
    [
        ([2026, 2027, 2028, 2029], 2027, 2029),
        ([2026, 2026, None, None], 2026, None),
        ([2028, None], 2028, None),
        ([None], None, None),
        ([], None, None),
        ([2030] * 9 + [None], 2030, 2030),
    ],
    ids=["all", "half", "one of two", "none", "no target", "nine of ten"],
)
def test_the_year_by_which_a_share_of_targets_is_met(years, half, most):
    targets = [Target("AAA", "land", "TANK", 2030, y is not None, y) for y in years]
    assert (met_by(targets, 0.5), met_by(targets, 0.9)) == (half, most)


def test_runs_with_other_milestones_stand_side_by_side(tmp_path):
    early = written_run(tmp_path / "early", capability=[held("AAA", "TANK", 2027, 5, 0, 2027)])
    late = written_run(tmp_path / "late", capability=[held("AAA", "TANK", 2028, 5, 1, None)])
    both = compared(early, late)
    assert both.values("milestone", "targets_met", year=2027) == (1, None)
    assert both.values("milestone", "targets_met", year=2028) == (None, 0)
