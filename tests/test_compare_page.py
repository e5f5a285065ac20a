"""compare.html: the numbers of the runs, pictures that draw offline, and texts that stay texts."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import ATTRIBUTE, SCRIPT, Reader
from playwright import sync_api
from run_folders import DEAR, MODEST, RICH, assumed, hand_world, held, written_run
from test_page_browser import CHROMIUM, DESK, PHONE, Opened

from model import compare, load
from model.comparison.crew import Crew
from model.comparison.figures import difference
from model.output.comparison.page import comparison_page
from model.versus import Asked, Comparison, compare_members


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """The world of one ally: base, then twice the money and one tank more or twice the price."""
    place = hand_world(tmp_path_factory.mktemp("w"), both=(RICH, MODEST), dear=(RICH, DEAR))
    members = [load(place / f"{name}.csv") for name in ("base", "both", "dear")]
    with Crew() as crew:
        return compare_members(members, Asked(attribute=True), crew)


@pytest.fixture(scope="module")
def text(comparison: Comparison) -> str:
    """Its page."""
    return comparison_page(comparison.compared)


@pytest.fixture(scope="module")
def chromium() -> Iterator[sync_api.Browser]:
    """A browser; CI must have one."""
    if CHROMIUM is None:
        assert not os.environ.get("CI"), "chromium is missing"
        pytest.skip("chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def test_the_headline_figures_are_those_of_the_runs(comparison, text):
    table = Reader(text).table("answers", "What", "both less base")
    labels = table.texts("What")
    summaries = [run.summary for run in comparison.compared.runs]
    for label, measure in (
        ("Targets met", "targets_met"),
        ("Shortfall, all milestones, MUSD", "missing"),
        ("Cost in all, discounted, MUSD", "cost"),
        ("Cost a year, MUSD", "spending_a_year"),
    ):
        row = labels.index(label)
        values = [summary[measure] for summary in summaries]
        assert [table.numbers(name)[row] for name in ("base", "both", "dear")] == values
        for name, value in zip(("both", "dear"), values[1:], strict=True):
            told = table.numbers(f"{name} less base")[row]
            assert told == pytest.approx(difference(values[0], value), abs=1e-6)


def test_the_page_tells_what_differs_and_what_it_comes_from(text):
    """Two tanks' worth of money and a modest target meet what the base misses."""
    read = Reader(text)
    inputs = read.table("inputs", "Parameter", "Where")
    assert inputs.texts("Parameter") == [
        "Increase asked for over the base-year stock (uplift), %",
        "Defence spending as a share of GDP (defence_share), %",
        "Price of one unit at prices of the base year (unit_cost), MUSD",
    ]
    assert [inputs.texts(run)[0] for run in ("base", "both", "dear")] == ["10", "1", "10"]
    parts = read.table("why", "Inputs", "shortfall MUSD")
    assert parts.texts("Inputs") == ["targets", "budget"]
    assert parts.numbers("shortfall MUSD") == [-73.0, -15.0]
    words = " ".join(read.text).replace("\N{NO-BREAK SPACE}", " ")
    assert "both: 1 more target met; shortfall down by 88 MUSD (-100 %)" in words


def test_the_page_is_the_same_every_time(comparison, text):
    assert comparison_page(comparison.compared) == text


def test_runs_without_a_difference_make_a_page_that_says_so(tmp_path):
    rows = [held("AAA", "TANK", 2028, 9, 1, None), held("ALLIANCE", "TANK", 2028, 9, 1, None)]
    folders = [written_run(tmp_path / name, "same", capability=rows) for name in ("one", "two")]
    words = " ".join(Reader(comparison_page(compare(*folders).compared)).text)
    assert "two against one: the same" in words
    assert "Nothing: the inputs of all runs are the same." in words


