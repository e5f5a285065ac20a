"""The walk of one number: from a cell of a table through every noun to a cell of the results.

The number is the price of the cheapest system that serves main battle tanks, found by the names
in the tables. Only tanks are planned, so that the whole walk takes a second.
"""

import csv
import shutil
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from recount import cells

from model import load, solve
from model.build import build
from model.compile import LinearProgram, compile_program
from model.output.workbook.book import HEAD_ROW
from model.plan import make_plan
from model.scenario import Scenario

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"
REFERENCE = SCENARIOS / "reference"
GROWTH = 1.01
"""Prices of the baseline grow by 1 % a year from 2025 on."""


@dataclass(frozen=True)
class Cell:
    """The cell that the walk starts from."""

    capability: str
    system: str
    line: int
    text: str
    row: dict[str, str]

    @property
    def value(self) -> float:
        """What stands in it."""
        return float(self.text)


def cheapest_tank() -> Cell:
    """Found in the files by rule, with plain csv: no code of a tank stands here."""
    names = {row["name"]: row["capability"] for row in cells(REFERENCE / "capabilities.csv")}
    tanks = names["Main battle tanks"]
    with (REFERENCE / "systems.csv").open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        found = [
            Cell(tanks, row["system"], reader.line_num, row["unit_cost"], row)
            for row in reader
            if row["capability"] == tanks
        ]
    return min(found, key=lambda cell: cell.value)


CELL = cheapest_tank()


def only_tanks(folder: Path, *rows: str) -> Path:
    """A scenario on the baseline that plans tanks alone; further rows stand from line 5 on."""
    folder.mkdir()
    shutil.copy(SCENARIOS / "baseline.csv", folder)
    lines = (
        "parameter,country,item,year,value,unit,note",
        "extends,,,,baseline.csv,,",
        "takes_part,,,,0,flag,",
        f"takes_part,EUROPE_CANADA,{CELL.capability},,1,flag,",
        *rows,
    )
    path = folder / "tanks.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """The scenario that is followed."""
    return load(only_tanks(tmp_path_factory.mktemp("walk") / "as_shipped"), REFERENCE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the results lie."""
    return tmp_path_factory.mktemp("walk") / "results"


@pytest.fixture(scope="module")
def answer(scenario: Scenario, folder: Path) -> tuple:
    """Its solution, and its plan.csv."""
    results = solve(scenario)
    results.write(folder)
    return results.answer.solution, cells(folder / "plan.csv")


def entry(program: LinearProgram, row: str, column: str) -> float:
    """The entry of the matrix where a labelled row and a labelled column meet."""
    rows = {span.label(i): i for span in program.rows for i in range(span.start, span.stop)}
    columns = {span.label(j): j for span in program.columns for j in range(span.start, span.stop)}
    part = slice(program.start[rows[row]], program.start[rows[row] + 1])
    places = program.index[part].tolist()
    return float(program.data[part][places.index(columns[column])])


