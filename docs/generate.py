"""Write the generated pages and the data package anew; with --check only compare."""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from commands_page import commands_markdown  # noqa: E402
from data_page import data_markdown  # noqa: E402
from mathematics import mathematics_markdown  # noqa: E402
from proofs_page import pages as pages_with_proofs  # noqa: E402
from speed_page import pages as speed_pages  # noqa: E402
from workbook_page import workbook_markdown  # noqa: E402

from model.datapackage import datapackage  # noqa: E402
from model.describe import reference_markdown  # noqa: E402


def pages() -> dict[Path, str]:
    """Every generated file and what it must hold."""
    reference = ROOT / "scenarios" / "reference"
    package = json.dumps(datapackage(reference), indent=1, ensure_ascii=False) + "\n"
    texts = reference_markdown() | {
        "commands.md": commands_markdown(),
        "data.md": data_markdown(),
        "mathematics.md": mathematics_markdown(),
        "workbook.md": workbook_markdown(),
        **dict(speed_pages()),
        **pages_with_proofs(),
    }
    made = {ROOT / "docs" / name: text for name, text in texts.items()}
    return made | {reference / "datapackage.json": package}


def same(path: Path, text: str) -> bool:
    """Whether a file holds the text."""
    return path.is_file() and path.read_text(encoding="utf-8") == text


def main() -> int:
    """Write every stale file, or with --check name it and return 1."""
    check = "--check" in sys.argv[1:]
    made = pages()
    found = [path for path, text in made.items() if not same(path, text)]
    for path in found:
        print(f"{path.relative_to(ROOT)}: {'out of date' if check else 'written'}")
        if not check:
            path.write_text(made[path], encoding="utf-8")
    return 1 if check and found else 0


if __name__ == "__main__":
    raise SystemExit(main())
