"""What reading finds: problems, warnings, and the files that were read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .errors import Problem, printable
from .places import place

MAX_HINTS = 25


@dataclass
class Findings:
    """What reading has found so far: problems, warnings, and the files that were read."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    sources: list[Path] = field(default_factory=list)

    def warn(self, path: Path, line: int | None, text: str) -> None:
        """Note something that was read all the same."""
        self.warnings.append(printable(f"{place(path, line)}: {text}"))

    @property
    def hinting(self) -> bool:
        """Whether a hint that costs a search is still worth it: few problems are ever printed."""
        return len(self.problems) < MAX_HINTS
