"""Attribution: exact parts that add up, on worlds worked out by hand."""

from fractions import Fraction
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reader_worlds import WIDE, scenario_file
from run_folders import DEAR, MODEST, RICH, hand_world

from model import load
from model.comparison.attribution import between, mixtures, shapley, to_the_dollar
from model.comparison.crew import Crew
from model.comparison.mixture import (
    CannotAttributeError,
    differing_groups,
    mixed,
)
from model.registry import parameters
from model.versus import Asked, Comparison, compare_members

GROUPS = ("one", "two", "three")
worths = st.lists(st.integers(-(10**9), 10**9), min_size=8, max_size=8).map(
    lambda values: dict(zip(mixtures(GROUPS), map(Fraction, values), strict=True))
)


@given(worths)
def test_the_parts_are_the_average_over_all_orders(worth):
    """The definition, order by order."""
    parts = dict.fromkeys(GROUPS, Fraction(0))
    for order in permutations(GROUPS):
        for place, group in enumerate(order):
            after, before = frozenset(order[: place + 1]), frozenset(order[:place])
            parts[group] += (worth[after] - worth[before]) / 6
    assert shapley(GROUPS, worth) == parts


@given(worths)
def test_the_parts_add_up_to_the_whole(worth):
    whole = worth[frozenset(GROUPS)] - worth[frozenset()]
    assert sum(shapley(GROUPS, worth).values()) == whole


@given(worths)
def test_a_group_that_changes_nothing_has_no_part(worth):
    for mixture in mixtures(("one", "two")):
        worth[mixture | {"three"}] = worth[mixture]
    assert shapley(GROUPS, worth)["three"] == 0


@given(worths)
def test_groups_that_do_the_same_have_the_same_part(worth):
    for mixture in mixtures(("three",)):
        worth[mixture | {"two"}] = worth[mixture | {"one"}]
    parts = shapley(GROUPS, worth)
    assert parts["one"] == parts["two"]


@given(worths)
def test_what_is_printed_adds_up_to_the_printed_whole(worth):
    """Thirds and sixths of a dollar are shared out so that no dollar is lost."""
    values = {mixture: amount / 10**6 for mixture, amount in worth.items()}
    whole = values[frozenset(GROUPS)] - values[frozenset()]
    exact = shapley(GROUPS, values)
    printed = to_the_dollar(exact, whole)
    micro = {group: round(part * 10**6) for group, part in printed.items()}
    assert sum(micro.values()) == whole * 10**6
    assert all(abs(micro[group] - exact[group] * 10**6) < 1 for group in GROUPS)


def test_the_scenarios_between_are_all_but_the_two():
    assert len(between(GROUPS)) == 2**3 - 2
    assert between(("one",)) == ()
    assert between(()) == ()


