"""This file is about docs/speed.md: what the benchmarks measured, from their own records."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from math import exp, log
from pathlib import Path
from statistics import fmean
from textwrap import fill
from typing import Any

from curves import curves_svg

from model.describe import markdown_table

ROOT = Path(__file__).resolve().parent.parent
MEASURED = ROOT / "benchmarks" / "measured"
sys.path.insert(0, str(ROOT / "benchmarks"))

from sizes import size_of  # noqa: E402

STAGES = ("least_shortfall", "least_cost", "steadiest", "tie_break", "settle")
PARTS = {
    "import": ("import",),
    "read and check": ("read", "plan"),
    "build": ("build",),
    "compile, scale, load": ("compile", "limits", "load"),
    "stage 1, least shortfall": STAGES[:1],
    "stage 2, least cost": STAGES[1:2],
    "stage 3, steadiest lines": STAGES[2:],
    "verify": ("verify",),
    "proof in whole numbers": ("proof",),
    "results and tables": ("results", "tables"),
    "workbook": ("workbook",),
    "page": ("page",),
    "write": ("further forms", "write"),
}
"""The phases of the page, and the steps of a run that each of them is."""

RECORDS = ("phases", "growth", "wall", "peers", "solving", "tried")
KNOBS = ("allies", "systems", "years")


@cache
def record(name: str) -> dict[str, Any]:
    """What one benchmark wrote down."""
    found: dict[str, Any] = json.loads((MEASURED / f"{name}.json").read_text(encoding="utf-8"))
    return found


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a record that ran to their end."""
    return [row for row in record(name)["rows"] if "broke" not in row]


def speed_markdown() -> str:
    """The page."""
    parts = [
        INTRODUCTION, machine(), PHASES, phases(), against_the_first(), GROWTH, growth(), WALL,
        power(), wall(), WALL_WHY, broken(), PEERS, peers(), SOLVING, solving(), summary(), TRIED,
        tried(), NOT_TRIED, AGAIN,
    ]  # fmt: skip
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def table(heads: list[str], lines: list[list[str]]) -> str:
    """A Markdown table."""
    return "\n".join(markdown_table(heads, lines))


def filled(text: str) -> str:
    """A paragraph with its lines filled."""
    return fill(text, 100, break_long_words=False, break_on_hyphens=False)


def machine() -> str:
    """Where and when each record was made."""
    lines = [[f"`{record(n)['command']}`", record(n)["date"], str(record(n)["runs"]),
              str(record(n)["load"])] for n in RECORDS]  # fmt: skip
    first = record("peers")
    versions = ", ".join(f"{name} {found}" for name, found in first["versions"].items())
    told = f"{first['machine']}; Python {first['python']}, {versions}."
    return filled(told) + "\n\n" + table(["command", "day", "runs", "load before"], lines)


def phases() -> str:
    """Seconds by phase and size, and the memory and shape of each size."""
    sizes = rows("phases")
    lines = [
        [part, *(f"{sum(row['steps'][step]['wall'] for step in steps):.2f}" for row in sizes)]
        for part, steps in PARTS.items()
    ]
    lines.append(["**together**", *(f"**{row['wall']:.2f}**" for row in sizes)])
    lines.append(["processor seconds", *(f"{row['cpu']:.2f}" for row in sizes)])
    lines.append(["most memory, MB", *(f"{row['peak']:,.0f}" for row in sizes)])
    lines += [[f"{of}", *(f"{row[of]:,}" for row in sizes)] for of in ("rows", "columns")]
    lines.append(["entries", *(f"{row['entries']:,}" for row in sizes)])
    return table(["seconds", *(row["size"] for row in sizes)], lines)


def against_the_first() -> str:
    """How the sizes compare with the real one."""
    sizes = {row["size"]: row for row in rows("phases")}
    one = sizes["1x"]
    lines = [
        [
            name,
            f"{row['entries'] / one['entries']:.2f}",
            f"{solve_seconds(row) / solve_seconds(one):.1f}",
            f"{row['wall'] / one['wall']:.1f}",
            f"{row['peak'] / one['peak']:.1f}",
        ]
        for name, row in sizes.items()
    ]
    return table(["times 1x", "entries", "solving", "whole run", "memory"], lines)


