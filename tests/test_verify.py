"""A results folder is recomputed from its own files: what was changed in it is found and named.

The small world of `run_folders`: one ally buys 1.2 tanks at 10 MUSD for its 12 MUSD, 0.4 a year,
delivered and paid at once, and misses 8.8 of the 110 it should hold.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from run_folders import hand_world
from second import write_world

from cli import main
from model import load, solve
from model.errors import InputError, Problem
from model.registry import table_specs
from model.verify import CHECKS, FIRST, verify, verify_folder
from model.verify.folder import TABLES, Folder, open_folder
from model.verify.quantity import half_step, known, written
from model.verify.table import NUMBERS

WORLDS = range(12)
ROOT = Path(__file__).resolve().parent.parent
BESIDE = "the row of a family, of the ally, item and year beside it"
CLOSES = "one more MUSD in the cap would close 1 MUSD of weighted shortfall"
EACH = "one for each number of orders.counts, in the same order"


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The results of the small world."""
    folder = hand_world(tmp_path_factory.mktemp("hand"))
    solve(load(folder / "base.csv")).write(folder / "out")
    return open_folder(folder / "out")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Folder]:
    """The results of a random world, nothing of them worked out yet."""
    folder = tmp_path_factory.mktemp("worlds")

    @cache
    def solved(seed: int) -> Folder:
        scenario = write_world(folder / str(seed), seed)
        solve(load(scenario)).write(scenario.parent / "results")
        return open_folder(scenario.parent / "results")

    return lambda seed: replace(solved(seed))


def with_file(folder: Folder, name: str, content: bytes, recorded: bool) -> Folder:
    """A folder in which one file is another; `recorded` where the manifest knows it, too."""
    record = json.loads(json.dumps(folder.record))
    for entry in record["outputs"]:
        if recorded and entry["file"] == name:
            entry |= {"bytes": len(content), "sha256": sha256(content).hexdigest()}
    return replace(folder, record=record, contents={**folder.contents, name: content})


def rows_of(folder: Folder, table: str) -> list[list[str]]:
    """The records of a table, its head first."""
    return list(csv.reader(io.StringIO(folder.contents[f"{table}.csv"].decode())))


def with_cell(
    folder: Folder, table: str, line: int, column: str, cell: str, recorded: bool = True
) -> Folder:
    """A folder in which one cell of a table is another; lines count from 1, the head's."""
    rows, text = rows_of(folder, table), io.StringIO()
    rows[line - 1][rows[0].index(column)] = cell
    csv.writer(text, lineterminator="\n").writerows(rows)
    return with_file(folder, f"{table}.csv", text.getvalue().encode(), recorded)


def problems(folder: Folder, *kinds: str) -> list[Problem]:
    """What verifying finds, of some kinds of check or of all."""
    found = verify_folder(folder).findings
    return [p for finding in found if not kinds or finding.kind in kinds for p in finding.problems]


def named(folder: Folder, table: str, line: int, column: str) -> bool:
    """Whether verifying names a cell."""
    return any(
        (p.file.name, p.line, p.column) == (f"{table}.csv", line, column) for p in problems(folder)
    )


# --- what is right verifies


def test_the_small_world_verifies(hand):
    found = verify_folder(hand)
    assert [str(problem) for finding in found.findings for problem in finding.problems] == []
    assert found.recounted
    assert found.holds


def test_each_row_of_each_family_is_recounted(hand):
    """One ally and three years: three rows of the budget. Its target is checked once, in 2028; no
    line, mix, pool or origin is limited, and no munition is asked for."""
    relations = {f.kind: f.relations for f in verify_folder(hand).findings}
    assert relations["budget"] == 3
    assert relations["national_target"] == 1
    idle = ("alliance_target", "stockpile", "industry", "mix", "concentration", "origin")
    assert [relations[family] for family in idle] == [0] * 6


