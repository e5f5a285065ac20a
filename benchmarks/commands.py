"""This file is about whole commands, as they are typed: seconds, and memory of all its processes.

    python benchmarks/commands.py [--runs N] [--json FILE] [NAME …]

Every run is a fresh process with results of its own, and each round runs every command once, so
that whatever else the machine does meets all of them. A command that solves is asked for its
`--timings` and set against its seconds inside HiGHS, because that ratio carries over between
machines and seconds do not; one that explains or compares is set against the commands that solve
the same. The memory of MEASURED is looked at in a run of its own, every hundredth of a second. NAME
is one of COMMANDS, or a shipped scenario; all of them unless stated.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from measuring import ROOT, Figures, again, allowed, asked, ended, finish, medians, tree_mb

OPTIMIZE = "import sys; sys.path.insert(0, sys.argv.pop(1)); from cli import main; main()"
SHIPPED = {path.stem: str(path) for path in sorted((ROOT / "scenarios").glob("*.csv"))}
BASELINE = SHIPPED["baseline"]
TIMINGS, TABLE = "--timings", "Where the time went, seconds:"
THREE = ("gdp_2pct", "gdp_3_5pct", "gdp_5pct")
COMMANDS: dict[str, tuple[list[str], tuple[str, ...]]] = {
    "help": (["--help"], ()),
    "check": (["check", BASELINE], ()),
    **{name: ([path, TIMINGS], ()) for name, path in SHIPPED.items()},
    "explain": (["explain", BASELINE], ("baseline",)),
    "ranges": (["explain", BASELINE, "--ranges"], ("baseline",)),
    "compare": (["compare", *(SHIPPED[name] for name in THREE)], THREE),
}
"""Each command in words, and the commands whose seconds together it is set against."""

COLUMNS = (("inside", 9, ".2f"), ("limit", 9, ".2f"), ("times", 8, ".2f"), ("tree_mb", 7, ".0f"))
MEASURED = ("check", "baseline", "explain", "compare")


def main() -> None:
    """Print one row a command."""
    parser = asked(__doc__)
    parser.add_argument("commands", nargs="*", metavar="NAME")
    wanted = parser.parse_args()
    names = wanted.commands or list(COMMANDS)
    ran: dict[str, list[Figures]] = {name: [] for name in names}
    for _ in range(wanted.runs):
        for name, before in ran.items():
            if again(before):
                before.append(once(name, wanted.limit))
    rows = [row(name, before) for name, before in ran.items()]
    told_against(rows)
    print(f"{'command':<21}{'wall s':>9}{'cpu s':>9}{'HiGHS s':>9}{'limit s':>9}{'times':>8}"
          f"{'MB':>7}")  # fmt: skip
    for figures in rows:
        show(figures)
    finish(wanted, rows)


def words_of(name: str) -> list[str]:
    """The command in words, as a process wants it."""
    return ["-c", OPTIMIZE, str(ROOT), *COMMANDS[name][0]]


def once(name: str, limit: float) -> Figures:
    """Figures of one run of a command, with its seconds by step and inside HiGHS where it tells."""
    told: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        figures = ended(words_of(name), limit, folder=folder, told=told)
        for manifest in Path(folder).glob("results/*/manifest.json"):
            stages = json.loads(manifest.read_text(encoding="utf-8")).get("stages", ())
            figures["stages"] = [float(stage["seconds"]) for stage in stages]
            figures["inside"] = sum(figures["stages"])
    if TABLE in told:
        steps = (line.rsplit(maxsplit=1) for line in told[told.index(TABLE) + 1 :])
        figures["steps"] = {step.strip(): float(seconds) for step, seconds in steps}
    return figures


def row(name: str, ran: list[Figures]) -> Figures:
    """The medians of a command, with the memory of all its processes and the limit on a run."""
    figures = {"command": name, "runs": len(ran), **medians(ran)}
    if "broke" not in figures and name in MEASURED:
        with tempfile.TemporaryDirectory() as folder:
            figures["tree_mb"] = tree_mb(words_of(name), folder)
    if "inside" in figures and name in SHIPPED:
        figures["limit"] = allowed(figures["inside"])
    return figures


def told_against(rows: list[Figures]) -> None:
    """Add how many times as long a command takes as those that it is set against."""
    seconds = {figures["command"]: figures.get("process_s") for figures in rows}
    for figures in rows:
        against = [seconds.get(name) for name in COMMANDS[figures["command"]][1]]
        if against and None not in against and "broke" not in figures:
            figures["times"] = figures["process_s"] / sum(filter(None, against))


def show(figures: Figures) -> None:
    """Print one row."""
    if "broke" in figures:
        print(f"{figures['command']:<21} {figures['broke']}", flush=True)
        return
    cells = [f"{figures['process_s']:>9.2f}", f"{figures['cpu_s']:>9.2f}"]
    for key, width, form in COLUMNS:
        cells.append(f"{format(figures[key], form) if key in figures else '':>{width}}")
    print(f"{figures['command']:<21}", *cells, sep="", flush=True)


if __name__ == "__main__":
    sys.exit(main())
