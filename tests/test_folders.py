"""Results folders under stress: killed, full, read only, written by two at once, in the way.

What is written is the small run of crashes.py, in which every file names its version.
"""

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from crashes import NOTES, left_beside, prepared, run, whole, write
from reader_worlds import scenario_file, world
from run_folders import BASE, RICH, hand_world, written_run

from cli import main
from model.errors import OutputError
from model.output import folders, free, lock
from model.output.folders import put_right, write_folder
from model.output.free import check_place
from model.output.lock import alone
from model.output.new import write_new
from model.output.swap import swapped
from model.verify import verify
from model.versus import read_members

TESTS = Path(__file__).resolve().parent
FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked and killed")
WAYS = pytest.mark.parametrize("way", ["swap", "no-swap"])
NOWHERE = subprocess.DEVNULL
NOBODY = 65534
"""The user that owns nothing."""


def crashed(kind: str, count: int, folder: Path, way: str) -> dict[str, int]:
    """What crashes.py finds."""
    words = [sys.executable, str(TESTS / "crashes.py"), kind, str(count), str(folder), way]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    print(kind, way, found)
    return found


def can_swap(folder: Path) -> bool:
    """Whether system and disk can swap two folders."""
    one, other = folder / "one", folder / "other"
    for place in (one, other):
        place.mkdir()
    can = swapped(one, other)
    for place in (one, other):
        place.rmdir()
    return can


def refused(folder: Path, version: int = 1) -> str:
    """Why the version is not written; what was there is as it was."""
    with pytest.raises(OutputError) as caught:
        write(folder, version)
    return str(caught.value)


# --- killed


@FORKS
@pytest.mark.parametrize(("way", "kills"), [("swap", 200), ("no-swap", 60)])
def test_a_run_killed_at_a_random_moment_leaves_the_old_or_the_new_whole(tmp_path, way, kills):
    """crashes.py looks at every byte after each kill: one version, its hashes, the notes; and at
    what the next run leaves beside it: nothing."""
    swaps = can_swap(tmp_path)
    found = crashed("random", kills, tmp_path / "out", way)
    old, new = found["kept the old run"], found["has a new run"]
    assert old + new == found["kills"] == kills
    assert min(old, new) > kills / 20, "kills must fall before and after the new run is in place"
    if way == "swap" and swaps:
        assert found["absent"] == 0


@pytest.mark.nightly
def test_a_command_killed_at_a_random_moment_leaves_an_old_or_a_new_run_that_holds(tmp_path):
    """`optimize` itself, at forty moments between its start and its end: its results are those of
    one of two budgets, every digit of them follows from the tables, and the next run clears up."""
    folder, rng = tmp_path / "results" / "base", random.Random(6)
    hand_world(tmp_path)
    kinds = Counter[object]()

    def begun(rich: int) -> subprocess.Popen:
        scenario_file(tmp_path / "base.csv", *BASE, *[RICH][:rich])
        words = [sys.executable, str(TESTS.parent / "cli.py"), "base.csv"]
        return subprocess.Popen(words, cwd=tmp_path, stdout=NOWHERE, stderr=NOWHERE)

    summaries = []
    for rich in (0, 1):
        started = time.monotonic()
        assert begun(rich).wait(60) == 0
        lasts = time.monotonic() - started
        summaries.append((folder / "summary.csv").read_bytes())
    there = 1
    for _ in range(40):
        command = begun(1 - there)
        time.sleep(rng.uniform(0, 1.1 * lasts))
        command.kill()
        kinds[command.wait()] += 1
        put_right(folder)
        found = summaries.index((folder / "summary.csv").read_bytes())
        kinds["the old run" if found == there else "a new run"] += 1
        there = found
        assert verify(folder).holds
    assert begun(0).wait(60) == 0
    assert left_beside(folder) == []
    assert kinds[-signal.SIGKILL] > 20 and kinds["the old run"] and kinds["a new run"], kinds


@FORKS
@WAYS
def test_a_run_killed_before_any_step_leaves_the_old_or_the_new_whole(tmp_path, way):
    """Where folders cannot be swapped, nothing stands in the place between two renames: the run
    that stepped aside is brought back when next looked for."""
    swaps = can_swap(tmp_path)
    found = crashed("steps", 0, tmp_path / "out", way)
    assert found["kept the old run"] + found["has a new run"] == found["steps"] > 50
    assert found["absent"] == (0 if way == "swap" and swaps else 2)


