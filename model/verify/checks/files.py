"""This file is about files: each is there, of the size and with the hash that the manifest has."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from ...errors import Problem
from ...output.manifest import MANIFEST
from ..finding import Finding, Tally
from ..folder import WRITTEN, Folder, is_plain


def files(folder: Folder) -> Iterator[Finding]:
    """Sizes and hashes against the manifest; files that are not of the run are mentioned."""
    tally = Tally("files")
    for name in dict.fromkeys((*WRITTEN, *folder.recorded)):
        entry = folder.recorded.get(name, {})
        problem = Problem(folder.path / name, None, "", *unlike(folder, name, entry), told=True)
        tally.claim(not problem.found, problem)
    if folder.foreign:
        tally.note = f"not of the run: {', '.join(folder.foreign)}"
    yield tally.finding()


def unlike(folder: Folder, name: str, entry: Any) -> tuple[str, str]:
    """What was found of a file and what was wanted; nothing found where it is as recorded."""
    content = folder.contents.get(name)
    if not entry:
        return f"no record of it in {MANIFEST}", "the record of every file of the run"
    if not is_plain(name):
        return f"a name in {MANIFEST} that leads elsewhere", "a file of this folder"
    if content is None:
        return folder.unread.get(name, "no such file"), "the file as the run wrote it"
    if len(content) != entry.get("bytes"):
        return f"{len(content)} bytes", f"{entry.get('bytes')}, as {MANIFEST} records"
    digest = sha256(content).hexdigest()
    wanted = f"{entry.get('sha256')}, as {MANIFEST} records"
    return ("" if digest == entry.get("sha256") else f"SHA-256 {digest}"), wanted
