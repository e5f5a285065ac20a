"""report.html as text: its figures are those of the tables, and nothing in it can run but its own.

What a browser makes of it stands in test_page_browser.py.
"""

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from markupsafe import Markup
from pages import (
    ADDRESS,
    ATTRIBUTE,
    SCRIPT,
    TEMPLATE,
    Reader,
    baseline,
    hostile,
    one_ally,
    reported,
)
from second import write_world

from model import load, solve
from model.output.page.cells import NOTHING, cell, escaped, spoken
from model.output.page.document import LIBRARY, document
from model.output.page.facts import money_scale
from model.output.page.parts import NUMBER, Chart, Column, Figure, Head, Link, Table
from model.output.words import in_one_unit, listed

OFFICIAL = "61f13280aba3161f77fc801bf5f9c786f55f10432153a0683fc5cc0700b013d5"
"""SHA-256 of dist/echarts.common.min.js in the npm package echarts@6.1.0."""

CLOSE = {"rel": 1e-9, "abs": 1e-5}


@pytest.fixture(scope="module")
def page() -> str:
    return reported(baseline().answer)


@pytest.fixture(scope="module")
def read(page: str) -> Reader:
    return Reader(page)


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a world in which every text tries to be a script."""
    path = hostile(tmp_path_factory.mktemp("hostile"))
    return reported(solve(load(path)).answer)


# --- figures


def test_the_headline_figures_are_those_of_the_summary(read):
    (summary,) = baseline().summary.to_dict("records")
    spent = summary["payments"] + summary["running"]
    assert read.figures["Targets met"] == summary["targets_met"]
    assert read.figures["Missing, all milestones"] == summary["missing"]
    assert read.figures["Cost a year"] == summary["spending_a_year"]
    assert read.figures["Cost in all"] == pytest.approx(spent, **CLOSE)
    assert read.figures["Allies short"] == summary["allies_short"]


def test_the_totals_of_the_tables_are_those_of_the_summary(read):
    (summary,) = baseline().summary.to_dict("records")
    years = read.table("money", "All spending MUSD")
    spent = summary["payments"] + summary["running"]
    assert years.sum("All spending MUSD") == pytest.approx(spent, **CLOSE)
    allies = read.table("short", "Cap used %")
    assert allies.sum("Payments MUSD") == pytest.approx(summary["payments"], **CLOSE)
    assert allies.sum("Upkeep MUSD") == pytest.approx(summary["running"], **CLOSE)
    orders = read.table("orders", "Paid by 2040 MUSD")
    assert orders.sum("Paid by 2040 MUSD") == pytest.approx(summary["payments"], **CLOSE)
    missed = read.table("short", "Checked in")
    assert len(missed.rows) == summary["targets"] - summary["targets_met"]
    assert len({*missed.texts("Ally")} - {"Pooled together"}) == summary["allies_short"]


def test_spending_by_year_is_that_of_spending_csv_without_the_united_states(read):
    seen = read.table("money", "Cap MUSD")
    spending = baseline().spending
    takes_part = set(baseline().capability["country"]) - {"USA"}
    rest = spending[spending["country"].isin(takes_part)].groupby("year")
    for head, column in (("Cap", "cap"), ("Payments", "payments"), ("Upkeep", "running")):
        assert seen.numbers(f"{head} MUSD") == pytest.approx(rest[column].sum().tolist(), **CLOSE)
    us = spending[spending["country"] == "USA"]
    theirs = (us["payments"] + us["running"]).tolist()
    assert seen.numbers("The US: payments and upkeep MUSD") == pytest.approx(theirs, **CLOSE)


def test_capabilities_are_those_of_the_alliance_in_capability_csv(read):
    seen = read.table("capability", "Capability", "Uplift reached %")
    rows = baseline().capability.query("country == 'ALLIANCE' and milestone == 2040")
    for head, column in (
        ("Held 2025", "held_before"),
        ("Asked 2040", "needed"),
        ("Held 2040", "held"),
        ("Uplift reached %", "uplift_reached"),
        ("Missing 2040", "shortfall"),
        ("Missing MUSD", "missing"),
    ):
        assert seen.numbers(head) == pytest.approx(rows[column].tolist(), **CLOSE), head


def test_missed_targets_are_those_of_capability_csv(read):
    seen = read.table("short", "Checked in")
    rows = baseline().capability.query("country != 'ALLIANCE'")
    missed = rows[rows["shortfall"] > 1e-6 * rows["needed"].clip(lower=1)]
    own = [row for row in seen.rows if row[0][0] != "Pooled together"]
    assert sorted(row[5][1] for row in own) == pytest.approx(sorted(missed["shortfall"]), **CLOSE)
    assert sorted(row[6][1] for row in own) == pytest.approx(sorted(missed["needed"]), **CLOSE)


def test_heat_maps_show_each_missed_target_once(read):
    cells = [a["class"] for tag, a in read.elements if tag == "td" and a.get("data-t")]
    lacking = [step for step in cells if step != "h0"]
    maps = [table for table in read.tables if table.section == "short" and "Greece" in str(table)]
    shown = sum(
        bool(text) for table in maps[:3] for row in table.rows for text, _ in row[1:] if row
    )
    (summary,) = baseline().summary.to_dict("records")
    assert shown == summary["targets"] - summary["targets_met"]
    assert len(lacking) >= shown


def test_orders_by_system_add_up_plan_csv(read):
    seen = read.table("orders", "Buyers")
    plan = baseline().plan
    worth = plan["ordered"] * plan["price"]
    assert seen.sum("Value MUSD") == pytest.approx(worth.sum(), rel=1e-6)
    by_year = worth.groupby(plan["year"]).sum()
    for year in range(2026, 2041):
        assert seen.sum(f"{year} MUSD") == pytest.approx(by_year.get(year, 0.0), rel=1e-6, abs=0.1)


def test_industry_is_that_of_industry_csv(read):
    seen = read.table("industry", "System", "2026 %")
    rows = baseline().industry
    used = {name: group["share_used"].tolist() for name, group in rows.groupby("system")}
    names = baseline().answer.scenario.tables["systems"].columns
    code = dict(zip(names["name"], names["system"], strict=True))
    for name, *shares in seen.rows:
        found = [float("nan") if value is None else value for _, value in shares]
        assert found == pytest.approx(used[code[name[0]]], nan_ok=True)
    assert len(seen.rows) == len(used)


def test_the_grades_count_every_number(read):
    rows = baseline().table("assumptions")
    seen = read.table("assumptions", "A: primary source")
    for grade in "ABC":
        head = next(head for head in seen.heads if head.startswith(f"{grade}:"))
        assert seen.sum(head) == (rows["grade"] == grade).sum()
    assert sum(value for _, value in seen.total[1:]) == len(rows)
    folds = [t for t in read.tables if t.section == "assumptions" and "Numbers" in t.heads]
    single = read.table("assumptions", "Parameter", "Stated in")
    assert sum(sum(t.numbers("Numbers")) for t in folds) + len(single.rows) == len(rows)


def test_a_grade_is_not_called_a_source(read):
    """How many graded numbers name no page, and what most of these say instead."""
    rows = baseline().table("assumptions")
    graded = rows[rows["grade"] != ""]
    no_page = graded[graded["url"] == ""]
    said = no_page["source"].value_counts().head(3)
    words = " ".join(read.text)
    assert f"{len(graded):,} of them carry a grade" in words
    assert f"{len(no_page):,} of these name no page to read them at, but say" in words
    for text, count in said.items():
        assert f"“{text}” ({count:,})" in words


def test_the_heat_maps_begin_with_what_is_missing_most(read):
    """Columns by area: the area that lacks most first, and so inside each area."""
    tables = baseline().answer.scenario.tables
    columns = tables["capabilities"].columns
    name = dict(zip(columns["capability"], columns["name"], strict=True))
    rows = baseline().capability.query("milestone == 2030")
    lacking = rows.query("country != 'ALLIANCE'").groupby("capability")["missing"].sum()
    area = rows.groupby("capability")["area"].first()
    inside = lacking.groupby(area).sum()
    maps = [table for table in read.tables if table.section == "short" and "Greece" in str(table)]
    shown = [head for head in maps[0].heads if head in name.values()]
    code = {words: key for key, words in name.items()}
    order = [(-inside[area[code[head]]], -lacking[code[head]]) for head in shown]
    assert len(shown) == len(lacking)
    assert order == sorted(order)


def test_every_number_says_where_it_was_stated_and_every_source_is_listed(read):
    rows = baseline().table("assumptions")
    tables = [t for t in read.tables if t.section == "assumptions" and "Stated in" in t.heads]
    assert {text for t in tables for text in t.texts("Stated in")} == set(rows["origin"])
    ids = {attrs["id"] for _, attrs in read.elements if "id" in attrs}
    links = [a["href"][1:] for tag, a in read.elements if tag == "a" and a["href"][0] == "#"]
    assert set(links) <= ids and any(link.startswith("source-") for link in links)
    sources = read.table("assumptions", "No.")
    assert set(sources.texts("Source")) >= {" ".join(s.split()) for s in rows["source"] if s}


def test_a_gap_below_half_a_unit_is_a_trifle_whatever_its_share(read):
    rows = baseline().capability.query("country != 'ALLIANCE'")
    missed = rows[rows["shortfall"] > 1e-6 * rows["needed"].clip(lower=1)]
    trifles = [a for tag, a in read.elements if tag == "td" and a.get("class") == "ht"]
    pools = [
        row for row in read.table("short", "Checked in").rows if row[0][0].startswith("Pooled")
    ]
    small = sum(row[5][1] < 0.5 for row in pools) + (missed["shortfall"] < 0.5).sum()
    assert len(trifles) == small > 0
    assert "less than half a unit missing" in read.text


def test_codes_are_told_as_names(read):
    assert {"C3IS", "effective share", "munition use: use per day"} <= {
        text for table in read.tables for row in table.rows for text, _ in row
    }
    (largest,) = (text for text in read.text if text.startswith("Orders of "))
    assert re.search(r"F-35A .*\(\d+\s%\); .*, no interceptors \(\d+\s%\); and ", largest)


def test_what_to_watch_speaks_in_names_on_the_page_and_in_codes_elsewhere(read):
    (page,) = (text for text in read.text if text.startswith("Firm orders cost more than"))
    (codes,) = (text for text in baseline().answer.cautions if "orders cost more than" in text)
    assert "Bulgaria 2026-2027 (" in page and "BGR 2026-2027 (" in codes
    assert page.count(" MUSD too much)") == codes.count(" MUSD too much)") > 1


def worth_of_a_unit(rows):
    """The lowest price of a unit of the capability of each row, MUSD."""
    plan = baseline().answer.plan
    return rows["capability"].map(dict(zip(plan.capabilities, plan.value, strict=True)))


def test_what_is_asked_beyond_what_was_held_is_told_by_its_cause(read):
    """30 % by the uplift everywhere; beyond that, stockpiles for days of combat."""
    seen = read.table("capability", "By the uplift %")
    rows = baseline().capability.query("country == 'ALLIANCE' and milestone == 2040")
    worth = worth_of_a_unit(rows)
    for head, column in (("Held 2025 MUSD", "held_before"), ("Asked more in 2040 %", "needed")):
        by_area = (rows[column] * worth).groupby(rows["area"]).sum()
        found = by_area.tolist()
        if column == "needed":
            before = (rows["held_before"] * worth).groupby(rows["area"]).sum()
            found = (100 * (by_area / before - 1)).tolist()
        assert seen.numbers(head) == pytest.approx(found, **CLOSE)
    assert seen.numbers("By the uplift %") == pytest.approx([30.0] * 5, **CLOSE)
    causes = ("By the uplift %", "By the US drawdown %", "By stockpiles %")
    parts = zip(*(seen.numbers(head) for head in causes), strict=True)
    assert seen.numbers("Asked more in 2040 %") == pytest.approx([sum(p) for p in parts], **CLOSE)


def test_what_is_reached_of_a_target_is_what_is_not_missing_of_it(read):
    """At an interim year the line may lie above the target while single targets are missed."""
    seen = read.table("capability", "Ground manoeuvre: held %")
    rows = baseline().capability.query("country != 'ALLIANCE' and area == 'ground_manoeuvre'")
    worth = worth_of_a_unit(rows)
    sums = (rows[["needed", "shortfall"]].mul(worth, axis=0)).groupby(rows["milestone"]).sum()
    goal = sums["needed"][2040]
    heads = [f"Ground manoeuvre: {what} %" for what in ("held", "target", "reached")]
    at = {year: row for year, *row in zip(
        seen.texts("Year"), *(seen.numbers(head) for head in heads), strict=True)}  # fmt: skip
    for year in (2030, 2035, 2040):
        _, target, reached = at[str(year)]
        assert target == pytest.approx(100 * sums["needed"][year] / goal, **CLOSE)
        assert target - reached == pytest.approx(100 * sums["shortfall"][year] / goal, abs=1e-5)
    assert at["2030"][0] > at["2030"][1] > at["2030"][2]
    assert at["2031"][1:] == [None, None]


def test_a_priority_adds_the_weighted_shortfall_and_leaves_the_money(tmp_path):
    """Of 20 tanks at 10 MUSD one a year is made, and each that is missing counts three times."""
    path = one_ally(tmp_path)
    path.write_text(
        path.read_text() + "priority,,TANK,,3,weight,\nproduction,,mark1,,1,units/year,\n"
    )
    results = solve(load(path))
    (summary,) = results.summary.to_dict("records")
    read = Reader(reported(results.answer))
    assert 0 < read.figures["Missing, all milestones"] == summary["missing"]
    assert read.figures["Shortfall, weighted by priority"] == summary["shortfall_of_plan"]
    assert summary["shortfall_of_plan"] == pytest.approx(3 * summary["missing"])
    weighted = "Shortfall, weighted by priority MUSD"
    seen = read.table("capability", weighted)
    (missing,), (weighed,) = seen.numbers("Missing MUSD"), seen.numbers(weighted)
    assert 0 < weighed == pytest.approx(3 * missing)
    assert "weighted by priority)." in " ".join(read.text)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a, b", "c"], "a, b; and c"),
        (["a", "b, c", "d"], "a; b, c; and d"),
    ],
)
def test_a_list_of_names_with_commas_has_semicolons(words, told):
    assert listed(words) == told


@pytest.mark.parametrize(
    ("amounts", "told"),
    [
        ([12.4, 999.0, 0.0, 0.2], ["12 MUSD", "999 MUSD", "0 MUSD", "<1 MUSD"]),
        ([0.5, 0.6], ["<1 MUSD", "1 MUSD"]),
        ([1500.0, 871.0, 0.0, 12.0], ["1.5 bn USD", "0.9 bn USD", "0.0 bn USD", "<0.1 bn USD"]),
    ],
)
def test_a_table_tells_money_in_one_unit(amounts, told):
    assert [in_one_unit(amounts)(amount) for amount in amounts] == told


@pytest.mark.parametrize(
    ("largest", "words", "musd", "decimals"),
    [
        (2000.0, "billion US dollars", 1000.0, 1),
        (1999.9, "million US dollars", 1.0, 0),
        (19.9, "million US dollars", 1.0, 1),
    ],
)
def test_a_picture_shows_money_in_the_unit_of_its_largest_amount(largest, words, musd, decimals):
    scale = money_scale(largest)
    assert (scale.words, scale.musd, scale.decimals) == (words, musd, decimals)


# The ally holds 80 of the 100 effective tanks that are asked in 2030: 80 % until they arrive, and
# 20 tanks at 10 MUSD are ordered. Payments and upkeep stay below the cap of 100 MUSD a year.
def test_a_target_that_is_met_reads_so(tmp_path):
    read = Reader(reported(solve(load(one_ally(tmp_path))).answer))
    seen = read.table("capability", "Land: held %")
    held = dict(zip(seen.texts("Year"), seen.numbers("Land: held %"), strict=True))
    assert held["2025"] == pytest.approx(80.0) and held["2030"] == pytest.approx(100.0)
    orders = read.table("orders", "Buyers")
    assert orders.numbers("Value MUSD") == pytest.approx([200.0])
    assert "Nobody falls short: every target is met in every year in which it is checked." in (
        read.text
    )
    assert "The uplift is met. All 2 targets are reached" in read.text


def test_a_world_that_asks_for_nothing_has_a_page(tmp_path):
    path = one_ally(tmp_path)
    (tmp_path / "reference" / "inventory.csv").write_text(
        "country,capability,stock,effective_share,retire_share,source,grade\n"
    )
    read = Reader(reported(solve(load(path)).answer))
    assert "Nothing is asked for" in read.text and "Nothing is ordered." in read.text


# --- the file


def test_the_same_input_gives_the_same_bytes(tmp_path, page):
    assert reported(baseline().answer) == page
    path = one_ally(tmp_path)
    first, second = (reported(solve(load(path)).answer) for _ in range(2))
    assert first == second


def test_the_page_is_below_three_megabytes(page):
    assert len(page.encode()) < 3e6


def test_the_library_is_the_official_file_and_stands_in_the_page_as_it_is(page):
    content = LIBRARY.read_bytes()
    assert sha256(content).hexdigest() == OFFICIAL
    assert content.decode() in page
    assert {"LICENSE", "NOTICE"} <= {path.name for path in LIBRARY.parent.iterdir()}
    assert OFFICIAL in (LIBRARY.parent / "README.md").read_text()


@pytest.mark.parametrize("name", ["page", "bad"])
def test_only_what_the_policy_pins_by_its_hash_can_run(name, request):
    read = Reader(request.getfixturevalue(name))
    policy = next(
        attrs["content"]
        for tag, attrs in read.elements
        if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'" and "unsafe" not in policy
    run = [text for attrs, text in read.scripts if attrs.get("type") != "application/json"]
    assert rules["script-src"].split() == [pin(text) for text in run]
    assert rules["style-src"].split() == [pin(text) for text in read.styles]
    for tag, attrs in read.elements:
        assert not any(key.startswith("on") or key in ("style", "src") for key in attrs), tag
    order = [tag for tag, attrs in read.elements if tag in ("meta", "script", "style", "title")]
    assert order[1] == "meta", "the policy must stand before what it rules"


def pin(text: str) -> str:
    """What a policy calls a text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def test_hostile_texts_stay_texts(bad):
    read = Reader(bad)
    tags = {tag for tag, _ in read.elements}
    assert not tags & {"img", "svg", "b", "iframe", "object", "embed", "base", "form"}
    data = [json.loads(text) for attrs, text in read.scripts if attrs.get("type")]
    assert {SCRIPT, ATTRIBUTE} <= {one["name"] for d in data for one in d["option"]["series"]}
    cells = {text for table in read.tables for row in table.rows for text, _ in row}
    assert {SCRIPT, ATTRIBUTE, " ".join(TEMPLATE.split()), ADDRESS} <= cells
    assert "49" not in next(text for text in cells if "7*7" in text)
    for attrs, text in read.scripts:
        if attrs.get("type"):
            assert not set(text) & set("<>&")


