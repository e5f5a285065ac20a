"""This file is about want of memory: what the main job says when it is given less than it needs.

    python benchmarks/memory.py [--json FILE] [MB …]

Each run is `optimize scenarios/baseline.csv` with so much address space and no more, which is more
than it uses: libraries reserve some that they never touch.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from commands import words_of
from measuring import Figures, asked, ended, finish

SIZES = range(100, 1000, 25)
WRITTEN = "everything was written"


def main() -> None:
    """Print one row a size."""
    parser = asked(__doc__, runs=1)
    parser.add_argument("sizes", nargs="*", type=int, metavar="MB", default=list(SIZES))
    wanted = parser.parse_args()
    rows = []
    for size in wanted.sizes:
        rows.append(short_of_memory(size, wanted.limit))
        print(f"{size:>6} MB  {rows[-1]['said']}", flush=True)
    finish(wanted, rows)


def short_of_memory(size: int, limit: float) -> Figures:
    """What is said with so many MB, and whether results were left."""
    with tempfile.TemporaryDirectory() as folder:
        figures = ended(words_of("baseline"), limit, size, folder=folder)
        left = any(Path(folder).glob("results/*"))
    return {"mb": size, "said": figures.get("broke", WRITTEN), "left": left}


if __name__ == "__main__":
    main()
