"""A program that writes one results folder again and again and is killed, or fails, while it does.

Run as `python crashes.py KIND COUNT FOLDER`; it prints what came of it as JSON. It is a process of
its own, as it forks: each writer is a child of it.

What is written is small, and every file of it names its version, so that a mixture of two runs
would be seen. A planner keeps notes in the folder: a file, a folder of files and a link.
"""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from model.errors import OutputError
from model.output import folders
from model.output.folders import put_right, write_folder
from model.output.manifest import fingerprint

NAMES = ("plan.csv", "summary.csv", "report.html")
NOTES = {"notes.txt": b"mine", "figures/a/one.txt": b"also mine", "figures/two.txt": b"mine too"}
LINK = "latest"
READING, CHANGING = {"open", "os.scandir"}, {"os.rename", "os.mkdir", "os.link", "os.symlink"}
REMOVING = {"os.remove", "os.rmdir"}
"""What Python tells before it asks the system for it; the swap of two folders it does not tell."""

ENOUGH = 9
"""How a child ends that had fewer steps than it was asked to fail at."""


def run(version: int) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The files of one version and its manifest; every other version has a file more."""
    names = (*NAMES, *(["iamc.csv"] if version % 2 else []))
    files = {name: f"{name} of version {version}\n".encode() * 50 for name in names}
    listed = [{"file": name, **fingerprint(content)} for name, content in files.items()]
    record = {"written_by": "uplift-planner", "scenario": "small", "version": version}
    return files, {**record, "outputs": listed}


def write(folder: Path, version: int) -> None:
    """Write one version."""
    write_folder(folder, *run(version))


def prepared(folder: Path) -> Path:
    """The folder with version 0 and the notes."""
    write(folder, 0)
    for name, content in NOTES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / LINK).symlink_to("plan.csv")
    return folder


def whole(folder: Path, *versions: int) -> int:
    """The version in the folder, which is one of those and whole, with every note in its place."""
    record = json.loads((folder / "manifest.json").read_bytes())
    version = int(record["version"])
    assert version in versions, (version, versions)
    hashes = {output["file"]: output["sha256"] for output in record["outputs"]}
    for name, content in run(version)[0].items():
        assert (folder / name).read_bytes() == content, name
        assert hashes.pop(name) == sha256(content).hexdigest(), name
    assert not hashes
    for name, content in NOTES.items():
        assert (folder / name).read_bytes() == content, name
    assert (folder / LINK).readlink() == Path("plan.csv")
    there = {path.name for path in folder.iterdir()}
    notes = {name.split("/")[0] for name in NOTES}
    assert there == {"manifest.json", LINK, *run(version)[0], *notes}, there
    return version


def left_beside(folder: Path) -> list[str]:
    """What lies beside the folder, by kind."""
    return sorted(path.name.split("-")[0] for path in folder.parent.iterdir() if path != folder)


def forked(work: Callable[[], None], kill_after: float | None = None) -> int:
    """Do something in a child, killed after some seconds; how it ended, below 0 where killed."""
    child = os.fork()
    if not child:
        code = 1
        try:
            work()
            code = 0
        except OutputError as error:
            code = 2 if "Nothing was overwritten" in str(error) else 3
        finally:
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def write_on(folder: Path, version: int) -> None:
    """Write one version after another."""
    for following in count(version):
        write(folder, following)


def at_random_moments(kills: int, folder: Path) -> dict[str, Any]:
    """Kill a writer at random moments of its first writes."""
    rng = random.Random(20)
    prepared(folder)
    version, took = 9, []
    for earlier in range(1, version + 1):
        begun = time.perf_counter()
        write(folder, earlier)
        took.append(time.perf_counter() - begun)
    lasts = median(took)  # one of them may have had to wait for another program
    found: Counter[str] = Counter()
    for _ in range(kills):
        after = rng.uniform(0, 8 * lasts)  # a copy of this process is slow to begin
        ended = forked(partial(write_on, folder, version + 1), after)
        assert ended == -signal.SIGKILL, ended
        found["absent"] += not folder.exists()
        for kind in left_beside(folder):
            found[kind] += 1
        put_right(folder)
        now = whole(folder, *range(version, version + 100))
        found["kept the old run" if now == version else "has a new run"] += 1
        version = now + 1
        swept(folder, version)
    return {"kills": kills, **found}


def at_every_step(_: int, folder: Path) -> dict[str, Any]:
    """Kill a writer before the first thing it asks the system for, before the second, and so on."""

    def step(event: str, flags: int) -> bool:
        return event in READING | CHANGING | REMOVING

    def kill() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    return stepwise(folder, step, kill, -signal.SIGKILL)


def disk_full_at_every_step(_: int, folder: Path) -> dict[str, Any]:
    """Let the first thing that a writer wants to store fail, then the second, and so on.

    Once the new run is in its place only clearing up can fail, and that is no error.
    """

    def step(event: str, flags: int) -> bool:
        return event in CHANGING or (event == "open" and bool(flags & os.O_CREAT))

    def fail() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return stepwise(folder, step, fail, 2)


def stepwise(
    folder: Path, counts: Callable[[str, int], bool], act: Callable[[], None], expected: int
) -> dict[str, Any]:
    """Write with something happening at step n, for every n; over a run of a file less, or more."""
    found: Counter[str] = Counter()
    prepared(folder)
    for version in (2, 3):
        for step in count(1):
            write(folder, version)
            ended = forked(partial(write_until, folder, version + 1, counts, step, act))
            if ended == ENOUGH:
                break
            found["steps"] += 1
            found["absent"] += not folder.exists()
            put_right(folder)
            now = whole(folder, version, version + 1)
            assert ended in (0, expected), ended
            if expected > 0:
                assert (ended == 0) == (now > version), (step, ended, now)
            found["kept the old run" if now == version else "has a new run"] += 1
            swept(folder, version + 2)
    return dict(found)


def write_until(
    folder: Path,
    version: int,
    counts: Callable[[str, int], bool],
    last: int,
    act: Callable[[], None],
) -> None:
    """Write, and let something happen at one of the steps that count; ends the process."""
    steps = 0

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal steps
        flags = arguments[2] if event == "open" else 0
        if counts(event, flags) and str(folder.parent) in str(arguments[0]):
            steps += 1
            if steps == last:
                act()

    sys.addaudithook(watch)
    write(folder, version)
    os._exit(0 if steps >= last else ENOUGH)


def swept(folder: Path, version: int) -> None:
    """The next run writes its version and leaves nothing beside it."""
    write(folder, version)
    whole(folder, version)
    assert left_beside(folder) == [], left_beside(folder)


KINDS = {
    "random": at_random_moments,
    "steps": at_every_step,
    "full": disk_full_at_every_step,
}


def main() -> None:
    """Do what the words of the command say.

    Nothing waits for the disk: a kill, unlike a power cut, loses nothing that was written.
    """
    os.fsync = lambda handle: None
    kind, number, place = sys.argv[1:4]
    if sys.argv[4:] == ["no-swap"]:
        folders.swapped = lambda one, other: False
    print(json.dumps(KINDS[kind](int(number), Path(place))))


if __name__ == "__main__":
    main()
