"""The benchmarks measure what they say: made worlds are sound, peers state the same program."""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import pytest
from worlds import program_of, random_plan

from model import load
from model.plan import make_plan
from model.stages import SHORTFALL, solve_program

sys.path.append(str(Path(__file__).resolve().parent.parent / "benchmarks"))

import measuring
import peers
import sizes
from statements import floor, loops

ROOT = Path(__file__).resolve().parent.parent
WORLDS = range(0, 12, 2)
"""Random worlds of even number have no row for a tolerance, which no peer states."""


def numbers(folder: Path, table: str, key: str, column: str) -> dict[str, list[float]]:
    """The numbers of a column of a reference table by a key."""
    found = defaultdict(list)
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row[key]].append(float(row[column]))
    return found


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scenario of the smallest size."""
    return sizes.make("tiny", tmp_path_factory.mktemp("sizes") / "tiny")


@pytest.mark.parametrize(
    ("size", "allies", "systems", "years"),
    [
        ("tiny", 8, 51, 6),
        ("4x", 32, 180, 30),
        ("16x", 63, 360, 30),
        ("allies=0.5", 17, 90, 15),
        ("years=40", 32, 90, 40),
    ],
)
def test_a_made_world_passes_the_check(tmp_path, size, allies, systems, years):
    """32 allies, 90 systems and 15 years, times the size. The United States is always there and
    never twice: 31 x 0.2 = 6.2, so 7 of the others and it; 31 x 2 + 1 = 63; 31 x 0.5 = 15.5, so 17.
    Two fifths of the systems of each capability, rounded up, are 51."""
    scenario = load(sizes.make(size, tmp_path / "world"))
    assert (len(scenario.countries), len(scenario.systems)) == (allies, systems)
    assert scenario.last_year - scenario.first_year + 1 == years
    assert make_plan(scenario).us.sum() == 1


def test_the_same_size_is_the_same_world(tmp_path):
    first, second = (sizes.make("allies=2,systems=2", tmp_path / name) for name in ("a", "b"))
    files = sorted(path.relative_to(first.parent) for path in first.parent.rglob("*.csv"))
    assert len(files) > 15
    for file in files:
        assert (first.parent / file).read_bytes() == (second.parent / file).read_bytes(), file


def test_the_real_size_is_the_shipped_baseline(tmp_path):
    assert sizes.make("1x", tmp_path / "none") == ROOT / "scenarios" / "baseline.csv"


def test_a_variant_differs_by_a_few_per_cent(tmp_path):
    """By up to 4 %. Twice the allies take twice what the real line makes: its two variants make one
    half of that each, the second 4 % more or less of its own, so 2 % of both."""
    made = sizes.make("allies=2,systems=2", tmp_path / "world").parent / "reference"
    shipped = ROOT / "scenarios" / "reference"
    price, gdp = (
        numbers(made, "systems", "system", "unit_cost"),
        numbers(made, "countries", "country", "gdp"),
    )
    for found in (price, gdp):
        variants = [code for code in found if code.endswith("_2")]
        assert len(variants) >= 31
        ratios = [found[code][0] / found[code.removesuffix("_2")][0] for code in variants]
        assert 0.03 < max(ratios) - 1 <= 0.04 + 1e-6
        assert 0.03 < 1 - min(ratios) <= 0.04 + 1e-6
    made_units, units = (
        numbers(place, "production", "system", "units") for place in (made, shipped)
    )
    for system, knots in units.items():
        both = np.array(made_units[system]) + np.array(made_units[f"{system}_2"])
        real = 2 * np.array(knots)
        assert np.all(np.abs(both - real) <= 0.02 * real + 1e-5), system


@pytest.mark.parametrize("text", ["2x", "years", "colour=2", "systems=1.5"])
def test_a_size_that_is_none_is_refused(text):
    with pytest.raises(ValueError):
        sizes.size_of(text)


@pytest.mark.parametrize("peer", peers.PEERS)
def test_a_peer_states_the_same_program(tmp_path, tiny, peer):
    """Rows, columns, entries, all their numbers, and the least shortfall, as HiGHS has them."""
    package = peers.PEERS[peer][2]
    if not find_spec(package):
        pytest.skip(f"{package} is not installed: pip install -e '.[peers]'")
    file = tmp_path / "program.mps"
    script = str(ROOT / "benchmarks" / "peers.py")
    ended = measuring.fresh(script, ["--child", peer, str(tiny), str(file)], limit=300)
    assert "broke" not in ended, ended
    program = peers.program_of(tiny)
    assert peers.compared(program, file, peer)["same"]
    least = solve_program(program).stage(SHORTFALL).least
    money = 1000 if peer in peers.OURS else 1
    assert least_of(file) * money == pytest.approx(least, rel=1e-6)


def least_of(file: Path) -> float:
    """The optimum of a program in a file."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.readModel(str(file))
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return solver.getInfo().objective_function_value


