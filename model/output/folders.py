"""This file is about results folders: a run is in its place whole or not at all, whatever happens.

A run is written under a hidden name beside its place, to the disk, and then takes the place: in one
step where the system can swap two folders, else the older run steps aside first. What others keep
in the folder is in the new one before it takes the place. Nobody else writes there meanwhile.

A process may be killed at any moment. What it leaves beside the folder has one of two names, and
whoever comes by next puts it right (`settle`):

    .NAME.part-…  nothing in it is needed: it goes
    .NAME.old-…   an older run: it takes the place if nothing stands there; else what others keep in
                  it, and the folder lacks, goes home, and the rest goes
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Any

from .free import check_names, check_place, foreign, refusal, unwritable
from .lock import WAIT, alone
from .manifest import MANIFEST, kind_in, manifest_bytes
from .swap import swapped

PART, OLD = "part", "old"


def write_folder(folder: Path, files: Mapping[str, bytes], record: Mapping[str, Any]) -> None:
    """Write files and the manifest that records them as a folder, whole or not at all.

    Whoever writes there at the same time is waited for. The place is looked at once more.

    Raises:
        OutputError: the folder is not ours, cannot be written, or is being written for too long.
        KeyboardInterrupt: with a word on it where the files are in their place already.
    """
    kind = kind_in(record)
    token, written = token_hex(4), manifest_bytes(record)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with alone(beside(folder, "lock")) as held:
            own = "" if held else token  # who is not alone leaves the others' folders in peace
            settle(folder, own)
            try:
                check_place(folder, record[kind], kind)
                check_names(folder, files)
                replace(folder, {**files, MANIFEST: written}, token)
            finally:
                settle(folder, own)
    except BlockingIOError as error:
        found = f"another run that has been writing there for {WAIT:.0f} seconds"
        hint = "Wait until it is done, or name another with --out. Nothing was overwritten."
        raise refusal(folder, found, "a place where no other run is writing", hint) from error
    except OSError as error:
        raise unwritable(folder, error) from error
    except KeyboardInterrupt as interruption:
        if holds(folder / MANIFEST, written):
            raise KeyboardInterrupt(f"the results are whole in {folder}") from interruption
        raise


def holds(path: Path, content: bytes) -> bool:
    """Whether a file is there with just this in it."""
    try:
        return path.read_bytes() == content
    except OSError:
        return False


def replace(folder: Path, files: Mapping[str, bytes], token: str) -> None:
    """Write files beside a folder, with what others keep in it, and put them in its place."""
    part, old = (beside(folder, f"{kind}-{token}") for kind in (PART, OLD))
    part.mkdir()
    for name, content in files.items():
        write_durably(part / name, content)
    replaces = os.path.lexists(folder)
    for entry in foreign(folder) if replaces else ():
        keep(entry, part / entry.name)
    for place, _, _ in os.walk(part):
        flush(Path(place))
    if not replaces:
        part.rename(folder)
    elif swapped(part, folder):
        with suppress(OSError):  # the new run is in its place: nothing has failed any more
            part.rename(old)
    else:
        folder.rename(old)
        part.rename(folder)
    flush(folder.parent)


def settle(folder: Path, token: str = "") -> None:
    """Put right what the writing of a folder left beside it, whether it was done or killed.

    With a token only what was written under it. The place must be held alone.
    """
    for old in left(folder, OLD, token):
        with suppress(OSError):  # it then stays for the next who comes by
            if not os.path.lexists(folder):
                old.rename(folder)
                continue
            for entry in foreign(old):
                if not os.path.lexists(folder / entry.name):
                    entry.rename(folder / entry.name)
            old.rename(beside(folder, f"{PART}-{old.name.rpartition('-')[2]}"))
    for part in left(folder, PART, token):
        shutil.rmtree(part, ignore_errors=True)


def put_right(folder: Path) -> None:
    """Bring a run back to where it is looked for, if who should replace it was killed midway."""
    if not os.path.lexists(folder) and left(folder, OLD):
        with suppress(OSError), alone(beside(folder, "lock")) as held:
            if held:
                settle(folder)


def beside(folder: Path, name: str) -> Path:
    """A hidden name in the folder that a folder lies in, from where a rename is enough."""
    return folder.parent / f".{folder.name}.{name}"


def left(folder: Path, kind: str, token: str = "") -> list[Path]:
    """The hidden folders of one kind beside a folder."""
    name = re.compile(re.escape(beside(folder, kind).name) + f"-{token or '[0-9a-f]{8}'}")
    try:
        return sorted(path for path in folder.parent.iterdir() if name.fullmatch(path.name))
    except OSError:
        return []


def keep(entry: Path, place: Path) -> None:
    """Put a file or a folder of somebody else's into a second place as well."""
    if entry.is_dir() and not entry.is_symlink():
        shutil.copytree(entry, place, symlinks=True, copy_function=linked)
    else:
        linked(str(entry), str(place))


def linked(source: str, place: str) -> None:
    """The same file under a second name, or a copy where the disk knows no links."""
    if not Path(source).is_symlink():
        with suppress(OSError):
            os.link(source, place)
            return
    shutil.copy2(source, place, follow_symlinks=False)


def write_durably(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def flush(folder: Path) -> None:
    """Wait until the disk has the names in a folder, where the system can say so."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # a disk that does not do this for folders
            raise
    finally:
        os.close(handle)
