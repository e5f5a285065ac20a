"""Calling a command as a planner does, and looking at what it leaves on the disk."""

from pathlib import Path

from click.testing import CliRunner, Result

from cli import main


def called(*words: str | Path) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, [str(word) for word in words], prog_name="optimize")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too, with what is in it."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