def further_short(folder: Path, used: float, third: float = 2) -> Reader:
    """The page of two runs: in the second AAA has more money and misses more, CCC has less money
    and misses a third number of units instead of 1, BBB misses less; one line is used so far."""
    folders = []
    for name, short, caps in (("one", (1, 9, 1), (5, 5, 5)), ("two", (3, 2, third), (9, 9, 4))):
        allies = list(zip(("AAA", "BBB", "CCC"), short, caps, strict=True))
        folders.append(
            written_run(
                folder / name,
                capability=[held(ally, "TANK", 2028, 9, units, None) for ally, units, _ in allies],
                spending=[{"country": ally, "year": 2026, "cap": cap} for ally, _, cap in allies],
                industry=[{"system": "tank_a", "year": 2026, "share_used": used}],
            )
        )
    return Reader(comparison_page(compare(*folders).compared))


def test_allies_further_short_are_named_and_shared_lines_where_any_is_full(tmp_path):
    page = further_short(tmp_path, used=100.0)
    table = page.table("short", "Ally", "Missing more MUSD")
    assert table.texts("Ally") == ["AAA", "CCC"]
    assert table.numbers("Missing more MUSD") == [20, 10]
    assert table.numbers("Missing in one MUSD") == [10, 10]
    assert table.numbers("Missing in the run MUSD") == [30, 20]
    assert table.texts("Cap, all years") == ["larger", "not larger"]
    words = " ".join(page.text)
    assert "two: 2 allies, 1 with a larger cap." in words
    assert "some are full in some year (1 in two; 1 in one)" in words


def test_one_ally_further_short_is_no_plural(tmp_path):
    page = further_short(tmp_path, used=99.0, third=1)
    assert "two: 1 ally, 1 with a larger cap." in " ".join(page.text)


def test_no_cause_is_claimed_where_no_line_is_full(tmp_path):
    page = further_short(tmp_path, used=99.0)
    assert page.table("short", "Ally", "Missing more MUSD").texts("Ally") == ["AAA", "CCC"]
    assert "Production lines are shared" not in " ".join(page.text)


def test_the_inputs_that_differ_are_named_by_what_they_are(text):
    words = " ".join(Reader(text).text)
    assert "Defence spending as a share of GDP (defence_share)" in words
    assert "Price of one unit at prices of the base year (unit_cost)" in words


def test_years_are_no_amounts_and_a_median_is_one_only_of_several(tmp_path):
    """One deadline; of three shares of 2027, 2, 3 and 4 %, then half of one more, the median."""
    folders = []
    for name, year, more in (("one", 2035, 0.0), ("two", 2030, 0.5)):
        shares = [
            assumed("defence_share", value + at * more, country, year=2027)
            for at, (country, value) in enumerate((("AAA", 2), ("BBB", 3), ("CCC", 4)), start=1)
        ]
        deadline = {**assumed("deadline", year), "unit": "year"}
        folders.append(written_run(tmp_path / name, assumptions=[deadline, *shares]))
    table = Reader(comparison_page(compare(*folders).compared)).table("inputs", "Shown")
    assert table.texts("one") == ["2035", "3"]
    assert table.texts("two") == ["2030", "4"]
    assert table.texts("Shown") == ["the number", "median in 2027"]


def test_the_years_of_each_ally_stand_on_the_page(tmp_path):
    """AAA has its tanks in 2027, then never."""
    folders = [
        written_run(
            tmp_path / name,
            capability=[held("AAA", "TANK", 2028, 9, short, year)],
            codes=[{"kind": "country", "code": "AAA", "name": "Aland"}],
        )
        for name, short, year in (("one", 0, 2027), ("two", 1, None))
    ]
    table = Reader(comparison_page(compare(*folders).compared)).table("when", "Ally", "Half met by")
    assert table.texts("Ally") == ["Aland", "Aland"]
    for head in ("Half met by", "Nine in ten met by"):
        assert table.texts(head) == ["2027", "\N{EN DASH}"]
    assert table.texts("Missed, and met there targets") == ["\N{EN DASH}", "1"]


def test_allies_are_sorted_by_their_names_and_not_by_their_codes(tmp_path):
    names = {"AAA": "Westland", "BBB": "Eastland"}
    folders = [
        written_run(
            tmp_path / run,
            capability=[held(ally, "TANK", 2028, 9, 0, 2027) for ally in names],
            codes=[{"kind": "country", "code": code, "name": names[code]} for code in names],
        )
        for run in ("one", "two")
    ]
    table = Reader(comparison_page(compare(*folders).compared)).table("when", "Ally", "Half met by")
    assert table.texts("Ally") == ["Eastland", "Eastland", "Westland", "Westland"]