def test_another_program_is_told_from_ours(tmp_path, tiny):
    """One right-hand side of ten thousand numbers is changed by a thousandth."""
    solver = floor.loaded(make_plan(load(tiny)))
    lp, program = solver.getLp(), peers.program_of(tiny)
    assert peers.same_numbers(program, lp, np.array(lp.col_cost_))
    row = int(np.flatnonzero(np.isfinite(lp.row_upper_) & (np.array(lp.row_upper_) > 1))[0])
    solver.changeRowBounds(row, -np.inf, lp.row_upper_[row] * 1.001)
    solver.writeModel(str(tmp_path / "other.mps"))
    assert not peers.compared(program, tmp_path / "other.mps", "floor")["same"]


@pytest.mark.parametrize("seed", WORLDS)
def test_the_floor_states_every_family(seed):
    """Random worlds have what the baseline has not: deadlines apart, lives that end, floors."""
    plan = random_plan(seed)
    lp = floor.loaded(plan).getLp()
    assert peers.same_numbers(program_of(plan), lp, np.array(lp.col_cost_))


@pytest.mark.parametrize("seed", WORLDS)
def test_the_loops_state_every_family(seed):
    """The same rows with the same terms under the same names, each once."""
    plan = random_plan(seed)
    program, rows = program_of(plan), []
    x = loops.stated(plan, lambda name, index: (name, index), rows.append)
    assert sorted(map(plain, rows)) == sorted(map(plain, rows_of(program)))
    for name in ("least_shortfall", "least_cost"):
        cost, labels = program.costs[name], labels_of(program.columns)
        ours = {labels[j]: cost[j] for j in np.flatnonzero(cost)}
        assert {label: a for a, label in getattr(x, name)} == pytest.approx(ours)


def labels_of(spans: Any) -> list[tuple[str, tuple]]:
    """Name and index of every column."""
    return [(span.name, index) for span in spans for index in span.indices]


def rows_of(program: Any) -> list[loops.Row]:
    """The rows of stages 1 and 2 as the loops state them."""
    labels, start = labels_of(program.columns), program.start
    return [
        (
            float(program.row_low[i]),
            [
                (float(program.data[e]), labels[program.index[e]])
                for e in range(start[i], start[i + 1])
            ],
            float(program.row_high[i]),
        )
        for i in range(program.early[0])
    ]


def plain(row: loops.Row) -> tuple:
    """A row in one order, its numbers to nine digits, no zeros, its first sign positive."""
    low, terms, high = row
    ordered = sorted((label, a) for a, label in terms if a)
    sign = -1 if low == high and ordered and ordered[0][1] < 0 else 1
    told = tuple((*label, f"{sign * a:.9g}") for label, a in ordered)
    return told, f"{low + 0.0:.9g}", f"{high + 0.0:.9g}"


def test_a_process_that_breaks_says_how(tmp_path):
    script = tmp_path / "breaks.py"
    script.write_text("raise SystemExit('the disk is full')\n", encoding="utf-8")
    assert measuring.fresh(str(script), [], limit=60)["broke"] == "ended with 1: the disk is full"


def test_medians_are_taken_number_by_number():
    runs = [
        {"wall": w, "steps": {"read": r}, "rows": 5}
        for w, r in ((3.0, 1.0), (1.0, 9.0), (2.0, 4.0))
    ]
    assert measuring.medians(runs) == {"wall": 2.0, "steps": {"read": 4.0}, "rows": 5}


def test_a_process_that_takes_too_long_says_what_it_was_at(tmp_path):
    """It answers once, then works on for ever; a second of the processor is all it gets."""
    script = tmp_path / "works.py"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(ROOT / 'benchmarks')!r})\n"
        "from measuring import answered\n"
        "answered({'steps': {'read': 1.0}})\n"
        "print('in build', file=sys.stderr, flush=True)\n"
        "while True: pass\n",
        encoding="utf-8",
    )
    ended = measuring.fresh(str(script), [], limit=1)
    assert ended["broke"] == "not done in 1 processor seconds: in build"
    assert ended["steps"] == {"read": 1.0}
