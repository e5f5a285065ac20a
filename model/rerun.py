"""This file is about running a finished run once more: the same inputs, options and bytes, or what
differs. Nothing is written.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import InputError, Problem, printable
from .output.difference import first_difference, unlike
from .output.exchange import check_formats
from .output.files import outputs
from .output.folders import put_right
from .output.manifest import KINDS, MANIFEST, SHIPPED, fingerprint, kind_in, manifest, record_in
from .run import FURTHER, asked_further, further_files, solve_scenario
from .scenario import Scenario, read_scenario, reference_folder
from .shipped import shipped_folder
from .solving import find_plan
from .source import UnreadableError, read_bytes, there
from .stages import Progress

SOLVING = ("seed", "threads")
"""The options of a solve that a manifest records."""

UNSOLVED = "Nothing was solved."


@dataclass(frozen=True)
class Finished:
    """A finished run: its manifest, the file of it and the folder of its outputs."""

    file: Path
    record: Mapping[str, Any]

    @property
    def folder(self) -> Path:
        """Where the outputs lie, if they are kept."""
        return self.file.parent

    @property
    def scenario(self) -> str:
        """The file of the scenario: the first that was read."""
        return str(self.record["inputs"][0]["file"])

    def kept(self, name: str) -> bytes | None:
        """An output as it lies there, or None."""
        file = self.folder / name
        return file.read_bytes() if file.is_file() else None


@dataclass(frozen=True)
class Rerun:
    """What came of running it once more.

    Attributes:
        files: how many outputs were compared.
        differences: each output that differs, and the first place where it does.
        notes: what else differs and may be why: versions, numbers of the manifest.
    """

    files: int
    differences: tuple[str, ...]
    notes: tuple[str, ...]

    def __str__(self) -> str:
        if not self.differences:
            return f"reproduced: {self.files} files, same bytes"
        heading = f"NOT reproduced: of {self.files} files {len(self.differences)} differ"
        return "\n".join([heading, *(f"  {text}" for text in self.differences)])


def rerun(
    place: Path,
    scenario: Path | None = None,
    reference: Path | None = None,
    progress: Progress = lambda stage, proven: None,
) -> Rerun:
    """Solve the inputs of a finished run again, as its manifest says, and compare every output.

    Args:
        place: the manifest, or the folder that it lies in.
        scenario, reference: the scenario and the folder of reference tables, where they do not lie
            where the manifest says.

    Raises:
        InputError: no manifest of a run, or inputs that are not those of the run, all at once.
        SolveError: the solver failed.
        VerificationError: the answer did not pass its own verification.
    """
    run = finished_run(place)
    read = same_inputs(run, scenario, reference)
    options = dict(run.record["options"])
    formats, certify = check_formats(options.pop("formats")), options.pop("certify")
    further = {name: options.pop(name) for name in FURTHER}
    results = solve_scenario(read, **options, progress=progress)
    results = asked_further(results, further, progress)
    made = {**outputs(results.answer), **further_files(results.answer, formats, certify)}
    record = manifest(results.answer, made, run.record["options"], run.folder)
    return Rerun(len(made), tuple(differing(run, made)), tuple(notes(run.record, record)))


def finished_run(place: Path) -> Finished:
    """The run whose manifest lies there.

    Raises:
        InputError: there is none, or it is not whole.
    """
    put_right(place)
    file = place / MANIFEST if there(place) and place.is_dir() else place
    record = record_in(file)
    wanted = "the manifest of a run, or the folder of its results"
    if not isinstance(record.get("scenario"), str):
        found = f"the manifest of {KINDS[kind_in(record)]}" if record else "no manifest of ours"
        found = found if there(file) or there(place) else "no such file or folder"
        raise InputError([Problem(file, None, "", found, wanted, told=True)])
    if not sound(record):
        found = "a manifest that is not whole"
        raise InputError([Problem(file, None, "", found, wanted, told=True)])
    known = known_options()
    for name, value in record["options"].items():
        if name not in known or type(value) is not type(known[name]):
            found = f"the option {printable(f'{name}: {value}')}"
            wanted = f"options of this version: {', '.join(known)}"
            raise InputError([Problem(file, None, "", found, wanted, UNSOLVED, told=True)])
    return Finished(file, {**record, "options": {**known, **record["options"]}})


def known_options() -> dict[str, Any]:
    """The options that a run may record, each with its default."""
    solving = inspect.signature(find_plan).parameters
    given = {name: solving[name].default for name in SOLVING}
    return {**given, "formats": [], "certify": False, **dict.fromkeys(FURTHER, False)}


def sound(record: Mapping[str, Any]) -> bool:
    """Whether a manifest lists files with their hashes, and options and places as a run does."""
    options = record.get("options")
    listed: list[Any] = [record.get("inputs"), record.get("outputs")]
    if not (isinstance(options, dict) and isinstance(record.get("places", {}), dict)):
        return False
    formats = options.get("formats", [])
    if not (isinstance(formats, list) and all(isinstance(part, list) and part for part in listed)):
        return False
    entries = [entry for part in listed for entry in part]
    if not all(isinstance(entry, dict) for entry in entries):
        return False
    texts = [*formats, *(entry.get(key) for entry in entries for key in ("file", "sha256"))]
    return all(isinstance(text, str) for text in texts)


def same_inputs(run: Finished, scenario: Path | None, reference: Path | None) -> Scenario:
    """The scenario of a run, once every file that it was read from is known to be the same.

    Raises:
        InputError: each file that is missing or another, with both hashes.
    """
    path = scenario or where(run, "scenario", run.scenario, "--scenario FILE")
    if reference is None and run.record.get("places", {}).get("reference") is not None:
        reference = where(run, "reference", "", "--reference DIR")
    folder = reference_folder(path, reference)
    problems = list(other_inputs(run, path, folder))
    if problems:
        raise InputError(problems)
    read = read_scenario(path, folder)
    names = {str(entry["file"]) for entry in run.record["inputs"]}
    wanted = "no table that the run has not read"
    problems = [
        Problem(file, None, "", "a file that the run has not read", wanted, UNSOLVED, told=True)
        for file in read.sources
        if read.shown(file) not in names
    ]
    if problems:
        raise InputError(problems)
    return read


def where(run: Finished, what: str, name: str, option: str) -> Path:
    """Where an input lies, as the manifest says.

    Raises:
        InputError: it does not say.
    """
    told = run.record.get("places", {}).get(what)
    shipped = shipped_folder().parent / (name or shipped_folder().name)
    if isinstance(told, str) and told != SHIPPED:
        place, here = Path(os.path.normpath(run.folder.resolve() / told)), Path.cwd()
        return place.relative_to(here) if place.is_relative_to(here) else place
    if told == SHIPPED or shipped.is_file():
        return shipped
    found, wanted = f"no word of where {printable(name)} lies", f"its place: name it with {option}"
    raise InputError([Problem(run.file, None, "", found, wanted, UNSOLVED, told=True)])


def other_inputs(run: Finished, path: Path, reference: Path) -> Iterator[Problem]:
    """A problem for each input that is missing, or is not the file that the run has read."""
    if path.name != run.scenario:
        wanted = f"the file {printable(run.scenario)}, whose name is in the results"
        yield Problem(path, None, "", path.name, wanted, UNSOLVED)
    for entry in run.record["inputs"]:
        name, wanted = str(entry["file"]), f"SHA-256 {entry['sha256']}, as the run has read it"
        folder, _, rest = name.partition("/")
        file = reference / rest if folder == "reference" and rest else path.parent / name
        file = path if name == run.scenario else file
        try:
            content = read_bytes(file)
        except UnreadableError as refusal:
            yield refusal.problem
            continue
        found = fingerprint(content)["sha256"]
        if found != entry["sha256"]:
            yield Problem(file, None, "", f"SHA-256 {found}", wanted, UNSOLVED, told=True)


def differing(run: Finished, made: Mapping[str, bytes]) -> Iterator[str]:
    """A sentence for each output that is not what the run wrote, or not what lies there now."""
    recorded = {str(entry["file"]): entry["sha256"] for entry in run.record["outputs"]}
    for name in dict.fromkeys([*recorded, *made]):
        if name not in made or name not in recorded:
            yield f"{printable(name)}: written only {'then' if name in recorded else 'now'}"
            continue
        kept, now = run.kept(name), fingerprint(made[name])["sha256"]
        intact = kept is not None and fingerprint(kept)["sha256"] == recorded[name]
        if now != recorded[name] and kept is not None and intact:
            yield f"{name}: {first_difference(name, kept, made[name])}"
        elif now != recorded[name]:
            yield f"{name}: other bytes; where cannot be told, as the file of the run is not kept"
        elif kept is not None and not intact:
            place = first_difference(name, made[name], kept)
            yield f"{name}: changed since the run wrote it; {place}"


def notes(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """What the manifests of both runs say differently of versions and of the answer; no seconds."""
    for part in ("versions", "platform", "program", "stages", "warnings"):
        for text in unlike(then.get(part), now.get(part), part):
            if ".seconds:" not in text:
                yield text
