"""compare.html: the numbers of the runs, pictures that draw offline, and texts that stay texts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import ATTRIBUTE, SCRIPT, Reader
from playwright import sync_api
from run_folders import DEAR, MODEST, RICH, hand_world, held, written_run
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
    """A browser."""
    if CHROMIUM is None:
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
        ("Shortfall, all milestones", "shortfall"),
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
    assert "both: 1 target more met; shortfall down by 88 MUSD (-100 %)" in words


def test_the_page_is_the_same_every_time(comparison, text):
    assert comparison_page(comparison.compared) == text


def test_runs_without_a_difference_make_a_page_that_says_so(tmp_path):
    rows = [held("AAA", "TANK", 2028, 9, 1, None), held("ALLIANCE", "TANK", 2028, 9, 1, None)]
    folders = [written_run(tmp_path / name, "same", capability=rows) for name in ("one", "two")]
    words = " ".join(Reader(comparison_page(compare(*folders).compared)).text)
    assert "two against one: the same" in words
    assert "Nothing: the inputs of all runs are the same." in words


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