def ordering(folder: Path, name: str, **orders: float) -> Path:
    """A run in which AAA orders some units of systems at 10 MUSD each, and BBB always a tank."""
    rows = [("AAA", system, units) for system, units in orders.items()] + [("BBB", "tank_a", 1.0)]
    return written_run(
        folder / name,
        plan=[
            {"country": ally, "system": system, "year": 2026, "ordered": units, "price": 10.0}
            for ally, system, units in rows
        ],
    )


def test_what_each_ally_orders_instead_is_told(tmp_path):
    """AAA orders a tank more of one kind for two of the other; BBB does what it did."""
    folders = [
        ordering(tmp_path, "one", tank_a=3, tank_b=1),
        ordering(tmp_path, "two", tank_a=1, tank_b=2),
    ]
    table = Reader(comparison_page(compare(*folders).compared)).table("bought", "Ally", "System")
    assert table.texts("Ally") == ["AAA", "AAA"]
    assert table.texts("System") == ["tank_a", "tank_b"]
    assert table.numbers("one MUSD") == [30, 10]
    assert table.numbers("two less one MUSD") == [-20, 10]


def test_runs_that_order_the_same_have_no_such_table(tmp_path):
    folders = [ordering(tmp_path, name, tank_a=3) for name in ("one", "two")]
    read = Reader(comparison_page(compare(*folders).compared))
    assert not [table for table in read.tables if {"Ally", "System"} <= set(table.heads)]


def spending(folder: Path, *caps: float) -> list[dict]:
    """The options of the pictures of spending of runs whose cap is so large from 2026 to 2028;
    of the last run to 2029."""
    folders = []
    for place, cap in enumerate(caps):
        longer = place == len(caps) - 1
        money = [
            {"country": "AAA", "year": year, "cap": cap, "payments": 1.0 + place}
            for year in range(2026, 2030 if longer else 2029)
        ]
        ends = [{"last_year": 2029 if longer else 2028}]
        folders.append(written_run(folder / f"run{place}", spending=money, summary=ends))
    read = Reader(comparison_page(compare(*folders).compared))
    charts = [json.loads(text) for found, text in read.scripts if "data-chart" in found]
    return [chart["option"] for chart in charts[:3]]


@pytest.mark.parametrize(("count", "kind"), [(3, "bar"), (4, "line")], ids=["three", "four"])
def test_more_than_three_runs_are_drawn_as_lines(tmp_path, count, kind):
    spent, *_ = spending(tmp_path, *range(5, 5 + count))
    assert [series["type"] for series in spent["series"]] == [kind] * count


def test_lines_that_lie_on_each_other_are_one_and_say_so(tmp_path):
    """The caps of the first and the last run are the same where both have years."""
    _, caps, _ = spending(tmp_path, 5000.0, 7000.0, 5000.0)
    told = {series["name"]: series["data"] for series in caps["series"]}
    assert told == {"run0 and run2, the same": [5, 5, 5, 5], "run1": [7, 7, 7, None]}


A4 = {"width": 688, "height": 1000}
"""What A4 leaves between the margins, in CSS pixels."""


@pytest.mark.parametrize("medium", ["screen", "print"])
def test_every_table_shows_all_its_columns(chromium, tmp_path, medium):
    """Three runs with names of common length, on a desk and on paper."""
    ways = {
        "met_only_here": (3, None, 2027), "met_only_in_base": (0, 2027, None),
        "met_later": (0, 2026, 2028),
    }  # fmt: skip
    folders = []
    for name in ("gdp_2pct", "gdp_3_5pct", "gdp_5pct"):
        at = 1 if name == "gdp_2pct" else 2
        rows = [held(ally, "TANK", 2028, 9, 3, way[at]) for ally, way in ways.items()]
        numbers = [assumed("defence_share", 100 * at + year, "AAA", year=year) for year in (1, 2)]
        folders.append(written_run(tmp_path / name, capability=rows, assumptions=numbers))
    path = tmp_path / "compare.html"
    path.write_text(comparison_page(compare(*folders).compared), encoding="utf-8")
    with Opened(chromium, path, DESK if medium == "screen" else A4) as opened:
        opened.page.emulate_media(media=medium)
        opened.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        widths = opened.page.evaluate(
            "[...document.querySelectorAll('table')].map("
            "t => [t.closest('figure, details').innerText.slice(0, 40), t.offsetWidth])"
        )
        room = 1072 if medium == "screen" else A4["width"]
        assert len(widths) > 7
        assert [found for found in widths if found[1] > room] == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_picture_draws_offline_and_nothing_is_asked_for(chromium, text, tmp_path, size):
    path = tmp_path / "compare.html"
    path.write_text(text, encoding="utf-8")
    with Opened(chromium, path, size) as opened:
        assert opened.said == []
        assert opened.asked == [path.as_uri()]
        assert opened.page.locator("svg").count() == opened.page.locator(".chart").count() > 8
        assert opened.overflow <= 0