def solve_seconds(row: dict[str, Any]) -> float:
    """Wall seconds of the three stages."""
    return sum(float(row["steps"][step]["wall"]) for step in STAGES)


def growth() -> str:
    """The table behind the curves."""
    lines = [
        [row["size"], f"{row['entries']:,}", f"{solve_seconds(row):.2f}", f"{row['wall']:.2f}",
         f"{row['cpu']:.2f}", f"{row['peak']:,.0f}"]
        for row in rows("growth")
    ]  # fmt: skip
    heads = ["size", "entries", "solving s", "whole run s", "processor s", "memory MB"]
    return table(heads, lines)


def power() -> str:
    """The power of the entries with which seconds of solving grow: the slope through the logs."""
    points = [(log(row["entries"]), log(solve_seconds(row))) for row in rows("growth")]
    mean_x, mean_y = fmean(x for x, _ in points), fmean(y for _, y in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum(
        (x - mean_x) ** 2 for x, _ in points
    )
    return filled(
        f"Through all runs above, seconds of solving grow as the entries to the power of "
        f"{slope:.1f}: twice the entries take {2**slope:.1f} times as long, whichever knob made "
        "them. Memory grows less than the entries."
    )


def wall() -> str:
    """Stage 1 by size and method."""
    lines = [
        [row["size"], WAYS[row["way"]], f"{row['entries']:,}", f"{row['seconds']:.1f}",
         f"{row['simplex'] + row['interior']:,}", f"{row['crossover']:,}"]
        for row in rows("wall")
    ]  # fmt: skip
    heads = ["size", "stage 1 by", "entries", "processor s", "pivots or iterations",
             "pivots of crossover"]  # fmt: skip
    return table(heads, lines)


def broken() -> str:
    """Where a run broke, and what it said."""
    lines = [
        f"- `{' '.join(filter(None, map(row.get, ('size', 'scenario', 'way'))))}`: "
        f"{row['broke']}, after "
        f"{row.get('process_s', 0):.0f} s"
        for name in RECORDS
        for row in record(name)["rows"]
        if "broke" in row
    ]
    return "\n".join(["What broke, and what was said then:\n", *lines]) if lines else ""


def curves() -> dict[str, str]:
    """The picture of growth, by file name."""
    found = {row["size"]: row for row in rows("growth")}
    lines: dict[str, list[tuple[float, dict[str, Any]]]] = {knob: [] for knob in KNOBS}
    for name, row in found.items():
        changed = [knob for knob in KNOBS if name == "1x" or knob in name]
        for knob in changed:
            value = getattr(size_of(name), knob) / getattr(size_of("1x"), knob)
            lines[knob].append((value, row))
    panels = {
        "whole run, seconds": {k: [(x, row["wall"]) for x, row in v] for k, v in lines.items()},
        "most memory, MB": {k: [(x, row["peak"]) for x, row in v] for k, v in lines.items()},
    }
    return {"speed.svg": curves_svg(panels, "multiple of the real number")}


def peers() -> str:
    """Seconds to a loaded model, by size and peer."""
    floor = {row["size"]: row["wall"] for row in rows("peers") if row["peer"] == "floor"}
    lines = [
        [row["size"], NAMES[row["peer"]], f"{row['wall']:.3f}", f"{row['cpu']:.3f}",
         f"{row['wall'] / floor[row['size']]:.1f}", f"{row['peak']:,.0f}",
         f"{row['entries']:,}", "yes" if row["same"] else "**no**"]
        for row in rows("peers")
    ]  # fmt: skip
    heads = ["size", "stated by", "seconds", "processor s", "x floor", "memory MB", "entries",
             "the same program"]  # fmt: skip
    return table(heads, lines)


def solving() -> str:
    """Seconds of stages 1 and 2, by scenario and way."""
    found = rows("solving")
    ways = list(found[0]["plain"])
    lines = [
        [
            row["scenario"],
            f"{row['ours']['inside']:.2f}",
            f"**{row['ours']['wall']:.2f}**",
            *(told(row["plain"][way]) for way in ways),
            f"{'< ' if row['at_most'] else ''}{row['ratio']:.2f}",
        ]
        for row in found
    ]
    heads = ["scenario", "ours, in HiGHS", "ours", *(way.replace("-", " ") for way in ways),
             "ours / best"]  # fmt: skip
    return table(heads, lines)


def told(row: dict[str, Any]) -> str:
    """Seconds of one way, or that the limit came first."""
    if "over" in row:
        return f"> {sum(row['stages']):.0f}"
    return f"{row['inside']:.2f}" + ("" if row["agrees"] else " (another answer)")


def summary() -> str:
    """The ratio over all scenarios."""
    ratios = [row["ratio"] for row in rows("solving")]
    mean = exp(fmean(log(ratio) for ratio in ratios))
    return filled(
        f"Over {len(ratios)} scenarios ours takes {mean:.2f} of the best plain way of each "
        f"(geometric mean); {sum(ratio > 1 for ratio in ratios)} take longer than it, at most "
        f"{max(ratios):.2f} times as long."
    )


def tried() -> str:
    """Seconds of stages 1 and 2 by way, and how each compares with what a run does."""
    found = rows("tried")
    kept = found[0]["scenarios"]
    lines = []
    for row in found:
        cells = row["scenarios"]
        ratios = [cells[name]["seconds"] / kept[name]["seconds"] for name in kept
                  if "broke" not in cells[name]]  # fmt: skip
        mean = f"{exp(fmean(map(log, ratios))):.2f}" if len(ratios) == len(kept) else "-"
        seconds = (
            "not done" if "broke" in cell else
            f"{cell['seconds']:.1f}" + ("" if cell["agrees"] else " (another answer)")
            for cell in cells.values()
        )  # fmt: skip
        lines.append([row["way"], row["words"], *seconds, mean])
    return table(["way", "what it does", *kept, "times what a run does"], lines)


def pages() -> Iterator[tuple[str, str]]:
    """Each generated file by name."""
    yield "speed.md", speed_markdown()
    yield from curves().items()


NAMES = {
    "floor": "numpy straight to highspy: the floor",
    "uplift": "**Uplift**, with the rows of stage 3",
    "uplift-early": "**Uplift**, stages 1 and 2",
    "pyoptinterface": "PyOptInterface",
    "linopy-terms": "linopy, terms put together in numpy",
    "linopy": "linopy, labelled arrays",
    "pulp": "PuLP",
    "pyomo": "Pyomo, ordinary rules and `appsi_highs`",
}

INTRODUCTION = """
# Speed

<!-- Generated by docs/generate.py from benchmarks/measured/: run the benchmarks instead. -->

What was measured, on which machine, and how to measure it again. Each run is a fresh process; the
figures are medians, of one run only where one takes over 40 seconds. The load before a run says how
many other processes wanted the machine: above the number of cores, wall seconds are too long, and
processor seconds are the ones to compare.
"""

PHASES = """
## A whole run

`tiny` is a fifth of the allies, two fifths of the systems and six years; `1x` is the shipped
baseline; `4x` plans 30 years with each system twice; `16x` also has twice the allies and four times
the systems. A further ally or system is a variant of a real one (`benchmarks/sizes.py`, seeded).
The workbook is made in a second process while tables and page are; its seconds are what is waited
for it then. Duals are weighed for the proof in a second thread while HiGHS is at the next stage.
"""

GROWTH = """
## How it grows

One thing is changed at a time: more or fewer allies, systems, or years than the baseline has.

![Seconds and memory against allies, systems and years](speed.svg)
"""

WALL = """
### Where size becomes a wall
"""

WALL_WHY = """
So four times the real size takes more than ten times as long, and sixteen times more than sixty.
Simplex needs more pivots and each touches more of the matrix. Interior point needs hardly more
iterations, but each takes longer than the entries alone explain, and its crossover has pivots left
to do. Nothing that was tried below changes the power: taking the program apart by allies leaves the
lines and pools in which they meet to be agreed on, and what can be reduced exactly HiGHS's presolve
finds. Above 100,000 columns a run begins every stage with interior point; HiGHS's newer one (HiPO)
is not in the package that pip installs. `--time-limit` bounds what a run may take, and says what is
proven then.
"""

WAYS = {"dual": "dual simplex", "interior": "interior point"}

PEERS = """
## From tables in memory to a loaded model

The same linear program, stated by each peer from the same Plan and read back from HiGHS: rows,
columns, entries and every number agree with ours, up to order and rounding. The clock starts when
the tables are read and the packages loaded, and stops when HiGHS holds the rows of stages 1 and 2
with the objective of stage 1. Ours also states the rows of stage 3, keeps labels, and scales. The
floor and linopy's terms are put together in numpy without a name for anything; PuLP and
PyOptInterface run the same loops (`benchmarks/statements/loops.py`), each with its quickest way of
making a row; linopy is also measured in its own style; ordinary Pyomo are our own families,
expanded rule by rule.
"""

SOLVING = """
## Stages 1 and 2 against plain HiGHS

Plain HiGHS minimises the same two objectives, with a row "shortfall <= optimum (1 + 1e-9)" between
them and everything else at its defaults: our scaled program or the unscaled one, by HiGHS's own
choice, dual or primal simplex, interior point with crossover. Ours proves tighter tolerances (1e-10
against 1e-7) on one thread; its seconds are all that passes from the start of stage 1 to the end
of stage 2, the others' are those inside HiGHS.
"""

TRIED = """
## What was tried

Other ways to the same two optima, in processor seconds (`benchmarks/tried.py`). Kept is what stands
first. A way that is quicker on one scenario and slower on the next by no more than another seed
makes is luck of the path, and was dropped. A way that begins from a basis cannot reduce the program
beforehand (presolve), and that costs more than the basis saves. Interior point alone ends stage 1
in about 6 s whatever the scenario, but from its vertex primal simplex takes long over stage 2.
The neighbour of the baseline is the baseline itself.
"""

NOT_TRIED = """
Kept as well, and measured in the tables above: one compilation for all stages; rules expanded in
arrays, one template at a time; scaling by powers of two; the optimal face instead of a row between
the stages; rows and columns of stage 3 loaded after stage 2; duals weighed for the proof while
HiGHS, which needs no Python, is at the next stage; the workbook made in a second process.

Looked at and left alone: a race of two methods on two cores (which one ends first would decide the
shadow prices, and a run would no longer repeat byte by byte); Dantzig-Wolfe by allies (the allies
alone take 0.3 s a round, "allies first" shows how far from the optimum their sum is, and tens of
rounds would be needed before the crossover); aggregated years (payments differ in every year, so
none are identical); dominated systems (in 19 pairs one is no better in price, upkeep, dates and
origin, but every system has a line of its own that may be full).
"""

AGAIN = """
## Measure it again

```sh
pip install -e '.[peers]'
python benchmarks/phases.py --runs 5 --json benchmarks/measured/phases.json tiny 1x 4x
python benchmarks/phases.py --runs 1 --json benchmarks/measured/growth.json 1x \\
    allies=0.25 allies=0.5 allies=2 systems=0.4 systems=2 years=8 years=20 years=30
python benchmarks/wall.py --json benchmarks/measured/wall.json
python benchmarks/peers.py --runs 5 --json benchmarks/measured/peers.json 1x 4x 16x
python benchmarks/solving.py --runs 5 --limit 30 --ways scaled-default,scaled-ipm,unscaled-ipm \\
    --json benchmarks/measured/solving.json
python benchmarks/tried.py --json benchmarks/measured/tried.json
python docs/generate.py
```

`optimize SCENARIO --timings` tells the same of any run of your own.
"""