def test_a_line_separator_cannot_end_a_line_of_the_data():
    chart = Chart({"series": [{"name": "a\u2028b\u2029</script>"}]})
    read = Reader(document("x", Head("", ""), [Figure("t", "c", [chart])]))
    (text,) = (text for attrs, text in read.scripts if attrs.get("type"))
    assert not set(text) & set("<\u2028\u2029")
    assert json.loads(text)["option"]["series"][0]["name"] == "a\u2028b\u2029</script>"


def test_an_address_that_is_not_one_is_no_link():
    assert cell(Column("x"), Link("go", "javascript:alert(1)"), "td") == "<td>go"
    assert '="https://a.b/&#34;&gt;"' in cell(Column("x"), Link("go", 'https://a.b/">'), "td")


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (1234567.8, 0, "1,234,568"),
        (0.0, 1, "0.0"),
        (-0.0, 1, "0.0"),
        (0.04, 1, "<0.1"),
        (-0.04, 1, ">\N{MINUS SIGN}0.1"),
        (-1234.56, 1, "\N{MINUS SIGN}1,234.6"),
        (float("nan"), 1, "\N{EN DASH}"),
    ],
)
def test_numbers_are_written_for_reading(value, decimals, shown):
    assert spoken(value, decimals) == shown


def test_a_cell_keeps_its_full_value_for_sorting():
    column = Column("x", NUMBER, "MUSD", 1)
    assert cell(column, 1234.5678, "td") == '<td class=n data-v="1234.5678">1,234.6'
    assert cell(column, 1234.5, "td") == "<td class=n>1,234.5"
    assert cell(column, None, "td") == "<td class=n>\N{EN DASH}"