@FORKS
@WAYS
def test_a_disk_full_at_any_step_leaves_the_old_run_unless_the_new_one_is_in_place(tmp_path, way):
    found = crashed("full", 0, tmp_path / "out", way)
    assert found["kept the old run"] + found["has a new run"] == found["steps"] > 25
    assert min(found["kept the old run"], found["has a new run"]) > 5


FULL = """
set -e
mount -t tmpfs -o size=64k tmpfs "$1"
exec "$2" -c "
import sys; sys.path.insert(0, sys.argv[2])
from pathlib import Path
from crashes import left_beside, prepared, run, whole, write_folder, OutputError
folder = prepared(Path(sys.argv[1]) / 'out')
files, record = run(1)
try:
    write_folder(folder, {**files, 'plan.xlsx': bytes(100_000)}, record)
except OutputError as error:
    print(error)
whole(folder, 0)
assert left_beside(folder) == []
" "$1" "$3"
"""


def test_a_disk_that_is_really_full_is_told_and_keeps_the_old_run(tmp_path):
    """64 kB of memory as a disk, which only a system that lets us mount it can show."""
    words = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    if shutil.which("unshare") is None or subprocess.run([*words, "true"], check=False).returncode:
        pytest.skip("this system lets nobody mount a disk of his own")
    ran = subprocess.run(
        [*words, FULL, "sh", tmp_path, sys.executable, TESTS], capture_output=True, text=True
    )
    if "mount:" in ran.stderr:
        pytest.skip("this system lets nobody mount a disk of his own")
    assert ran.returncode == 0, ran.stderr
    assert "no way to write there (No space left on device)" in ran.stdout
    assert "Nothing was overwritten." in ran.stdout


def test_all_of_a_run_is_on_the_disk_before_it_takes_its_place(tmp_path, monkeypatch):
    """A power cut, unlike a kill, loses what the disk has not been told to keep."""
    folder = prepared(tmp_path / "out")
    kept: set[tuple[int, int]] = set()
    before: set[tuple[int, int]] = set()
    sync, swap = os.fsync, folders.swapped

    def identity(status: os.stat_result) -> tuple[int, int]:
        return status.st_dev, status.st_ino

    def synced(handle: int) -> None:
        sync(handle)
        kept.add(identity(os.fstat(handle)))

    def swapping(one: Path, other: Path) -> bool:
        before.update(kept)
        return swap(one, other)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(folders, "swapped", swapping)
    write(folder, 1)
    names = [folder / name for name in (*run(1)[0], "manifest.json", "figures", "figures/a", ".")]
    assert {identity(name.stat()) for name in names} <= before
    assert identity(tmp_path.stat()) in kept


# --- two at once


def test_runs_that_write_one_folder_at_once_wait_for_each_other(tmp_path):
    """Each is written whole, one after another; the place is never empty; nothing is left."""
    folder = prepared(tmp_path / "out")
    code = "import crashes, pathlib, sys; [crashes.write(pathlib.Path('out'), int(sys.argv[1]) + n)"
    writers = [
        subprocess.Popen([sys.executable, "-c", f"{code} for n in range(8)]", str(first)],
                         cwd=tmp_path, env=os.environ | path_of_tests(), stderr=subprocess.PIPE)
        for first in (10, 20, 30)
    ]  # fmt: skip
    looks, swaps = 0, can_swap(tmp_path)
    while any(writer.poll() is None for writer in writers):
        looks += 1
        assert folder.is_dir() or not swaps
        time.sleep(0.001)
    assert [(writer.wait(), writer.stderr.read()) for writer in writers] == [(0, b"")] * 3
    assert looks > 10
    whole(folder, 17, 27, 37)
    assert left_beside(folder) == []
    for writer in writers:
        writer.stderr.close()


def path_of_tests() -> dict[str, str]:
    """What lets another process import from this folder, and the same program."""
    paths = [str(TESTS), str(TESTS.parent), os.environ.get("PYTHONPATH", "")]
    return {"PYTHONPATH": os.pathsep.join(filter(None, paths))}


