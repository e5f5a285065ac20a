"""compare.html: the numbers of the runs, pictures that draw offline, and texts that stay texts."""

import os
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
        ("Shortfall, all milestones", "missing"),
        ("Cost in all, discounted", "cost"),
        ("Cost a year", "spending_a_year"),
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
    assert inputs.texts("Parameter") == ["uplift", "defence_share", "unit_cost"]
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


def further_short(folder: Path, used: float) -> str:
    """The page of two runs: in the second AAA has more money and misses more, CCC has less money
    and misses more, BBB misses less; one line is used so far."""
    folders = []
    for name, short, caps in (("one", (1, 9, 1), (5, 5, 5)), ("two", (3, 2, 2), (9, 9, 4))):
        allies = list(zip(("AAA", "BBB", "CCC"), short, caps, strict=True))
        folders.append(
            written_run(
                folder / name,
                capability=[held(ally, "TANK", 2028, 9, units, None) for ally, units, _ in allies],
                spending=[{"country": ally, "year": 2026, "cap": cap} for ally, _, cap in allies],
                industry=[{"system": "tank_a", "year": 2026, "share_used": used}],
            )
        )
    words = " ".join(Reader(comparison_page(compare(*folders).compared)).text)
    return words.replace("\N{NO-BREAK SPACE}", " ")


def test_allies_further_short_are_named_and_shared_lines_where_any_is_full(tmp_path):
    words = further_short(tmp_path, used=100.0)
    assert (
        "1 although their cap is larger: AAA (10 → 30); 1 without a larger cap: CCC (10 → 20)."
    ) in words
    assert "some are full in some year (1 in two; 1 in one)" in words


def test_no_cause_is_claimed_where_no_line_is_full(tmp_path):
    words = further_short(tmp_path, used=99.0)
    assert "AAA (10 → 30)" in words
    assert "Production lines are shared" not in words


def test_the_inputs_that_differ_are_named_by_what_they_are(text):
    words = " ".join(Reader(text).text)
    assert "Defence spending as a share of GDP (defence_share)" in words
    assert "Price of one unit at prices of the base year (unit_cost)" in words


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