def test_a_row_that_is_used_to_the_full_is_told(hand):
    """It spends all of its 4 MUSD in each of three years."""
    (budget,) = (f for f in verify_folder(hand).findings if f.kind == "budget")
    assert budget.note == "3 with nothing to spare"


@pytest.mark.parametrize("seed", WORLDS)
def test_random_worlds_verify(world, seed):
    assert [str(problem) for problem in problems(world(seed))] == []


def test_what_is_verified_is_read_without_scenario_solver_and_model(hand):
    """Not even imported: nothing of them can make a wrong table look right."""
    code = (
        "import sys; from pathlib import Path; from model.verify import verify; "
        "assert verify(Path(sys.argv[1])).holds; "
        "print(*sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, str(hand.path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    heavy = {"pyomo", "highspy", "pandas", "xlsxwriter", "openpyxl", "model.scenario", "model.plan"}
    assert not heavy & set(ended.stdout.split())


# --- files


def test_a_changed_byte_of_any_file_is_found(hand):
    for name, content in hand.contents.items():
        changed = with_file(hand, name, content[:-2] + b"  ", recorded=False)
        (problem,) = problems(changed, "files")
        assert problem.file.name == name
        assert "SHA-256" in problem.found


def test_a_file_that_is_cut_is_told_by_its_size(hand):
    cut = with_file(hand, "report.html", hand.contents["report.html"][:100], recorded=False)
    (problem,) = problems(cut, "files")
    assert problem.found == "100 bytes"


def test_a_file_that_is_gone_is_missed(hand):
    contents = {name: text for name, text in hand.contents.items() if name != "industry.csv"}
    found = verify_folder(replace(hand, contents=contents))
    assert [p.found for f in found.findings for p in f.problems if f.kind == "files"] == [
        "no such file"
    ]
    assert not found.recounted


def test_a_file_that_the_manifest_does_not_record_is_found(hand):
    record = dict(hand.record)
    record["outputs"] = [e for e in record["outputs"] if e["file"] != "plan.csv"]
    (problem,) = problems(replace(hand, record=record), "files")
    assert problem.found == "no record of it in manifest.json"


def test_a_manifest_cannot_lead_out_of_the_folder(hand):
    record = dict(hand.record)
    record["outputs"] = [*record["outputs"], {"file": "../secret", "bytes": 1, "sha256": ""}]
    (problem,) = problems(replace(hand, record=record), "files")
    assert "leads elsewhere" in problem.found


def test_what_is_not_of_the_run_is_mentioned_and_no_fault(hand):
    found = verify_folder(replace(hand, foreign=("notes.txt",)))
    assert found.holds
    assert found.findings[0].note == "not of the run: notes.txt"


def test_a_folder_without_a_run_is_refused(tmp_path):
    told = "found a folder without the manifest of a run, wanted the results folder of a run"
    with pytest.raises(InputError, match=told):
        verify(tmp_path)


# --- one cell of the small world


@pytest.mark.parametrize(
    ("table", "line", "column", "cell", "sentence"),
    [
        (
            "plan",
            2,
            "payments",
            "5",
            "plan.csv:2: column 'payments': found '5', wanted 4, "
            "recomputed from orders, prices and instalments.",
        ),
        (
            "plan",
            3,
            "ordered",
            "0.7",
            "plan.csv:3: column 'ordered': found '0.7', wanted 0.4, "
            "recomputed from deliveries and payments.",
        ),
        (
            "plan",
            3,
            "delivered",
            "0.7",
            "plan.csv:3: column 'delivered': found '0.7', wanted 0.4, "
            "recomputed from orders and leads.",
        ),
        (
            "spending",
            4,
            "cap",
            "41",
            "spending.csv:4: column 'cap': found '41', wanted 4, "
            "recomputed from equipment money and firm orders.",
        ),
        (
            "capability",
            2,
            "held",
            "102.2",
            "capability.csv:2: column 'held': found '102.2', wanted 101.2, "
            "recomputed from stock, firm orders and orders.",
        ),
        (
            "summary",
            2,
            "targets_met",
            "1",
            "summary.csv:2: column 'targets_met': found '1', wanted 0, counted again.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isidentifier() else "",
)
def test_a_changed_cell_is_told_in_one_sentence(hand, table, line, column, cell, sentence):
    """Though the manifest has the hash of the changed table."""
    told = [str(problem) for problem in problems(with_cell(hand, table, line, column, cell))]
    assert f"{hand.path}/{sentence}" in told


@pytest.mark.parametrize(
    ("table", "line", "column", "cell", "wanted"),
    [
        ("codes", 2, "kind", "planet", "one of country, capability, system"),
        ("codes", 4, "belongs_to", "SHELL", "a capability of this table"),
        ("plan", 2, "year", "2031", "a year from 2026 to 2028"),
        ("plan", 2, "system", "tank_z", "a system of codes.csv"),
        ("plan", 2, "country", "ZZZ", "a country of codes.csv"),
        ("assumptions", 36, "value", "x", "a number, in see unit, written plainly"),
        ("prices", 2, "stage", "cheapest", "least_shortfall or least_cost"),
        ("prices", 2, "constraint", "budget[BBB,2026]", BESIDE),
        ("prices", 2, "constraint", "luck[AAA,2026]", BESIDE),
        ("prices", 2, "year", "2027", BESIDE),
        ("prices", 3, "constraint", "budget[AAA,2026]", "each limit once a stage"),
        ("prices", 2, "price", "-1", "no price below 0 in stage 1"),
        ("prices", 2, "unit", "MUSD", "MUSD of weighted shortfall per unit of the limit"),
        ("prices", 2, "price", "1.01", f"what its words say: {CLOSES}"),
        ("prices", 2, "words", "It is dear.", "what its words say: It is dear."),
    ],
    ids=lambda value: str(value).partition("[")[0] if " " not in str(value) else "",
)
def test_a_cell_that_no_run_writes_is_told_with_what_could_stand_there(
    hand, table, line, column, cell, wanted
):
    """One more MUSD in the first year buys a tenth of a tank at 10 MUSD: it closes 1 MUSD."""
    told = problems(with_cell(hand, table, line, column, cell))
    at = {p.wanted for p in told if p.file.name == f"{table}.csv" and p.line == line}
    assert wanted in at


def test_a_price_of_a_limit_that_is_not_used_up_is_told(hand):
    """With twice the cap in every year, 4 of 8 MUSD are left, and no cap can have a price."""
    folder = replace(hand)
    lower("cap", 2.0)(folder)
    found = [p for p in problems(folder, "prices") if "used to the full" in p.wanted]
    assert {p.found for p in found} == {f"budget[AAA,{year}]" for year in (2026, 2027, 2028)}


def test_a_kind_without_a_code_is_told(hand):
    """Line 4 of codes.csv is the only system; it is said to be a country."""
    told = problems(with_cell(hand, "codes", 4, "kind", "country"), "form")
    assert [(p.line, p.wanted) for p in told] == [(None, "a code of the kind system")]


def test_a_code_that_stands_twice_is_told(world):
    """Lines 2 and 3 of codes.csv are the first two allies."""
    first = rows_of(world(0), "codes")[1][1]
    told = problems(with_cell(world(0), "codes", 3, "code", first), "form")
    assert (3, "each code once") in {(problem.line, problem.wanted) for problem in told}


@pytest.mark.parametrize(
    ("number", "column", "cell", "wanted"),
    [
        ("first_year", "value", "2090", "a year up to 2035"),
        ("counts", "value", "2", "0 or 1"),
        ("counts", "country", "ZZZ", "a country of codes.csv"),
        ("counts", "item", "TANK / Order 1", "a capability of codes.csv before the name"),
        ("units", "country", "ZZZ", EACH),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isidentifier() else "",
)
def test_a_firm_order_that_cannot_be_read_is_told(world, number, column, cell, wanted):
    """The first order of world 0 arrives from 2033 to 2035."""
    folder = world(0)
    lines = [row[0] for row in rows_of(folder, "assumptions")]
    line = lines.index(f"orders.{number}") + 1
    told = problems(with_cell(folder, "assumptions", line, column, cell), "form")
    assert wanted in {problem.wanted for problem in told if problem.line in (None, line)}


def test_of_order_delivery_and_payment_only_the_odd_one_is_told(hand):
    """The order of the second year is told by three columns; the other two outvote it, and nothing
    that follows from the order is blamed."""
    (problem,) = problems(with_cell(hand, "plan", 3, "ordered", "0.7"))
    assert problem.column == "ordered"


def test_a_number_used_is_told_by_its_copy_and_by_what_follows(hand):
    """A price of 11 instead of 10: its cell, and the three prices of plan.csv."""
    names = [row[0] for row in rows_of(hand, "assumptions")]
    line = names.index("unit_cost") + 1
    changed = with_cell(hand, "assumptions", line, "value", "11")
    assert named(changed, "assumptions", line, "value")
    assert {p.found for p in problems(changed, "payments") if p.column == "price"} == {"10"}


def test_rows_out_of_order_are_told_by_the_one_that_is_out(hand):
    (year,) = (p for p in problems(with_cell(hand, "plan", 2, "year", "2028"), "orders"))
    assert (year.line, year.column) == (2, "year")


def test_a_missing_row_is_told(hand):
    rows = hand.contents["plan.csv"].splitlines(keepends=True)
    found = problems(with_file(hand, "plan.csv", b"".join(rows[:-1]), recorded=True))
    assert found
    fewer = hand.contents["spending.csv"].splitlines(keepends=True)[:-1]
    found = problems(with_file(hand, "spending.csv", b"".join(fewer), recorded=True), "spending")
    assert [(p.found, p.wanted) for p in found] == [("2 rows", "3 rows")]


def test_an_objective_that_the_tables_do_not_reach_is_told(hand):
    record = json.loads(json.dumps(hand.record))
    record["stages"][1]["objective_musd"] += 0.5
    told = [str(problem) for problem in problems(replace(hand, record=record), "objectives")]
    assert told == [
        f"{hand.path}/manifest.json: found objective_musd 12.5 of least_cost, wanted 12, "
        "recomputed from the tables."
    ]


def test_an_optimum_that_its_bound_does_not_prove_is_told(hand):
    record = json.loads(json.dumps(hand.record))
    record["stages"][0]["bound_musd"] = None
    (problem,) = problems(replace(hand, record=record), "objectives")
    assert problem.wanted == "an optimum that its bound proves"


def test_a_total_of_the_page_that_is_not_that_of_the_summary_is_told(hand):
    text = hand.contents["report.html"].replace(
        b"<tr><th>Targets met<td class=n>0<", b"<tr><th>Targets met<td class=n>1<"
    )
    (problem,) = problems(with_file(hand, "report.html", text, recorded=True))
    assert str(problem) == (
        f"{hand.path}/report.html: found Targets met: 1, wanted 0, as summary.csv has it."
    )


def test_a_total_that_the_page_does_not_tell_is_told(hand):
    text = hand.contents["report.html"].replace(b"<tr><th>Targets met<", b"<tr><th>Targets hit<")
    (problem,) = problems(with_file(hand, "report.html", text, recorded=True))
    assert str(problem) == (
        f"{hand.path}/report.html: found Targets met: nothing, wanted 0, as summary.csv has it."
    )


def test_a_total_of_the_workbook_that_is_not_that_of_the_tables_is_told(hand):
    """The sheet follows the run: it is the summary that was changed, and both checks say so."""
    changed = with_cell(hand, "summary", 2, "running", "3")
    assert [str(p) for p in problems(changed, "workbook")] == [
        f"{hand.path}/plan.xlsx!Summary!B15: column 'Upkeep': found '0.0', wanted 3, "
        "as told by summary.csv."
    ]


# --- every column of every table


def numeric_cells(folder: Folder, table: str) -> Iterator[tuple[int, str, str]]:
    """Line, column and text of each cell with a number other than 0."""
    rows = rows_of(folder, table)
    columns = [c for c in table_specs()[table].columns.values() if c.kind in NUMBERS]
    for line, row in enumerate(rows[1:], start=2):
        for column in columns:
            cell = row[rows[0].index(column.name)]
            if cell.strip("-0."):
                yield line, column.name, cell


def first_digit_changed(cell: str, rng: random.Random) -> str:
    """The cell with another first digit that is not 0."""
    at = re.search("[1-9]", cell).start()
    return cell[:at] + rng.choice([d for d in "123456789" if d != cell[at]]) + cell[at + 1 :]


@pytest.mark.parametrize("recorded", [False, True], ids=["hash as it was", "hash made again"])
@pytest.mark.parametrize("table", [table for table in TABLES if table != "codes"])
def test_another_first_digit_is_found_and_its_cell_is_named(world, table, recorded):
    """In a seeded sample of cells; with the hash as it was any change is found, of course."""
    rng, missed = random.Random(f"{table} {recorded}"), []
    cells = [(seed, *cell) for seed in (0, 3, 7) for cell in numeric_cells(world(seed), table)]
    for seed, line, column, cell in rng.sample(cells, min(6, len(cells))):
        other = first_digit_changed(cell, rng)
        changed = with_cell(world(seed), table, line, column, other, recorded)
        if not named(changed, table, line, column):
            missed.append((seed, line, column, cell, other))
        if not recorded:
            assert any(p.file.name == f"{table}.csv" for p in problems(changed, "files"))
    assert missed == []


def test_every_kind_of_damage_ends_in_problems_and_never_in_a_failure(world):
    """Cells, rows and columns changed at random, with a hash that fits."""
    rng = random.Random(20)
    odd = ["", "-1", "1e9", "nan", "0", "99999999", "x", "2050", '"', "ALLIANCE", "9" * 400, "½"]
    for _ in range(100):
        folder = world(rng.choice(range(4)))
        table = rng.choice(TABLES)
        rows = [",".join(row) for row in rows_of(folder, table)]
        at = rng.randrange(len(rows))
        cells = rows[at].split(",")
        cells[rng.randrange(len(cells))] = rng.choice(odd)
        damage = rng.choice(
            [
                [*rows[:at], *rows[at + 1 :]],
                [*rows[:at], rows[at], *rows[at:]],
                [*rows[:at], rows[at] + ",", *rows[at + 1 :]],
                [*rows[:at], ",".join(cells), *rows[at + 1 :]],
                rows[:at],
            ]
        )
        content = "".join(f"{row}\n" for row in damage).encode()
        if content != folder.contents[f"{table}.csv"]:
            verify_folder(with_file(folder, f"{table}.csv", content, recorded=True))


# --- every family


def lower(name: str, share: float) -> Callable[[Folder], None]:
    """A change of what follows from the numbers used: so much of it is left."""

    def change(folder: Folder) -> None:
        folder.given.__dict__[name] = getattr(folder.given, name) * share

    return change


def parameter(name: str, value: float) -> Callable[[Folder], None]:
    """A change of a number used: everywhere another."""

    def change(folder: Folder) -> None:
        array = folder.inputs.array(name)
        array[...] = np.where(array == 100, array, value) if name == "max_mix" else value

    return change


@pytest.mark.parametrize(
    ("family", "change"),
    [
        ("budget", lower("cap", 0.5)),
        ("industry", lower("open_production", 0.5)),
        ("mix", parameter("max_mix", 1.0)),
        ("concentration", parameter("max_share", 1.0)),
        ("origin", parameter("origin_floor", 99.9)),
        ("national_target", lower("own_target", 1.5)),
        ("alliance_target", lower("target", 1.5)),
        ("stockpile", lower("supply_rate", 1.5)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_family_fails_where_its_own_number_is_another(world, family, change):
    """In some of the worlds, as not every one has rows of every family."""
    broken = 0
    for seed in WORLDS:
        folder = world(seed)
        check = next(check for check in CHECKS if check.__name__ == family)
        assert not [p for finding in check(folder) for p in finding.problems]
        again = world(seed)
        change(again)
        found = [problem for finding in check(again) for problem in finding.problems]
        assert all(family in problem.found for problem in found)
        broken += bool(found)
    assert broken


# --- quantities


def test_what_was_rounded_lies_within_what_is_told():
    """Ten thousand sums, products and ratios of numbers written to two decimals."""
    rng = np.random.default_rng(4)
    one, other = rng.uniform(1, 9, (2, 10_000))
    half = half_step(2)
    a, b = written(np.round(one, 2), half), written(np.round(other, 2), half)
    for found, exact in (
        (a + b, one + other),
        (a - b, one - other),
        (a * b, one * other),
        (a / b, one / other),
        (5.0 - a * 2.0, 5 - 2 * one),
        (a.at_least(b), np.maximum(one, other)),
        (a.sum(axis=0), one.sum()),
    ):
        assert (found.least <= exact).all()
        assert (exact <= found.most).all()


def test_bounds_are_no_wider_than_the_terms_make_them():
    """1.00 and 2.00 are known to half a hundredth each, so their sum to a hundredth."""
    total = written(np.array([1.0]), 0.005) + written(np.array([2.0]), 0.005)
    assert total.within == pytest.approx([0.01])
    assert known(3.0).within == pytest.approx(0, abs=1e-12)


# --- the command


def test_the_command_says_what_it_checked_and_ends_with_0(hand):
    ended = CliRunner().invoke(main, ["verify", str(hand.path)])
    assert ended.exit_code == 0
    lines = ended.stdout.splitlines()
    assert "budget                  3  hold; 3 with nothing to spare" in lines
    assert re.fullmatch(
        r"verified: 11 files, [0-9,]+ relations; the largest difference is [0-9.]+ % of what the "
        r"rounding of the tables explains\.",
        lines[-1],
    )


def test_the_command_names_what_does_not_agree_and_ends_with_5(hand, tmp_path):
    for name, content in hand.contents.items():
        (tmp_path / name).write_bytes(content)
    changed = with_cell(hand, "spending", 3, "running", "1").contents["spending.csv"]
    (tmp_path / "spending.csv").write_bytes(changed)
    (tmp_path / "manifest.json").write_text(json.dumps(hand.record), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    ended = CliRunner().invoke(main, ["verify", str(tmp_path)])
    assert ended.exit_code == 5
    assert "files                  11  1 DO NOT HOLD; not of the run: notes.txt" in ended.stdout
    assert f"  {tmp_path}/spending.csv:3: column 'running': found '1', wanted 0, " in ended.stdout
    assert re.search(r"NOT verified: \d+ of [0-9,]+ relations do not hold\.\n$", ended.stdout)


def test_the_command_refuses_what_is_no_run_and_ends_with_2(tmp_path):
    ended = CliRunner().invoke(main, ["verify", str(tmp_path)])
    assert ended.exit_code == 2
    assert "a folder without the manifest of a run" in ended.stderr


def test_many_problems_of_one_kind_are_counted(hand):
    """The origin of every number is another; five are told."""
    from model.output.verified import verification_text

    rows = hand.contents["assumptions.csv"].decode().replace("registry.csv", "other.csv")
    changed = with_file(hand, "assumptions.csv", rows.encode(), recorded=True)
    text = verification_text(verify_folder(changed))
    told = [line for line in text.splitlines() if "column 'origin'" in line]
    assert len(told) == 5
    assert f"\n  and {rows.count('other.csv') - 5} more\n" in text


def test_a_check_is_a_function_of_a_folder_in_one_list(hand):
    """So that another is one line more."""
    for check in (*FIRST, *CHECKS):
        assert check.__doc__
        found: list[Any] = list(check(hand))
        assert len(found) == 1