@pytest.fixture
def desk(chromium, text, tmp_path) -> Iterator[sync_api.Page]:
    """The page on a wide screen."""
    path = tmp_path / "compare.html"
    path.write_text(text, encoding="utf-8")
    with Opened(chromium, path) as opened:
        yield opened.page


def test_a_head_sorts_the_answers_both_ways(desk):
    table = desk.locator("#answers table.rows")
    head = table.locator("thead th", has_text=re.compile("^dear$"))
    place = table.locator("thead th").all_inner_texts().index(head.inner_text()) + 1
    for direction in ("ascending", "descending"):
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == direction
        cells = table.locator(f"tbody tr > :nth-child({place})").all()
        shown = [float(c.get_attribute("data-v") or c.inner_text()) for c in cells]
        assert len(set(shown)) > 4
        assert shown == sorted(shown, reverse=direction == "descending")


def test_hovering_tells_what_each_run_spends(desk, comparison):
    """The middle of three years, as compare.csv has it."""
    chart = desk.locator("#money .chart").first
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    chart.hover(position={"x": box["width"] * 0.53, "y": box["height"] * 0.7})
    year, *told = desk.locator(".told:visible").inner_text().split("\n")
    spent = comparison.compared.values("spending", "spending", year=int(year))
    assert told[::2] == ["base", "both", "dear"]
    assert told[1::2] == [f"{amount / 1000:.1f} bn USD" for amount in spent]


def test_a_shadow_tells_of_columns_beyond_the_edge(chromium, text, tmp_path):
    """On a phone the answers are wider than the window, until they are scrolled to their end."""
    path = tmp_path / "compare.html"
    path.write_text(text, encoding="utf-8")
    with Opened(chromium, path, PHONE) as opened:
        edge = opened.page.locator("#answers .edge")
        sync_api.expect(edge).to_have_class("edge more")
        box = edge.locator(".scroll")
        assert box.evaluate("box => box.scrollWidth > box.clientWidth")
        box.evaluate("box => { box.scrollLeft = box.scrollWidth; }")
        sync_api.expect(edge).to_have_class("edge")


def test_hostile_texts_are_shown_and_do_nothing(chromium, tmp_path):
    def run(name: str, value: float) -> Path:
        row = {**held("AAA", "TANK", 2028, 9, value, None), "country": SCRIPT, "area": ATTRIBUTE}
        number = {"parameter": SCRIPT, "item": ATTRIBUTE, "value": value, "origin": SCRIPT}
        return written_run(
            tmp_path / name,
            f"{SCRIPT}{value}",
            capability=[row, {**row, "country": "ALLIANCE"}],
            assumptions=[number],
            plan=[{"country": SCRIPT, "system": SCRIPT, "year": 2026, "ordered": value}],
            spending=[{"country": SCRIPT, "year": 2026, "cap": 9.0, "payments": value}],
        )

    comparison = compare(run("one", 1.0), run("two", 2.0))
    path = tmp_path / "compare.html"
    path.write_text(comparison_page(comparison.compared), encoding="utf-8")
    with Opened(chromium, path) as opened:
        assert opened.said == []
        assert opened.asked == [path.as_uri()]
        assert opened.page.locator("img").count() == 0
        assert SCRIPT in opened.page.locator("h1").inner_text()