def test_a_row_that_does_not_fit_its_columns_is_an_error():
    with pytest.raises(ValueError, match="zip"):
        document("x", Head("", ""), [Table((Column("a"),), [["1", "2"]])])


def test_a_number_that_cannot_be_drawn_is_an_error():
    chart = Chart({"series": [{"data": [float("nan")]}]})
    with pytest.raises(ValueError, match="JSON"):
        document("x", Head("", ""), [Figure("t", "c", [chart])])


def test_nothing_of_this_machine_is_in_the_page(page):
    assert str(Path(__file__).resolve().parent.parent) not in page
    assert not re.search(r"/(home|root|tmp|Users)/", page)


def test_years_in_which_a_number_holds_are_told_as_runs(read):
    tables = [t for t in read.tables if t.section == "assumptions" and "Years" in t.heads]
    told = {text for table in tables for text in table.texts("Years")}
    assert any(re.fullmatch(r"\d{4}-\d{4}", text) for text in told)
    assert all(re.fullmatch(r"(\d{4}(-\d{4})?(, )?)+", text) for text in told - {NOTHING})


@pytest.mark.parametrize("seed", [0, 20, 41, 7, 13, 8952])
def test_random_worlds_have_a_page_as_well(seed, tmp_path):
    """Also where nothing is ordered, nobody takes part, or a table has no row."""
    page = reported(solve(load(write_world(tmp_path / str(seed), seed))).answer)
    assert page.rstrip().endswith("</html>")
    assert page.count("<table") == page.count("</table>")


def test_text_that_is_html_already_is_not_taken_for_the_same_text_that_is_not():
    """The two are equal as texts, and only one of them may stand in a page as it is."""
    assert escaped("<b>") == "&lt;b&gt;"
    assert escaped(Markup("<b>")) == "<b>"
    assert escaped("<b>") == "&lt;b&gt;"