def test_every_parameter_that_a_scenario_can_set_is_in_a_group():
    grouped = {p.name: p.group for p in parameters().values()}
    assert grouped.pop("extends") == ""
    assert set(grouped.values()) == {
        "timing", "targets", "budget", "prices", "industry", "rules",
    }  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world of one ally with scenarios that change one or two groups."""
    return hand_world(
        tmp_path_factory.mktemp("world"),
        rich=(RICH,),
        both=(RICH, MODEST),
        dear=(RICH, DEAR),
        three=(RICH, MODEST, DEAR),
    )


def compared(place: Path, *names: str) -> Comparison:
    """Scenarios of the world compared, with attribution."""
    members = [load(place / f"{name}.csv") for name in names]
    with Crew() as crew:
        return compare_members(members, Asked(attribute=True), crew)


def parts(comparison: Comparison, run: int = 0) -> dict[tuple[str, str], float]:
    """The parts by measure and group."""
    return dict(comparison.compared.attributions[run].parts)


def test_money_and_targets_share_what_they_do_together(place):
    """Shortfall: 88 MUSD in the base, 58 with the money, 0 with the modest target, 0 with both.
    Cost: 12, 42, 10, 10. Each part is the mean of coming first and coming second."""
    found = parts(compared(place, "base", "both"))
    assert found["missing", "budget"] == pytest.approx(-15, abs=1e-5)
    assert found["missing", "targets"] == pytest.approx(-73, abs=1e-5)
    assert found["cost", "budget"] == pytest.approx(15, abs=1e-5)
    assert found["cost", "targets"] == pytest.approx(-17, abs=1e-5)


def test_one_group_accounts_for_all_of_it_without_a_further_solve(place):
    comparison = compared(place, "base", "rich")
    (share,) = comparison.compared.attributions
    assert share.solves == 0
    assert share.parts["missing", "budget"] == pytest.approx(-30, abs=1e-5)
    assert share.parts["cost", "budget"] == pytest.approx(30, abs=1e-5)


def test_parts_of_several_runs_add_up_to_their_differences(place):
    """Money and prices do not work on each other here: -30 and +100 MUSD of shortfall."""
    comparison = compared(place, "base", "dear", "three")
    assert parts(comparison)["missing", "budget"] == pytest.approx(-30, abs=1e-5)
    assert parts(comparison)["missing", "prices"] == pytest.approx(100, abs=1e-5)
    rows = list(comparison.compared.rows())
    for name in ("dear", "three"):
        for measure in ("missing", "cost", "spending_a_year"):
            of = [r for r in rows if r["scenario"] == name and r["measure"] == measure]
            (whole,) = (r["difference"] for r in of if r["part"] == "summary")
            told = [r["difference"] for r in of if r["part"] == "attribution"]
            assert round(sum(told), 6) == whole


def test_equal_scenarios_have_nothing_to_attribute(place):
    scenario_file(place / "again.csv", "extends,,,,base.csv,,", "uplift,,,,10,%,said again")
    (share,) = compared(place, "base", "again").compared.attributions
    assert share.groups == ()
    assert share.parts == {}


def test_a_lever_that_changes_no_number_makes_no_group(place):
    rows = ("extends,,,,base.csv,,,,,", "gdp,,,,1,,the same,scale,,")
    scenario_file(place / "same.csv", *rows, header=WIDE)
    assert differing_groups(load(place / "base.csv"), load(place / "same.csv")) == ()


def test_a_lever_that_counts_only_in_the_years_of_the_other_makes_a_group(place):
    """Another GDP growth in 2030 changes nothing until the plan reaches that year."""
    rows = ("gdp_growth,,,2028,0,%/year,", "gdp_growth,,,2030,5,%/year,")
    scenario_file(place / "later.csv", "extends,,,,base.csv,,", "last_year,,,,2030,,", *rows)
    base, later = load(place / "base.csv"), load(place / "later.csv")
    assert differing_groups(base, later) == ("timing", "budget")


@pytest.mark.parametrize("groups", [(), ("targets",), ("budget",), ("budget", "targets")])
def test_a_mixture_takes_each_group_whole_from_one_side(place, groups):
    base, other = load(place / "base.csv"), load(place / "both.csv")
    mixture = mixed(base, other, frozenset(groups))
    for name, parameter in parameters().items():
        if parameter.kind != "file":
            source = other if parameter.group in groups else base
            assert np.array_equal(mixture.array(name), source.array(name), equal_nan=True), name


def test_a_mixture_that_makes_no_sense_is_told_and_the_rest_is_compared(place):
    """Growth falls by 60 points until 2030: out of bounds, but only in a plan that goes so far."""
    scenario_file(place / "long.csv", "extends,,,,base.csv,,", "last_year,,,,2030,year,")
    falling = ("gdp_growth,,,2028,0,,,add,,", "gdp_growth,,,2030,-60,,,add,,")
    scenario_file(place / "falling.csv", "extends,,,,base.csv,,,,,", *falling, header=WIDE)
    comparison = compared(place, "long", "falling")
    (share,) = comparison.compared.attributions
    assert share.parts == {}
    assert share.reason.startswith(
        "The difference between long and falling cannot be attributed: with budget of falling and "
        "the rest of long, "
    )
    assert "wanted what leaves a number from -50 to 50" in share.reason
    assert comparison.compared.values("summary", "shortfall")[1] == pytest.approx(88, abs=1e-5)


def test_other_reference_tables_are_refused(place, tmp_path):
    elsewhere = hand_world(tmp_path, rich=(RICH,))
    table = elsewhere / "reference" / "countries.csv"
    table.write_text(table.read_text().replace("1000", "1001"))
    with pytest.raises(CannotAttributeError, match="different reference tables"):
        compare_members(
            [load(place / "base.csv"), load(elsewhere / "rich.csv")], Asked(attribute=True), Crew()
        )


def test_too_many_solves_are_refused_with_their_number(place):
    members = [load(place / "base.csv"), load(place / "three.csv")]
    with pytest.raises(CannotAttributeError, match=r"3 groups.*takes 6 further solves"):
        compare_members(members, Asked(attribute=True, most_solves=5), Crew())
