"""report.html in a browser with the network off: it draws, sorts, tells values, and stays inert."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import SCRIPT, baseline, hostile, reported
from playwright import sync_api

from model import frontier, load, solve

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PHONE, DESK = {"width": 400, "height": 800}, {"width": 1400, "height": 900}


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    """Chromium; where there is none, nothing here can be tested, but CI must have it."""
    if CHROMIUM is None:
        assert not os.environ.get("CI"), "chromium is missing"
        pytest.skip("chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the baseline as a file."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(reported(baseline().explain().answer), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a world in which every text tries to be a script."""
    folder = tmp_path_factory.mktemp("bad")
    path = folder / "report.html"
    answer = solve(load(hostile(folder))).explain().strict().answer
    path.write_text(reported(answer), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def along(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a frontier of that world."""
    folder = tmp_path_factory.mktemp("along")
    made = frontier(load(hostile(folder)), "uplift", points=3)
    (folder / "frontier.html").write_bytes(made.files["frontier.html"])
    return folder / "frontier.html"


class Opened:
    """A page in a context of its own without a network, and all that it tried to do."""

    def __init__(self, browser: sync_api.Browser, path: Path, size=DESK, script=True) -> None:
        self.context = browser.new_context(viewport=size, offline=True, java_script_enabled=script)
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.said.append("dialog"), dialog.dismiss()))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())

    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    @property
    def overflow(self) -> int:
        """By how much the page is wider than the window, pixels."""
        return self.page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.fixture(scope="module")
def desk(browser, report) -> Iterator[sync_api.Page]:
    """The baseline's page on a wide screen. It takes seconds to open, so that tests share it: each
    leaves what the others look at as it was, or does not mind."""
    with Opened(browser, report) as opened:
        yield opened.page


@pytest.fixture
def quick(browser, bad) -> Iterator[sync_api.Page]:
    """The page of a small world, where size is not the point."""
    with Opened(browser, bad) as opened:
        yield opened.page


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("name", ["report", "bad", "along"])
def test_it_opens_without_a_network_an_error_or_a_request(browser, request, name, size):
    path = request.getfixturevalue(name)
    with Opened(browser, path, size) as opened:
        charts = opened.page.locator(".chart").count()
        drawn = opened.page.locator(".chart svg path").count()
        assert charts >= 4 and drawn > 10 * charts
        assert opened.page.locator(".chart svg").count() == charts
        assert opened.overflow <= 0
        opened.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert opened.overflow <= 0
        assert opened.said == [] and opened.asked == [path.as_uri()]


def test_hostile_texts_are_shown_and_do_nothing(browser, bad):
    with Opened(browser, bad) as opened:
        page = opened.page
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        for chart in page.locator(".chart").all():
            box = chart.bounding_box()
            chart.hover(position={"x": box["width"] / 2, "y": box["height"] / 2})
        page.locator("td[data-t]").first.hover()
        for head in page.locator("th button").all()[:30]:
            head.click()
        page.locator("#orders input").last.fill(SCRIPT)
        foreign = "img, iframe, main b:not(.told b), main svg:not(.chart svg)"
        assert page.locator(foreign).count() == 0
        assert SCRIPT in page.locator("#orders .key").first.inner_text()
        assert SCRIPT in page.locator("#short tbody").last.inner_text()
        assert opened.said == [] and opened.asked == [bad.as_uri()]


def test_a_script_that_got_in_would_not_run(quick):
    blocked = quick.evaluate(
        """async () => {
            const found = [];
            document.addEventListener("securitypolicyviolation",
                event => found.push(event.effectiveDirective));
            const box = document.createElement("div");
            box.innerHTML = '<img src="x:y" onerror="window.ran = 1"><p style="color:red"></p>';
            document.body.append(box);
            const script = document.createElement("script");
            script.textContent = "window.ran = 1";
            document.body.append(script);
            await new Promise(done => setTimeout(done, 100));
            return [found, window.ran];
        }"""
    )
    assert blocked[1] is None
    assert {"img-src", "script-src-elem", "style-src-attr"} <= set(blocked[0])


def column(page: sync_api.Page, table: sync_api.Locator, place: int) -> list[str]:
    """What stands in one column of a table, from top to bottom."""
    return table.locator(f"tbody tr > :nth-child({place})").all_inner_texts()


def numbers(texts: list[str]) -> list[float]:
    """The numbers among texts."""
    return [float(t.replace(",", "")) for t in texts if re.fullmatch(r"[\d,.]+", t)]


def test_a_head_sorts_its_column_both_ways(desk):
    table = desk.locator("#short table.rows").last
    foot = table.locator("tfoot").inner_text()
    cap, ally = table.locator("thead th").nth(5), table.locator("thead th").nth(0)
    cap.locator("button").click()
    assert cap.get_attribute("aria-sort") == "ascending"
    up = numbers(column(desk, table, 6))
    assert up == sorted(up) and len(up) == 31
    cap.locator("button").click()
    assert cap.get_attribute("aria-sort") == "descending"
    assert numbers(column(desk, table, 6)) == up[::-1]
    ally.locator("button").click()
    assert cap.get_attribute("aria-sort") is None
    assert column(desk, table, 1)[0] == "Albania"
    ally.locator("button").click()
    assert column(desk, table, 1)[0] == "United States"
    assert table.locator("tfoot").inner_text() == foot


def test_a_head_sorts_by_full_values_with_blanks_last(desk):
    table = desk.locator("#short table.rows").last
    year = table.locator("thead th").nth(2).locator("button")
    for _ in range(2):
        year.click()
        told = column(desk, table, 3)
        assert told[-1] == "\N{EN DASH}" and "\N{EN DASH}" not in told[:-1]
    table.locator("thead th").last.locator("button").click()
    full = [
        float(cell.get_attribute("data-v") or cell.inner_text())
        for cell in table.locator("tbody tr > :nth-child(10)").all()
    ]
    assert full == sorted(full) and any(round(value, 2) != value for value in full)


def test_the_keyboard_sorts_too(quick):
    table = quick.locator("#short table.rows").last
    head = table.locator("thead th").nth(1)
    head.locator("button").focus()
    quick.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    quick.keyboard.press("Space")
    assert head.get_attribute("aria-sort") == "descending"
    quick.keyboard.press("Tab")
    assert quick.evaluate("document.activeElement.textContent").startswith("Worst year")


def test_hovering_tells_the_value_of_the_table(desk):
    chart = desk.locator("#money .chart")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    chart.hover(position={"x": box["width"] * 0.53, "y": box["height"] * 0.8})
    told = desk.locator(".told").inner_text().split("\n")
    year = told[0]
    row = desk.locator("#money tbody tr").filter(has=desk.locator("th", has_text=year))
    cells = [text.replace(",", "") for text in row.locator("td").all_text_contents()]
    cap, payments, upkeep = (float(text) / 1000 for text in cells[:3])
    shown = dict(re.findall(r"\n([A-Z][^\n:]+)[^\n]*\n([\d.]+) bn USD", "\n".join(told)))
    assert float(shown["Payments for orders"]) == pytest.approx(payments, abs=0.051)
    assert float(shown["Upkeep of what is bought"]) == pytest.approx(upkeep, abs=0.051)
    assert float(shown["Together"]) == pytest.approx(payments + upkeep, abs=0.051)
    assert float(shown["Cap"]) == pytest.approx(cap, abs=0.051)


def test_what_is_told_stays_inside_a_small_window(browser, report):
    with Opened(browser, report, PHONE) as opened:
        for at, (x, y) in enumerate(((0.2, 0.2), (0.5, 0.5), (0.88, 0.8))):
            chart = opened.page.locator("#orders .chart").nth(at)
            chart.scroll_into_view_if_needed()
            box = chart.bounding_box()
            chart.hover(position={"x": box["width"] * x, "y": box["height"] * y})
            told = opened.page.locator(".told:visible").last.bounding_box()
            assert told["x"] >= 0 and told["x"] + told["width"] <= PHONE["width"]
            assert told["y"] >= 0 and told["y"] + told["height"] <= PHONE["height"]
            assert opened.overflow <= 0


def test_hovering_a_heat_map_tells_who_and_what(desk):
    cell = desk.locator("#short .panes td.h5:visible").first
    cell.scroll_into_view_if_needed()
    cell.hover()
    tip = desk.locator(".tip")
    ally = cell.locator("xpath=../th").inner_text()
    assert tip.locator("b").inner_text().startswith(f"{ally}, ")
    assert f"missing, {cell.inner_text()} %" in tip.inner_text()
    desk.locator("h1").hover()
    assert not tip.is_visible()


def test_on_a_phone_the_heat_map_opens_on_what_the_worst_ally_lacks(browser, report):
    """Names wrap instead of being cut, and a shadow tells of the columns beyond the edge."""
    with Opened(browser, report, PHONE) as opened:
        edge = opened.page.locator("#short .panes .edge:visible")
        sync_api.expect(edge).to_have_class("edge more")
        frame, first = edge.bounding_box(), edge.locator("tbody tr").first
        lacking = first.locator(".h1, .h2, .h3, .h4, .h5, .ht").first.bounding_box()
        assert lacking["x"] + lacking["width"] < frame["x"] + frame["width"] / 2
        for names in (edge.locator("tbody th"), opened.page.locator("#industry .heat tbody th")):
            cut = "cells => cells.filter(c => c.scrollWidth > c.clientWidth).length"
            assert names.count() > 19 and names.evaluate_all(cut) == 0


def test_the_years_of_the_heat_map_can_be_switched(desk):
    panes = desk.locator("#short .panes > div")
    visible = [panes.nth(at).is_visible() for at in range(panes.count())]
    assert sum(visible) == 1
    desk.locator("#short .tabs label", has_text="2040").click()
    assert panes.last.is_visible() and not panes.nth(visible.index(True)).is_visible()


def test_a_search_leaves_the_rows_that_have_every_word(desk):
    table, box = desk.locator("#orders table.rows").last, desk.locator("#orders input").last
    everything = table.locator("tbody tr").count()
    box.fill("POLAND  drone")
    rows = table.locator("tbody tr:visible").all_inner_texts()
    assert 0 < len(rows) < everything
    assert all("Poland" in row and "drone" in row.lower() for row in rows)
    box.fill("")
    assert table.locator("tbody tr:visible").count() == everything


def test_a_search_opens_the_parameters_that_have_a_match(desk):
    box = desk.locator("#assumptions .folds")
    box.locator("input").fill("greece tanks")
    open_folds = box.locator("> details[open]")
    assert open_folds.count() >= 3
    rows = open_folds.locator("tbody tr:visible").all_inner_texts()
    assert rows and all("Greece" in row for row in rows)
    assert box.locator("output").inner_text() == f"{len(rows)} rows"


def test_a_number_leads_to_its_source(quick):
    fold = quick.locator("#assumptions .folds > details", has_text="Stock of the base year").first
    fold.locator("summary").click()
    link = fold.locator("a").first
    target = quick.locator(f"tr{link.get_attribute('href')}")
    assert not target.is_visible()
    link.click()
    assert target.is_visible()
    sync_api.expect(target).to_be_in_viewport()


def test_paper_gets_pictures_of_its_own_width(quick):
    chart = quick.locator("#money .chart svg")
    before = chart.get_attribute("width")
    quick.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert chart.get_attribute("width") == "850"
    assert chart.get_attribute("viewBox") == "0 0 850 247"
    quick.evaluate("dispatchEvent(new Event('afterprint'))")
    assert chart.get_attribute("width") == before
    assert chart.get_attribute("viewBox") == f"0 0 {before} 380"


def test_pictures_follow_the_window(quick):
    wide = quick.locator("#money .chart svg").bounding_box()["width"]
    quick.set_viewport_size(PHONE)
    quick.wait_for_function("document.querySelector('#money .chart svg').clientWidth < 400")
    assert quick.locator("#money .chart svg").bounding_box()["width"] < wide
    assert quick.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_pictures_have_names_for_those_who_do_not_see_them(quick):
    for chart in quick.locator(".chart").all():
        assert chart.get_attribute("role") == "img"
        assert len(chart.get_attribute("aria-label") or "") > 40


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_without_a_script_the_tables_stand_in_for_the_pictures(browser, report, size):
    with Opened(browser, report, size, script=False) as opened:
        page = opened.page
        assert page.locator("h1").inner_text().startswith("The uplift is not met in full")
        assert not page.locator(".chart").first.is_visible()
        for section in ("money", "capability", "short", "orders", "industry", "limits"):
            assert page.locator(f"#{section} table.rows").first.is_visible(), section
        page.locator("#short .tabs label", has_text="2040").click()
        assert page.locator("#short .panes > div").last.is_visible()
