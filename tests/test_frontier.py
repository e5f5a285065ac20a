"""Frontiers of worlds solved by hand: each lever, the knee, what is left out, and laws along it.

The world of run_folders.py: one ally with 100 tanks, 4 MUSD a year in 2026, 2027 and 2028, tanks at
10 MUSD, and 10 wanted in 2028. At a uplift of u % it wants u tanks and can pay 1.2 of them.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from reader_worlds import scenario_file
from run_folders import BASE, ONE_ALLY, hand_world

from model import load, solve
from model.along import Asked, Made, frontier_of, go_along
from model.comparison.crew import Crew
from model.moving.axes import AXES
from model.moving.curve import STRAIGHT, Frontier, Slope, bends, knee_of
from model.moving.dial import CannotMoveError, dial_of, moved, values_of
from model.moving.point import Moved, Point, point_of
from model.output.frontier.words import effects, sentences
from model.output.page.pictures import line, over_numbers
from model.registry import parameters

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"
TWO_ALLIES = ONE_ALLY["countries"] + "BBB,Bland,3000,0,2,20,made up,C\n"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """The hand world."""
    return hand_world(tmp_path)


def along(path: Path, over: str, *span: float) -> Frontier:
    """The frontier of a scenario, from, to, and how many points."""
    low, high, points = span or (None, None, None)
    return made(path, Asked(over, low, high, points and int(points))).frontier


def made(path: Path, asked: Asked) -> Made:
    """A frontier with its files."""
    with Crew() as crew:
        return go_along(load(path), asked, crew)


def figures(frontier: Frontier) -> list[tuple[float, float, float]]:
    """Value, what is missing and cost of each point."""
    return [
        (value, round(point.missing, 6), round(point.cost, 6))
        for value, point in zip(frontier.values, frontier.points, strict=True)
    ]


# --- a hand-solved world for each lever


@pytest.mark.parametrize(
    ("cost", "missing", "told"),
    [
        (2.0, 0.8, "costs 2 MUSD and leaves 1 MUSD more missing"),
        (2.0, -0.8, "costs 2 MUSD and closes 1 MUSD of the shortfall"),
        (0.0, 0.8, "costs no more and leaves 1 MUSD more missing"),
        (-2.0, 0.0, "saves 2 MUSD and leaves no more missing"),
        (0.0, 0.0, "changes nothing"),
    ],
)
def test_what_a_step_does_is_told_with_its_direction(cost, missing, told):
    assert list(effects(Slope(cost, missing))) == [told]


def test_more_uplift_costs_money_and_then_is_missed(here):
    """1 tank for 10 MUSD, then 1.2 for 12 and the rest missing. Of the two points at which the
    curves bend the first is farther from the lines: by 7 of 12 and by 7 of 28."""
    frontier = along(here / "base.csv", "uplift", 0, 4, 5)
    assert figures(frontier) == [(0, 0, 0), (1, 0, 10), (2, 8, 12), (3, 18, 12), (4, 28, 12)]
    assert frontier.values[frontier.knee] == 1
    assert next(sentences(frontier)) == (
        "Up to 1 % uplift each point more costs 10 MUSD and leaves no more missing; from there on "
        "it costs 1 MUSD and leaves 9 MUSD more missing."
    )


def test_more_budget_buys_what_is_missing_until_nothing_is(here):
    """At s % of GDP there are 4 + 5 (s - 2) MUSD a year, three times; 100 MUSD buy all."""
    frontier = along(here / "base.csv", "budget", 2, 14, 7)
    assert figures(frontier) == [
        (2, 88, 12), (4, 58, 42), (6, 28, 72), (8, 0, 100), (10, 0, 100), (12, 0, 100),
        (14, 0, 100),
    ]  # fmt: skip
    assert frontier.values[frontier.knee] == 8
    first, second = sentences(frontier)
    assert first == (
        "Up to 8 % of GDP for defence each point more costs 15 MUSD and closes 15 MUSD of the "
        "shortfall; from there on it changes nothing."
    )
    assert second == (
        "At 2 % of GDP for defence 88 MUSD is missing (88 % of what is asked) and the plan costs "
        "12 MUSD; at 14 % of GDP for defence nothing is missing and it costs 100 MUSD (discounted)."
    )


def test_a_later_deadline_leaves_more_years_to_pay(here):
    """By 2026 there are 4 MUSD for 10 tanks, by 2027 8, by 2028 12; what is missing in 2028 counts
    with each earlier deadline once more. Years out of the plan are left out and told together."""
    frontier = along(here / "base.csv", "deadline")
    assert figures(frontier) == [(2026, 184, 12), (2027, 180, 12), (2028, 88, 12)]
    assert [point.missing_share for point in frontier.points] == pytest.approx([92, 90, 88])
    *_, fewer, left_out = sentences(frontier)
    assert fewer.startswith("Where the deadline is one of the other years")
    assert left_out == (
        "2024, 2025, 2029, 2030, 2031 and 2032 are left out: deadline takes a year from first_year "
        "2026 to last_year 2028."
    )


def test_sharing_by_gdp_has_a_price(tmp_path):
    """AAA has all tanks and 12 MUSD, BBB three times the GDP and 36. Of 10 tanks a share f by GDP
    moves 7.5 f to BBB, which can pay 3.6 of them: from f = 0.48 on 5.2 are missing in all."""
    hand_world(tmp_path)
    (tmp_path / "reference" / "countries.csv").write_text(TWO_ALLIES, encoding="utf-8")
    frontier = along(tmp_path / "base.csv", "fair_share", 0, 100, 5)
    assert figures(frontier) == [
        (0, 88, 12), (25, 69.25, 30.75), (50, 52, 48), (75, 52, 48), (100, 52, 48),
    ]  # fmt: skip
    steps, _, price, best, rest = sentences(frontier)
    assert steps == (
        "Up to 50 % shared by GDP each point more costs 1 MUSD and closes 1 MUSD of the shortfall; "
        "from there on it changes nothing."
    )
    assert price == (
        "The price of fairness: 100 % shared by GDP instead of 0 % shared by GDP costs 36 MUSD and "
        "closes 36 MUSD of the shortfall."
    )
    assert best.startswith("Least is missing at 50 % shared by GDP, where 52 MUSD is missing")
    assert rest == "Against that, 100 % shared by GDP changes nothing."


def test_the_price_of_fairness_names_what_then_lacks_most(here):
    """As if at 100 % three tanks more were missing than at 50 %, worth 30 MUSD."""
    frontier = along(here / "base.csv", "fair_share", 0, 100, 3)
    one, best, last = frontier.points
    worse = {**last.summary, "missing": 118.0}
    less = {**best.summary, "missing": 80.0}
    told = replace(
        frontier,
        points=(
            one,
            replace(best, summary=less, lacks={"TANK": (8.0, 80.0)}),
            replace(last, summary=worse, lacks={"TANK": (11.8, 118.0)}),
        ),
    )
    *_, rest = sentences(told)
    assert rest == (
        "Against that, 100 % shared by GDP costs no more and leaves 38 MUSD more missing; in 2028 "
        "the gap widens most in Tanks, 3.8 more (unit: tank)."
    )


# --- the point at which the scenario stands


def test_the_scenario_as_it_stands_is_one_of_the_points_and_solved_unmoved(here):
    frontier = along(here / "base.csv", "uplift", 7, 12, 2)
    assert frontier.values == [7, 10, 12]
    assert frontier.here is frontier.points[1]
    results = solve(load(here / "base.csv"))
    assert dict(frontier.here.summary) == results.summary.iloc[0].to_dict()


def test_where_it_stands_at_none_of_the_points_it_is_told_apart(here):
    frontier = along(here / "base.csv", "uplift", 0, 4, 2)
    assert frontier.here not in frontier.points
    assert frontier.here.value is None
    assert frontier.here.missing == pytest.approx(88)


# --- how values are told and set


@pytest.mark.parametrize(
    ("over", "rows", "stated", "here", "value", "change", "words", "unit"),
    [
        ("uplift", (), 10, 10, 15, 1.5, "15 % uplift", "%"),
        ("budget", (), 2, 2, 3, 1.5, "3 % of GDP for defence", "%"),
        ("deadline", (), 2028, 2028, 2027, -1, "a deadline of 2027", "year"),
        ("fair_share", (), 0, 0, 30, 30, "30 % shared by GDP", "%"),
        (
            "budget", ("defence_share,,,2028,3,%,",), None, 100, 80, 0.8,
            "80 % of planned defence spending", "% of what is stated",
        ),
    ],
    ids=["uplift", "budget", "deadline", "fair share", "a budget that is not one number"],
)  # fmt: skip
def test_a_value_is_told_in_the_terms_of_the_scenario(
    tmp_path, over, rows, stated, here, value, change, words, unit
):
    scenario_file(hand_world(tmp_path) / "base.csv", *BASE, *rows)
    dial = dial_of(load(tmp_path / "base.csv"), over)
    assert (dial.stated, dial.here, dial.words(value), dial.unit) == (stated, here, words, unit)
    assert dial.change(value) == pytest.approx(change)


def test_targets_that_differ_are_moved_by_a_factor_and_deadlines_by_years(tmp_path):
    hand_world(tmp_path)
    tables = {
        "capabilities": "capability,area,name,unit\nTANK,land,Tanks,tank\nGUN,land,Guns,gun\n",
        "inventory": f"{ONE_ALLY['inventory']}AAA,GUN,50,100,0,made up,C\n",
    }
    for name, text in tables.items():
        (tmp_path / "reference" / f"{name}.csv").write_text(text, encoding="utf-8")
    rows = ("uplift,,GUN,,40,%,", "deadline,,GUN,,2027,year,", "fair_share,,GUN,,20,%,")
    scenario = load(scenario_file(tmp_path / "base.csv", *BASE, *rows))
    uplift, deadline, fair = (
        dial_of(scenario, name) for name in ("uplift", "deadline", "fair_share")
    )
    assert moved(scenario, uplift, 50).array("uplift").tolist() == [[20, 5]]
    assert uplift.short(50) == "50 %"
    assert uplift.words(50) == "50 % of the uplift"
    assert moved(scenario, deadline, -1).array("deadline").tolist() == [2026, 2027]
    assert (deadline.short(-1), deadline.unit) == ("-1", "years")
    assert deadline.words(-1) == "deadlines -1 years off"
    assert fair.here is None
    assert moved(scenario, fair, 70).array("fair_share").tolist() == [70, 70]


def test_values_are_spread_evenly_in_whole_years_with_that_of_the_scenario_among_them(here):
    scenario = load(here / "base.csv")
    assert values_of(dial_of(scenario, "uplift"), 0, 20, 3) == [0, 10, 20]
    assert values_of(dial_of(scenario, "uplift"), 0, 30, 2) == [0, 10, 30]
    assert values_of(dial_of(scenario, "deadline"), 2026, 2028, 9) == [2026, 2027, 2028]
    assert values_of(dial_of(scenario, "uplift"), None, None, None) == list(range(0, 17, 2))


def test_a_value_next_to_that_of_the_scenario_is_the_same(tmp_path):
    """10 and 10.0000002 would be told as one number, and solved twice."""
    scenario_file(hand_world(tmp_path) / "base.csv", *BASE[:3], "uplift,,,,10.0000002,%,")
    dial = dial_of(load(tmp_path / "base.csv"), "uplift")
    assert values_of(dial, 0, 20, 3) == [0, 10.0000002, 20]


def test_an_uplift_below_nothing_goes_up_too(tmp_path):
    scenario_file(hand_world(tmp_path) / "base.csv", *BASE[:3], "uplift,,,,-10,%,")
    dial = dial_of(load(tmp_path / "base.csv"), "uplift")
    assert values_of(dial, None, None, None) == [float(v) for v in range(-16, 1, 2)]


@pytest.mark.parametrize("axis", AXES.values(), ids=list(AXES))
def test_an_axis_moves_a_parameter_in_a_way_that_a_scenario_could(axis):
    assert axis.parameter in parameters()
    assert axis.change in ("set", "scale", "add")
    assert axis.low < axis.high


# --- what cannot be moved


def test_an_uplift_of_nothing_cannot_be_scaled(tmp_path):
    scenario_file(hand_world(tmp_path) / "base.csv", *BASE[:3], "uplift,,,,0,%,")
    with pytest.raises(CannotMoveError) as caught:
        dial_of(load(tmp_path / "base.csv"), "uplift")
    assert str(caught.value) == (
        "base cannot be moved along uplift: its uplift is 0 for all, and a share of nothing is "
        "nothing. State one in the scenario."
    )


def test_a_frontier_goes_up(here):
    with pytest.raises(CannotMoveError, match="goes up from 8 %, so it cannot end at 4 %"):
        values_of(dial_of(load(here / "base.csv"), "uplift"), 8, 4, None)


def test_fewer_than_two_points_are_no_frontier(here):
    with pytest.raises(CannotMoveError) as caught:
        along(here / "base.csv", "deadline", 2028, 2031, 4)
    assert str(caught.value) == (
        "base cannot be moved along deadline: of the values asked for it can have 1; deadline "
        "takes a year from first_year 2026 to last_year 2028."
    )


def test_a_value_out_of_the_bounds_of_its_parameter_is_left_out(here):
    frontier = along(here / "base.csv", "fair_share", 60, 140, 3)
    assert frontier.values == [60, 100]
    assert (
        "140 % is left out: fair_share takes a number from 0 to 100" in [*sentences(frontier)][-1]
    )
    frontier = along(here / "base.csv", "budget", 30, 60, 3)
    assert frontier.values == [30, 45]
    assert (
        "60 % is left out: defence_share takes a number from 0 to 50" in [*sentences(frontier)][-1]
    )


# --- the knee


@pytest.mark.parametrize(
    ("curves", "knee"),
    [
        ([[0, 10, 20, 30, 40]], None),
        ([[0, 10, 20, 60, 100]], 2),
        ([[0, 50, 60, 70, 80]], 1),
        ([[5, 5, 5, 5, 5]], None),
        ([[0, 10, 20, 30, 40], [0, 0, 0, 0, 1e-9]], None),
        ([[0, 10, 20, 30, 40], [40, 40, 40, 20, 0]], 2),
        ([[0, 11, 21, 31, 40]], None),
        ([[0, 1000, 2000, 3000, 4000], [0, 9, 9, 9, 9]], None),
    ],
    ids=[
        "straight",
        "steeper",
        "flatter",
        "flat",
        "rounding",
        "the other curve",
        "nearly straight",
        "next to nothing",
    ],
)
def test_the_knee_is_where_the_curves_lie_farthest_from_their_lines(curves, knee):
    assert knee_of([0, 1, 2, 3, 4], curves) == knee


def test_two_points_have_no_knee():
    assert knee_of([0, 1], [[0, 9]]) is None


def test_a_distance_is_measured_by_the_range_of_each_curve():
    """The one bends by 30 of its 100, the other by 8 of its 20: together by half."""
    assert bends([0, 1, 2], [[0, 80, 100], [20, 18, 0]]) == pytest.approx([0, 0.5, 0])
    assert STRAIGHT < 0.5


def test_values_that_are_not_evenly_spread_do_not_bend_a_line():
    assert max(bends([0, 1, 10], [[0, 1, 10]])) == pytest.approx(0)


# --- laws along a lever


def solved(path: Path, over: str, values: tuple[float, ...]) -> list[Point]:
    """The points of some values."""
    scenario = load(path)
    found = []
    for value in values:
        job = Moved(scenario.path, scenario.reference, over, value, seed=0, threads=1)
        found += job.work()
    assert all(isinstance(point, Point) for point in found)
    return found


@pytest.mark.nightly
def test_shortfall_moves_one_way_in_a_scenario_that_ships():
    """Whatever plan there is with less money there is with more, and a plan that holds what more
    uplift asks for holds what less asks for. Cost obeys no such law: it comes second."""
    path = SCENARIOS / "gdp_5pct.csv"
    (less_money, here), (more_uplift,) = (
        [point.summary["shortfall"] for point in solved(path, over, values)]
        for over, values in (("budget", (80.0, 100.0)), ("uplift", (36.0,)))
    )
    assert less_money > here
    assert more_uplift > here


@pytest.mark.parametrize(("over", "sign"), [("budget", -1), ("uplift", 1)])
def test_shortfall_moves_one_way_in_a_small_world(here, over, sign):
    shortfalls = [p.summary["shortfall"] for p in along(here / "base.csv", over).points]
    assert shortfalls == sorted(shortfalls, reverse=sign < 0)
    assert shortfalls[0] != shortfalls[-1]


# --- the figures of a point


def test_the_figures_of_a_point_are_those_of_its_answer(here):
    point = point_of(solve(load(here / "base.csv")).answer, 10)
    assert (point.missing, point.cost, point.asked, point.cap) == pytest.approx((88, 12, 100, 12))
    assert point.areas == pytest.approx({"land": 88})
    assert point.lacks["TANK"] == pytest.approx((8.8, 88))
    assert point.missing_share == pytest.approx(88)
    assert 0 <= point.gap < 1e-6


def test_points_are_told_by_value_whatever_the_order_in_which_they_are_solved(here):
    scenario = load(here / "base.csv")
    stands, *others = solved(here / "base.csv", "uplift", (10.0, 12.0, 8.0))
    frontier = frontier_of(scenario, dial_of(scenario, "uplift"), stands, others)
    assert frontier.values == [8, 10, 12]


def test_a_curve_is_drawn_to_scale():
    """From 1 to 2 is a ninth of the way from 1 to 10, and each point keeps its name."""
    names = {1.0: "1 %", 2.0: "2 %", 10.0: "10 %"}
    drawn = over_numbers(names, [line("cost", [5.0, 6.0, 7.0], "black")])
    (curve,) = drawn["series"]
    assert [(one["name"], *one["value"]) for one in curve["data"]] == [
        ("1 %", 1, 5), ("2 %", 2, 6), ("10 %", 10, 7),
    ]  # fmt: skip
    axis = drawn["xAxis"]
    assert (axis["type"], axis["min"], axis["max"]) == ("value", 1, 10)
    assert axis["axisLabel"]["customValues"] == [1, 2, 10]
    assert axis["names"] == {"1": "1 %", "2": "2 %", "10": "10 %"}
