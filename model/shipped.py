"""Where the shipped scenarios and reference tables lie."""

from __future__ import annotations

from pathlib import Path

from .source import there


def shipped_folder() -> Path:
    """The folder of the shipped reference tables: in the package, else beside it in a checkout."""
    here = Path(__file__).resolve().parent
    packaged = here / "scenarios" / "reference"
    return packaged if packaged.is_dir() else here.parent / "scenarios" / "reference"


def shipped_scenario(path: Path) -> Path | None:
    """The shipped scenario that a path names, written as `scenarios/NAME` or as NAME alone."""
    if path.parent not in (Path("scenarios"), Path()):
        return None
    shipped = shipped_folder().parent / path.name
    return shipped if there(shipped) and shipped.is_file() else None