def test_the_place_is_looked_at_again_when_it_is_written(tmp_path):
    """A run of another scenario may have come there while this one was being solved."""
    folder = prepared(tmp_path / "out")
    files, record = run(1)
    with pytest.raises(OutputError, match="found results of small"):
        write_folder(folder, files, {**record, "scenario": "other"})
    whole(folder, 0)


def test_who_waits_too_long_is_refused_and_told_so(tmp_path, monkeypatch):
    folder = prepared(tmp_path / "out")
    monkeypatch.setattr(lock, "WAIT", 0.1)
    with alone(tmp_path / ".out.lock") as held:
        assert held
        told = refused(folder)
    assert "found another run that has been writing there for" in told
    assert "Nothing was overwritten." in told
    whole(folder, 0)
    write(folder, 1)


def test_a_lock_file_that_a_killed_run_left_behind_blocks_nobody(tmp_path, monkeypatch):
    folder = prepared(tmp_path / "out")
    (tmp_path / ".out.lock").write_bytes(b"")
    monkeypatch.setattr(lock, "WAIT", 0.0)
    write(folder, 1)
    assert left_beside(folder) == []


def test_on_a_disk_without_locks_nobody_touches_what_another_is_writing(tmp_path, monkeypatch):
    def unknown(handle: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    folder = prepared(tmp_path / "out")
    other = tmp_path / ".out.part-01234567"
    other.mkdir()
    monkeypatch.setattr(lock, "take", unknown)
    write(folder, 1)
    whole(folder, 1)
    assert left_beside(folder) == [".out.part"]
    monkeypatch.undo()
    write(folder, 2)
    assert left_beside(folder) == []


# --- what is found beside it


def test_a_run_that_stepped_aside_is_found_by_who_reads_it(tmp_path, monkeypatch):
    """What a kill leaves where folders cannot be swapped: `optimize compare` finds it all the
    same."""
    for name in ("one", "two"):
        written_run(tmp_path / name)
    (tmp_path / "one").rename(tmp_path / ".one.old-01234567")
    found = read_members([tmp_path / "one", tmp_path / "two"], lambda path: pytest.fail(str(path)))
    assert [run.name for run in found] == ["one", "two"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


def test_notes_in_what_a_killed_run_left_behind_go_home(tmp_path):
    folder = prepared(tmp_path / "out")
    shutil.copytree(folder, tmp_path / ".out.old-01234567", symlinks=True)
    (tmp_path / ".out.old-01234567" / "late.txt").write_text("a late note")
    (tmp_path / ".out.part-01234567").mkdir()
    write(folder, 1)
    assert (folder / "late.txt").read_text() == "a late note"
    assert left_beside(folder) == []
    (folder / "late.txt").unlink()
    whole(folder, 1)


def test_hidden_folders_of_others_are_left_alone(tmp_path):
    folder = prepared(tmp_path / "out")
    names = {".out.old-mine", ".out.part-012345678", ".out", ".other.part-01234567", "out.old-0"}
    for name in names:
        (tmp_path / name).mkdir()
    write(folder, 1)
    put_right(tmp_path / "nothing")
    assert {path.name for path in tmp_path.iterdir()} == {*names, "out"}


# --- what stands in the way


def test_a_note_under_the_name_of_an_output_is_not_overwritten(tmp_path):
    """Version 0 wrote no iamc.csv, so one in the folder is the planner's; version 1 would."""
    folder = prepared(tmp_path / "out")
    (folder / "iamc.csv").write_text("mine")
    told = refused(folder)
    assert f"{folder}/iamc.csv: found a file that no run has written" in told
    assert (folder / "iamc.csv").read_text() == "mine"
    (folder / "iamc.csv").unlink()
    whole(folder, 0)


def test_a_note_is_copied_where_the_disk_knows_no_links(tmp_path, monkeypatch):
    def never(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    folder = prepared(tmp_path / "out")
    monkeypatch.setattr(os, "link", never)
    write(folder, 1)
    whole(folder, 1)


@contextmanager
def unprivileged() -> Iterator[None]:
    """Be a user whom the modes of files and folders bind."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.name == "nt", reason="modes of folders")
@pytest.mark.parametrize("closed", ["folder", "parent", "grandparent"])
def test_a_read_only_place_is_told_before_anything_is_solved(closed):
    """Of three folders in each other one takes no file; the innermost may not be there yet."""
    with tempfile.TemporaryDirectory() as name:
        grandparent = Path(name)
        folder = grandparent / "parent" / "out"
        if closed != "grandparent":
            folder.parent.mkdir()
        if closed == "folder":
            prepared(folder)
        for place in (grandparent, folder.parent, folder):
            if place.exists():
                place.chmod(0o777)
        {"folder": folder, "parent": folder.parent, "grandparent": grandparent}[closed].chmod(0o555)
        before = sorted(grandparent.rglob("*"))
        with unprivileged(), pytest.raises(OutputError) as caught:
            check_place(folder, "small")
        with unprivileged():
            told = refused(folder)
        assert "no way to write there (Permission denied)" in str(caught.value)
        assert "no way to write there (Permission denied)" in told
        assert sorted(grandparent.rglob("*")) == before
        grandparent.chmod(0o777)


def test_a_file_where_a_folder_on_the_way_should_be_is_told_beforehand(tmp_path):
    (tmp_path / "file").write_text("mine")
    for place in (tmp_path / "file" / "out", tmp_path / "file" / "deeper" / "out"):
        with pytest.raises(OutputError, match=r"no way to write there \(Not a directory\)"):
            check_place(place, "small")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("x" * 241, "a name that is too long, wanted one of at most 240 bytes"),
        ("\N{CYRILLIC SMALL LETTER ZHE}" * 121, "a name that is too long"),
        ("/".join(["x" * 200] * 30), "no way to write there (File name too long)"),
    ],
    ids=["name", "in bytes", "path"],
)
def test_a_name_too_long_for_the_disk_is_told_beforehand(tmp_path, name, told):
    with pytest.raises(OutputError) as caught:
        check_place(tmp_path / name, "small")
    assert told in str(caught.value)


def test_the_longest_name_can_be_written_and_replaced(tmp_path):
    folder = prepared(tmp_path / ("x" * free.LONGEST))
    write(folder, 1)
    whole(folder, 1)


@pytest.mark.parametrize("out", ["mine", "mine/reference", "mine/../mine"])
def test_a_folder_of_inputs_is_no_place_for_results(tmp_path, monkeypatch, out):
    """Not even where an earlier run of the same scenario went there."""
    (tmp_path / "mine").mkdir()
    world(tmp_path / "mine")
    record = {"written_by": "uplift-planner", "scenario": "scenario", "outputs": []}
    (tmp_path / out / "manifest.json").write_text(json.dumps(record))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("model.solving.solve_program", lambda *_: pytest.fail("solved"))
    words = ["run", "mine/scenario.csv", "--out", out]
    ended = CliRunner().invoke(main, words, prog_name="optimize")
    assert ended.exit_code == 2
    assert f"{out}: found the folder of an input (" in ended.stderr
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_a_manifest_that_cannot_be_read_makes_no_folder_ours(tmp_path):
    """Nested deeper than Python reads, or something that is no file: refused, not a traceback."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "manifest.json").write_text("[" * 100_000)
    assert "a folder with other files in it" in refused(folder)
    if hasattr(os, "mkfifo"):
        (folder / "manifest.json").unlink()
        os.mkfifo(folder / "manifest.json")
        assert "a folder with other files in it" in refused(folder)


@contextmanager
def small_files(most: int) -> Iterator[None]:
    """No file may grow past some bytes: a write then fails as on a full disk."""
    resource = pytest.importorskip("resource")
    mind = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, mind)


def test_a_file_that_finds_no_room_keeps_the_old_run(tmp_path):
    folder = prepared(tmp_path / "out")
    with small_files(500):
        told = refused(folder)
    assert "no way to write there (File too large)" in told
    whole(folder, 0)
    assert left_beside(folder) == []


def test_a_new_scenario_that_finds_no_room_leaves_nothing_behind(tmp_path):
    with small_files(4096), pytest.raises(OutputError, match="File too large"):
        write_new(tmp_path / "new.csv", b"x" * 5000)
    assert list(tmp_path.iterdir()) == []


def test_notes_stay_the_files_they_were(tmp_path):
    """An editor that has a note open goes on writing into the same file."""
    folder = prepared(tmp_path / "out")
    with (folder / "notes.txt").open("ab") as opened:
        write(folder, 1)
        opened.write(b", and more")
    assert (folder / "notes.txt").read_bytes() == NOTES["notes.txt"] + b", and more"