def orders_of(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows of plan.csv in which the system is ordered."""
    return [row for row in rows if row["system"] == CELL.system and float(row["ordered"]) > 0]


def price_in(year: int, base: float) -> float:
    """The price of an order year."""
    return base * GROWTH ** (year - 2025)


def test_the_cell_becomes_a_typed_value_of_the_table_with_its_line(scenario):
    table = scenario.tables["systems"]
    row = table.columns["system"].index(CELL.system)
    assert table.columns["unit_cost"][row] == CELL.value
    assert table.lines[row] == CELL.line
    assert table.path == REFERENCE / "systems.csv"
    text = table.path.read_text(encoding="utf-8").splitlines()[CELL.line - 1]
    assert text.startswith(f"{CELL.system},")


def test_the_table_becomes_a_number_of_the_scenario_that_knows_its_origin(scenario):
    place = scenario.systems.index(CELL.system)
    assert scenario.array("unit_cost")[place] == CELL.value
    origin = scenario.origin("unit_cost", (place,))
    assert (origin.file, origin.line, origin.kind) == (
        REFERENCE / "systems.csv", CELL.line, "table",
    )  # fmt: skip
    assert origin.grade == CELL.row["grade"]
    assert origin.source


def test_the_scenario_becomes_entries_of_the_plan(scenario):
    plan = make_plan(scenario)
    place = plan.systems.index(CELL.system)
    assert plan.base_price[place] == CELL.value
    for year in plan.all_years:
        price = plan.price[place, plan.at(year)]
        assert price == pytest.approx(price_in(year, CELL.value), rel=1e-12)


def test_the_plan_becomes_one_entry_in_the_rows_of_payment(scenario):
    """The advance on an order of 2027 falls due in 2027: payment - advance x price x order = 0."""
    program = compile_program(build(make_plan(scenario)))
    row, order = "payments_follow_orders[POL,2027]", f"order[POL,{CELL.system},2027]"
    unit = entry(program, row, "payments[POL,2027]")
    advance = float(CELL.row["advance"]) / 100
    expected = -advance * price_in(2027, CELL.value)
    assert entry(program, row, order) / unit == pytest.approx(expected, rel=1e-12)


def test_each_later_instalment_is_an_entry_of_its_own_year(scenario):
    program = compile_program(build(make_plan(scenario)))
    lead, advance = int(CELL.row["lead"]), float(CELL.row["advance"]) / 100
    assert lead > 0
    for year in range(2028, 2028 + lead):
        row, order = f"payments_follow_orders[POL,{year}]", f"order[POL,{CELL.system},2027]"
        unit = entry(program, row, f"payments[POL,{year}]")
        expected = -(1 - advance) / lead * price_in(2027, CELL.value)
        assert entry(program, row, order) / unit == pytest.approx(expected, rel=1e-12)


def test_the_solution_pays_what_the_entry_says(answer):
    """The first year has no older orders: payments are advances on the orders of that year."""
    solution, _ = answer
    orders, payments = solution.values("order"), solution.values("payments")
    systems = {row["system"]: row for row in cells(REFERENCE / "systems.csv")}
    tanks = [s for s in systems if systems[s]["capability"] == CELL.capability]
    assert any(orders[c, CELL.system, t] > 0 for c, s, t in orders if s == CELL.system)
    for (c, year), paid in payments.items():
        if year == 2026:
            due = sum(
                orders[c, s, year]
                * price_in(year, float(systems[s]["unit_cost"]))
                * (float(systems[s]["advance"]) / 100 if int(systems[s]["lead"]) else 1.0)
                for s in tanks
                if (c, s, year) in orders
            )
            assert paid == pytest.approx(due, rel=1e-9, abs=1e-5)


def test_the_solution_becomes_price_and_payments_of_the_table(answer):
    _, rows = answer
    ordered = orders_of(rows)
    assert ordered
    for row in ordered:
        expected = price_in(int(row["year"]), CELL.value)
        assert float(row["price"]) == pytest.approx(expected, rel=1e-9)
    for country in {row["country"] for row in ordered}:
        mine = [r for r in rows if (r["country"], r["system"]) == (country, CELL.system)]
        bill = sum(float(r["ordered"]) * price_in(int(r["year"]), CELL.value) for r in mine)
        assert sum(float(r["payments"]) for r in mine) == pytest.approx(bill, rel=1e-7, abs=1e-4)


@pytest.mark.parametrize(
    ("row", "change"),
    [(f"{0.9 * CELL.value:.6f},MUSD,a tenth less", ""), ("0.9,,a tenth less", "scale")],
    ids=["set", "scale"],
)
def test_a_row_of_a_scenario_overrides_the_cell_and_is_its_new_origin(tmp_path, row, change):
    path = only_tanks(tmp_path / "cheaper", f"unit_cost,,{CELL.system},,{row}")
    if change:
        text = path.read_text(encoding="utf-8").splitlines()
        text = [f"{text[0]},change", *(f"{line}," for line in text[1:-1]), f"{text[-1]},{change}"]
        path.write_text("\n".join(text) + "\n", encoding="utf-8")
    scenario = load(path, REFERENCE)
    place = scenario.systems.index(CELL.system)
    assert scenario.array("unit_cost")[place] == pytest.approx(0.9 * CELL.value, rel=1e-9)
    origin = scenario.origin("unit_cost", (place,))
    assert (origin.file, origin.line, origin.kind) == (path, 5, "scenario")
    assert origin.note == row.split(",")[2]
    solve(scenario).write(tmp_path / "results")
    ordered = orders_of(cells(tmp_path / "results" / "plan.csv"))
    assert ordered
    for cell in ordered:
        expected = price_in(int(cell["year"]), 0.9 * CELL.value)
        assert float(cell["price"]) == pytest.approx(expected, rel=1e-9)


def test_the_line_above_and_below_the_cell_keep_their_own_origin(scenario):
    """The origin is that of the row, not of the table."""
    lines = {}
    for place in range(len(scenario.systems)):
        origin = scenario.origin("unit_cost", (place,))
        lines[origin.line] = scenario.systems[place]
    assert len(lines) == len(scenario.systems)
    assert lines[CELL.line] == CELL.system


def test_the_workbook_leads_back_from_the_price_to_the_cell(answer, folder):
    """Plan looks up Systems, Systems looks up Assumptions, and there stand value and line."""
    book = openpyxl.load_workbook(folder / "plan.xlsx")

    def heads(sheet: str) -> dict[str, int]:
        return {cell.value: cell.column - 1 for cell in book[sheet][HEAD_ROW + 1]}

    def row_of(sheet: str, column: str, value: str) -> dict[str, object]:
        at = heads(sheet)
        rows = book[sheet].iter_rows(min_row=HEAD_ROW + 2, values_only=True)
        row = next(row for row in rows if row[at[column]] == value)
        return {name: row[place] for name, place in at.items()}

    assert "systems_base_price" in row_of("Plan", "system", CELL.system)["price"]
    assert row_of("Systems", "system", CELL.system)["unit_cost"].startswith(
        '=INDEX(assumptions_value,MATCH("unit_cost["&$A'
    )
    number = row_of("Assumptions", "name", f"unit_cost[{CELL.system}]")
    assert number["value"] == CELL.value
    assert number["origin"] == f"reference/systems.csv:{CELL.line}"
    assert (number["grade"], number["unit"]) == (CELL.row["grade"], "MUSD")
    assert number["source"] and number["url"].startswith("https://")


def test_the_page_names_the_line_of_the_cell(answer, folder):
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert f"systems.csv:{CELL.line}" in page
