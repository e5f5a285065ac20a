"""What is said of runs that are spoiled or refused, as text that `kept.py` keeps: each sentence
with its file, line and column."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from reader_worlds import world
from spoiled import WORLD

from cli import main
from model.errors import InputError
from model.scenario import read_scenario
from model.verify import verify_folder
from model.verify.folder import Folder, open_folder

BAD = Path(__file__).resolve().parent / "badcsv"
sys.path.insert(0, str(BAD))

import bad_files  # noqa: E402

MANIFEST = "manifest.json"
UNLIKE: dict[str, Any] = {
    "scenario": None, "options": [], "places": [], "inputs": [], "outputs": [{"file": 1}],
}  # fmt: skip
"""What no manifest says under a key."""


def spoiled_texts(path: Path) -> Iterator[str]:
    """What verifying says of a run in which one cell, one row or one file is another."""
    folder = open_folder(path)
    for name in (f"{table}.csv" for table in folder.tables):
        yield f"== without {name}"
        others = {other: it for other, it in folder.contents.items() if other != name}
        yield from said_of(replace(folder, contents=others, unread={name: "no file"}))
        rows = list(csv.reader(io.StringIO(folder.contents[name].decode())))
        yield f"== {name}: the last row twice"
        yield from said_of(with_rows(folder, name, [*rows, rows[-1]]))
        yield f"== {name}: without its last row"
        yield from said_of(with_rows(folder, name, rows[:-1]))
        yield f"== {name}: without its last column"
        yield from said_of(with_rows(folder, name, [row[:-1] for row in rows]))
        for column, head in enumerate(rows[0]):
            at = len(rows) // 2
            cell = other_cell(rows[at][column])
            yield f"== {name}, line {at + 1}, {head}: {cell!r} instead of {rows[at][column]!r}"
            row = [*rows[at][:column], cell, *rows[at][column + 1 :]]
            yield from said_of(with_rows(folder, name, [*rows[:at], row, *rows[at + 1 :]]))


def other_cell(cell: str) -> str:
    """A cell that says something else of the same kind."""
    try:
        return f"{float(cell) + 1:g}"
    except ValueError:
        return "7" if cell == "" else f"{cell}x"


def with_rows(folder: Folder, name: str, rows: Sequence[Sequence[str]]) -> Folder:
    """A run in which a table has other rows, and nobody has told the manifest."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return replace(folder, contents={**folder.contents, name: text.getvalue().encode()})


def said_of(folder: Folder) -> Iterator[str]:
    """Every problem that verifying a run finds, but for hashes and sizes."""
    for finding in verify_folder(folder).findings:
        if finding.kind != "files":
            yield from (f"{finding.kind}: {problem}" for problem in finding.problems)


def refused() -> str:
    """What commands say that are refused, in a folder with a run, a comparison and a scenario."""
    record = json.loads(Path("run", MANIFEST).read_text(encoding="utf-8"))
    for key, value in UNLIKE.items():
        Path(f"no-{key}.json").write_text(json.dumps({**record, key: value}), encoding="utf-8")
    options = {**record["options"], "speed": 9}
    Path("fast.json").write_text(json.dumps({**record, "options": options}), encoding="utf-8")
    Path("empty").mkdir()
    shutil.copy("scenario.csv", "other.csv")
    changed = Path("rich.csv").read_text(encoding="utf-8").replace(",3,%", ",4,%")
    Path("elsewhere").mkdir()
    Path("elsewhere", "scenario.csv").write_text(changed, encoding="utf-8")
    asked = (
        ("verify", "empty"), ("verify", "both"), ("verify", "nowhere"), ("verify", "scenario.csv"),
        ("rerun", "empty"), ("rerun", "both"), ("rerun", "nowhere"), ("explain", "both"),
        *(("rerun", f"no-{key}.json") for key in UNLIKE),
        ("rerun", "fast.json"),
        ("rerun", "run", "--scenario", "other.csv"),
        ("rerun", "run", "--scenario", "elsewhere/scenario.csv"),
        ("rerun", "run", "--reference", "empty"),
        ("compare", "run"), ("compare", "run", "empty"), ("compare", "run", "nowhere"),
        ("check", "nowhere.csv"), ("check", "reference"), ("parameters", "upliftt"),
        ("new", "scenario.csv"), ("scenario-to-xlsx", "scenario.csv", "run/form.xlsx"),
        ("scenario.csv", "--out", "reference"), ("scenario.csv", "--out", "scenario.csv"),
        ("scenario.csv", "--format", "word"),
    )  # fmt: skip
    return "".join(answer(words) for words in asked)


def bad_files_told(folder: Path) -> Iterator[str]:
    """What reading says of each case of tests/badcsv: of bad scenarios, then of bad tables."""
    small = folder / "small"
    small.mkdir(parents=True)
    bad_files.write(folder)
    for case in cases("INDEX.csv"):
        yield f"== {case['file']}"
        yield from read_aloud(folder / case["file"], folder)
    tables = {name.partition("/")[2]: text for name, text in WORLD.items() if "/" in name}
    path = world(small, **{name.removesuffix(".csv"): text for name, text in tables.items()})
    for case in cases("TABLES.csv"):
        yield f"== {case['table']}: {case['case']}"
        table = small / "reference" / f"{case['table']}.csv"
        table.write_bytes(bad_files.spoiled(tables[table.name], case))
        yield from read_aloud(path, small)
        table.write_text(tables[table.name], encoding="utf-8")


def cases(name: str) -> list[dict[str, str]]:
    """The cases of an index in tests/badcsv."""
    with (BAD / name).open(encoding="utf-8", newline="") as index:
        return list(csv.DictReader(index))


def read_aloud(path: Path, folder: Path) -> Iterator[str]:
    """Every problem or warning of a scenario, its files named from the folder on."""
    try:
        told: Sequence[object] = read_scenario(path).warnings
    except InputError as error:
        told = error.problems
    yield from (str(one).replace(f"{folder}/", "") for one in told)


def answer(words: Sequence[str]) -> str:
    """A command, its exit status and all that it says."""
    done = CliRunner().invoke(main, words)
    return f"$ optimize {' '.join(words)}\n{done.output}exit status {done.exit_code}\n\n"
