"""Errors: what can go wrong, and how it is said.

UpliftError
├── InputError          the planner's files: every Problem at once
│   └── OutputError     the place where something shall be written
├── UnknownNameError    a word that names nothing: a parameter, a country
├── MissingPackageError a package that what was asked for needs and that is not installed
├── SolveError          the solver failed
│   └── OutOfTimeError  it was not done within the time limit
└── VerificationError   an answer that did not pass its own verification
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from .places import place

SHOWN_PROBLEMS = 20
SHOWN_CHARACTERS = 80
MAX_COMPARED = 1_000


class UpliftError(Exception):
    """Anything that ends a command with a message and no traceback."""


class UnknownNameError(UpliftError):
    """A word that names nothing the program knows; the message names the nearest."""


class MissingPackageError(UpliftError):
    """What was asked for needs a package that is not installed; the message says which."""


class SolveError(UpliftError):
    """The solver failed."""


class OutOfTimeError(SolveError):
    """The solver was not done within the time limit; the message says what it had proven."""


class VerificationError(UpliftError):
    """The answer did not pass its own verification."""


@dataclass(frozen=True)
class Problem:
    """One bad cell: where it is, what stands there, what was wanted, what to try.

    Line None (or 0) means the file as a whole, column "" the row or file as a whole.
    `told` says that `found` is our own description, not the text of a cell.
    """

    file: Path
    line: int | None
    column: str
    found: str
    wanted: str
    hint: str = ""
    told: bool = False

    def __str__(self) -> str:
        where = f"{place(self.file, self.line, self.column)}:"
        column = f" column {shown(self.column)}:" if self.column else ""
        found = self.found if self.told else shown(self.found)
        text = f"{where}{column} found {found}, wanted {self.wanted}."
        named = "" if self.told else foreign(self.found)
        return printable(" ".join(filter(None, (text, self.hint, named))))


class InputError(UpliftError):
    """Everything that is wrong with the input: `problems` in the order of files and lines."""

    heading = "in the input"

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = list(dict.fromkeys(problems))
        files = {file: place for place, file in enumerate(dict.fromkeys(p.file for p in found))}
        found.sort(key=lambda problem: (files[problem.file], problem.line or 0))
        self.problems = tuple(found)
        super().__init__(self.problems)

    def __str__(self) -> str:
        count = len(self.problems)
        lines = [f"Error: {count} problem{'' if count == 1 else 's'} {self.heading}:"]
        lines += [f"  {problem}" for problem in self.problems[:SHOWN_PROBLEMS]]
        if count > SHOWN_PROBLEMS:
            lines.append(f"  and {count - SHOWN_PROBLEMS} more")
        return "\n".join(lines)


class OutputError(InputError):
    """Nothing can, or may, be written there."""

    heading = "with where the output goes"


def shown(value: str) -> str:
    """The text of a cell in quotes, on one line, cut where it is long, nothing in it invisible."""
    if len(value) <= SHOWN_CHARACTERS:
        return f"'{visible(value)}'"
    return f"'{visible(value[: SHOWN_CHARACTERS - 20])}...' ({len(value)} characters)"


def visible(text: str) -> str:
    """The text with every character escaped that cannot be told apart by looking at it."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(letter if plain(letter) else escape(letter) for letter in text)


def printable(text: str) -> str:
    """The text with what cannot be printed escaped: for the names of files, in any script."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else escape(letter) for letter in text)


def foreign(text: str) -> str:
    """A sentence that names the first character that `visible` had to escape, or nothing."""
    odd = next((letter for letter in text[:SHOWN_CHARACTERS] if not plain(letter)), "")
    if not odd:
        return ""
    import unicodedata  # only a bad cell pays for it

    return f"It holds U+{ord(odd):04X} {unicodedata.name(odd, 'control character')}."


def plain(letter: str) -> bool:
    """Whether a character looks like what it is: printable ASCII, an accented Latin letter, a €."""
    if letter.isascii():
        return letter.isprintable()
    import unicodedata

    return unicodedata.name(letter, "").startswith("LATIN ") or unicodedata.category(letter) == "Sc"


def escape(letter: str) -> str:
    """A character as Python would write it in a string: \\u0421."""
    return letter.encode("unicode_escape").decode("ascii")


def did_you_mean(word: str, codes: Iterable[str], names: Iterable[str | None] = ()) -> str:
    """The hint that names the code nearest to a word; `names` runs along with `codes`.

    A code is near when it differs by case or by a slip, or when its name starts with the word
    or has the word for initials. No more than MAX_COMPARED codes are looked at.
    """
    listed, named = list(islice(codes, MAX_COMPARED)), list(islice(names, MAX_COMPARED))
    folded = word.casefold()[:SHOWN_CHARACTERS]
    for code in listed:
        if code.casefold() == folded:
            return f"Did you mean '{code}'?"
    if len(folded) > 1:
        for code, name in zip(listed, named, strict=False):
            words = (name or "")[:SHOWN_CHARACTERS].casefold().split()
            if " ".join(words).startswith(folded) or "".join(w[0] for w in words) == folded:
                return f"Did you mean '{code}' ({name})?"
    return closest(folded, listed)


def closest(folded: str, codes: list[str]) -> str:
    """The hint that names the code nearest in spelling, or nothing."""
    import difflib

    by_fold = {code.casefold(): code for code in codes}
    near = difflib.get_close_matches(folded, by_fold, n=1)
    return f"Did you mean '{by_fold[near[0]]}'?" if near else ""
