"""The README: its picture, its table, its sample scenario and its commands are the real ones."""

from __future__ import annotations

import ast
import re
import sys
from html import unescape
from pathlib import Path

import pages
import pandas as pd
import pytest
from click.testing import CliRunner
from test_scenarios import OPTIMA

from cli import main
from model import load
from model.output.page.report import report_page
from model.output.screen import screen
from model.output.workbook import plan_workbook
from model.results import tables_of
from model.run import Results
from model.scenario import Scenario

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "docs"))
from pictures import digest, report_words, shown_by, workbook_words  # noqa: E402

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def baseline() -> Results:
    return pages.baseline()


def blocks(language: str) -> list[str]:
    """The fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)


def test_the_picture_shows_what_the_terminal_prints(baseline: Results) -> None:
    svg = (ROOT / "docs" / "baseline.svg").read_text(encoding="utf-8")
    shown = [unescape(text) for text in re.findall(r"<text[^>]*>(.*?)</text>", svg)]
    printed = screen(baseline.answer, Path("results/baseline")).split("\n")
    assert shown == ["$ optimize scenarios/baseline.csv", *filter(None, printed)]


def test_the_page_and_the_workbook_are_those_of_the_pictures(
    baseline: Results, tmp_path: Path
) -> None:
    """What they say at the top; docs/pictures.py takes them anew."""
    answer, tables = baseline.answer, tables_of(baseline.answer)
    book = tmp_path / "plan.xlsx"
    book.write_bytes(plan_workbook(answer, tables))
    said = {"report": report_words(report_page(answer, tables)), "workbook": workbook_words(book)}
    for name, words in said.items():
        assert f"](docs/{name}.png)" in README
        assert shown_by(ROOT / "docs" / f"{name}.png") == digest(words), name


def test_the_comparison_shows_what_the_terminal_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    svg = (ROOT / "docs" / "compare.svg").read_text(encoding="utf-8")
    command, *shown = [unescape(text) for text in re.findall(r"<text[^>]*>(.*?)</text>", svg)]
    words = command.removeprefix("$ optimize ").split()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    ended = CliRunner().invoke(main, words)
    assert ended.exit_code == 0
    assert shown == [line for line in ended.stdout.split("\n") if line]


def test_the_table_agrees_with_the_baseline(baseline: Results) -> None:
    row = next(line for line in README.splitlines() if line.startswith("| [baseline]"))
    shortfall, cost, met = (cell.strip() for cell in row.split("|")[3:6])
    summary = baseline.summary.iloc[0]
    assert shortfall == f"{summary.shortfall / 1000:.1f}"
    assert cost == f"{summary.spending_a_year / 1000:.1f}"
    assert met == f"{summary.targets_met:,} of {summary.targets:,}"


def test_the_shortfalls_of_the_table_are_the_pinned_optima() -> None:
    rows = re.findall(r"^\| \[(\w+)\]\(scenarios/.*?\|.*?\| *(.*?) *\|", README, flags=re.MULTILINE)
    assert sorted(rows) == [(name, f"{least / 1000:.1f}") for name, (least, _) in OPTIMA.items()]


def test_the_table_names_every_shipped_scenario() -> None:
    named = re.findall(r"^\| \[(\w+)\]\(scenarios/(\w+)\.csv\)", README, flags=re.MULTILINE)
    shipped = {path.stem for path in (ROOT / "scenarios").glob("*.csv")}
    assert {name for name, _ in named} == {file for _, file in named} == shipped


def test_the_sample_scenario_is_read_without_a_word(tmp_path: Path) -> None:
    (sample,) = blocks("csv")
    (tmp_path / "sample.csv").write_text(sample, encoding="utf-8")
    shipped = (ROOT / "scenarios" / "baseline.csv").read_bytes()
    (tmp_path / "baseline.csv").write_bytes(shipped)
    scenario = load(tmp_path / "sample.csv")
    k = [scenario.area_of[code] == "air_defence" for code in scenario.capabilities].index(True)
    c = scenario.countries.index("POL")
    assert scenario.array("uplift")[c, k] == 100
    assert scenario.warnings == ()


def test_the_python_example_runs(baseline: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    """Line by line as it stands there; only the solving, done once already, is not done again."""

    def solved(scenario: Scenario) -> Results:
        assert scenario.name == "baseline"
        return baseline

    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("model.solve", solved)
    (example,) = blocks("python")
    *steps, last = ast.parse(example).body
    assert isinstance(last, ast.Expr)
    names: dict[str, object] = {}
    exec(compile(ast.Module(steps, type_ignores=[]), "README.md", "exec"), names)
    shown = eval(compile(ast.Expression(last.value), "README.md", "eval"), names)
    assert isinstance(shown, pd.DataFrame)
    assert list(shown.index) == list(range(2026, 2041))


def test_every_linked_page_is_there() -> None:
    links = re.findall(r"\]\(([\w/.]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
