"""This file is about docs/speed.md: what the benchmarks measured, from their own records."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from math import exp, log
from pathlib import Path
from statistics import fmean
from textwrap import fill
from typing import Any

import speed_limit
import speed_words as words
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
    "presolve": ("presolve",),
    "stage 1, least shortfall": STAGES[:1],
    "stage 2, least cost": STAGES[1:2],
    "stage 3, steadiest lines": STAGES[2:3],
    "one plan among equals": STAGES[3:],
    "verify": ("verify",),
    "proof in whole numbers": ("proof",),
    "results and tables": ("results", "tables"),
    "workbook": ("workbook",),
    "page": ("page",),
    "write": ("further forms", "write"),
}
"""The phases of the page, and the steps of a run that each of them is."""

RECORDS = (
    "commands", "again", "phases", "growth", "wall", "memory", "peers", "solving", "others",
    "tried", "dropped", "ties", "bases",
)  # fmt: skip
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
        words.INTRODUCTION, machine(),
        words.COMMANDS, commands(), limits(), where(), another_hour(),
        words.PHASES, phases(), third(), outside(), against_the_first(),
        words.GROWTH, growth(), words.WALL, power(), wall(), words.WALL_WHY, broken(),
        words.MEMORY, memory(),
        words.PEERS, peers(), ahead(),
        words.SOLVING, solving("solving"), solved("solving"), summary(),
        words.OTHERS, solving("others"), solved("others"),
        words.TRIED, tried("tried", "what a run does"), words.DROPPED, tried("dropped", "whole"),
        words.BY_HAND, words.TIES, ties(), words.NOT_TRIED, words.AGAIN,
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
              str(record(n)["load"]), record(n)["machine"]] for n in RECORDS]  # fmt: skip
    first = record("peers")
    versions = ", ".join(f"{name} {found}" for name, found in first["versions"].items())
    told = f"Python {first['python']}, {versions}."
    heads = ["command", "day", "runs", "load before", "machine"]
    return f"{filled(told)}\n\n{table(heads, lines)}"


def commands() -> str:
    """Seconds and memory of whole commands."""
    lines = [
        [f"`optimize {words.TYPED.get(row['command'], row['command'])}`",
         f"{row['process_s']:.2f}", f"{row['cpu_s']:.2f}", shown(row.get("inside")),
         shown(row.get("limit")), shown(row.get("times")), shown(row.get("tree_mb"), 0),
         str(row["runs"])]
        for row in rows("commands")
    ]  # fmt: skip
    heads = ["command", "seconds", "processor s", "inside HiGHS", "1.2 x HiGHS + 1.0",
             "times what it stands on", "memory MB", "runs"]  # fmt: skip
    return table(heads, lines)


def shown(value: float | None, digits: int = 2) -> str:
    """A number with some digits, or nothing."""
    return "" if value is None else f"{value:.{digits}f}"


def limits() -> str:
    """Whether whole commands keep to what they are meant to take."""
    found = {row["command"]: row for row in rows("commands")}
    slowest = max(row["ours"]["wall"] for row in rows("solving"))
    kept = [
        ("`check` takes {:.2f} s, at most 0.4", seconds_of(found["check"]), 0.4),
        ("stages 1 and 2 of the slowest shipped scenario {:.1f} s, at most 10", slowest, 10),
        ("the baseline {:.0f} MB, at most 300", found["baseline"]["tree_mb"], 300),
        ("`explain` {:.1f} times the plain run, at most 4", found["explain"]["times"], 4),
        ("with ranges {:.1f} times, at most 15", found["ranges"]["times"], 15),
    ]
    told = [f"{text.format(value)}: {held(value, most)}" for text, value, most in kept]
    over = {name: seconds_of(row) - row["limit"] for name, row in found.items() if "limit" in row}
    quicker = over["baseline"] + 1.0  # so many times as quick: the one second stays
    told.append(
        f"of {len(over)} runs {sum(more <= 0 for more in over.values())} stay within 1.2 times "
        f"their seconds inside HiGHS and one second; the baseline takes "
        f"{abs(over['baseline']):.2f} s {'more' if over['baseline'] > 0 else 'less'}, others up to "
        f"{max(over.values()):.2f} s more. On a machine {quicker:.1f} times as quick in everything "
        "the baseline would keep its limit"
    )
    return filled(f"What a command is meant to take at most: {'; '.join(told)}.")


def where() -> str:
    """Where the seconds of the baseline go, and what its limit leaves them."""
    run = next(row for row in rows("commands") if row["command"] == "baseline")
    ratio = next(row["ratio"] for row in rows("solving") if row["scenario"] == "baseline")
    lines = table(["part of `optimize baseline`", "seconds"], speed_limit.lines_of(run))
    return f"{filled(speed_limit.told(run, ratio))}\n\n{lines}"


def another_hour() -> str:
    """The same commands on another machine, or in another hour, by an earlier version."""
    then, now = ({row["command"]: row for row in rows(of)} for of in ("commands", "again"))
    ratios = [seconds_of(row) / seconds_of(then[name]) for name, row in now.items()]
    baseline = now["baseline"]
    over = seconds_of(baseline) - baseline["limit"]
    return filled(
        f"Machines are shared, and differ. On {record('again')['machine']} "
        f"({record('again')['date']}) these commands of an earlier version took {min(ratios):.2f} "
        f"to {max(ratios):.2f} times as long, `check` {seconds_of(now['check']):.2f} s, the "
        f"baseline {seconds_of(baseline):.2f} s with {baseline['inside']:.2f} inside HiGHS, "
        f"{over:.2f} more than its limit. Figures of one table were measured together; those of "
        "two tables need not be."
    )


def third() -> str:
    """What the solves after the first two stages add to them."""
    steps = next(row["steps"] for row in rows("phases") if row["size"] == "1x")
    first, third, last = (
        sum(steps[step]["wall"] for step in part) for part in (STAGES[:2], STAGES[2:3], STAGES[3:])
    )
    return filled(
        f"At 1x stage 3 adds {100 * third / first:.0f} % to the seconds of stages 1 and 2; the "
        f"choice of one plan among equals adds {100 * last / first:.0f} % of them. Half as much "
        f"again was meant at most: {held(third, first / 2)} by stage 3 alone, "
        f"{held(third + last, first / 2)} with the choice."
    )


def held(value: float, most: float) -> str:
    """Whether a limit is kept."""
    return "kept" if value <= most else "**not kept**"


def seconds_of(row: dict[str, Any]) -> float:
    """Wall seconds of a command."""
    return float(row["process_s"])


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


def outside() -> str:
    """Where the seconds go that are not the solver's."""
    steps = next(row["steps"] for row in rows("phases") if row["size"] == "1x")
    parts = {
        "packages that are loaded": ("import",),
        "reading, building, compiling and loading": (
            "read", "plan", "build", "compile", "limits", "load",
        ),
        "presolving": ("presolve",),
        "verifying and proving": ("verify", "proof"),
        "tables, page, workbook and files": (
            "results", "tables", "page", "workbook", "further forms", "write",
        ),
    }  # fmt: skip
    took = {what: sum(steps[step]["wall"] for step in part) for what, part in parts.items()}
    told = (f"{100 * spent / sum(took.values()):.0f} % to {what}" for what, spent in took.items())
    return filled(
        f"Of the {sum(took.values()):.1f} s outside of the solves at 1x go {', '.join(told)}."
    )


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
    """How much longer twice the entries take to solve, knob by knob: the slope through the logs."""
    turned = [knob for knob in KNOBS if any(knob in row["size"] for row in rows("growth"))]
    told = ", ".join(f"{2 ** slope(knob):.1f} times as long with more {knob}" for knob in turned)
    return filled(f"Twice the entries take {told}. Memory grows less than the entries.")


def slope(knob: str) -> float:
    """The power of the entries with which seconds of solving grow where one knob is turned."""
    turned = [row for row in rows("growth") if row["size"] == "1x" or knob in row["size"]]
    points = [(log(row["entries"]), log(solve_seconds(row))) for row in turned]
    mean_x, mean_y = fmean(x for x, _ in points), fmean(y for _, y in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum(
        (x - mean_x) ** 2 for x, _ in points
    )


def wall() -> str:
    """Stage 1 by size and method."""
    lines = [
        [row["size"], words.WAYS[row["way"]], f"{row['entries']:,}", f"{row['seconds']:.1f}",
         f"{row['simplex'] + row['interior']:,}", f"{row['crossover']:,}"]
        for row in rows("wall")
    ]  # fmt: skip
    heads = ["size", "stage 1 by", "entries", "processor s", "pivots or iterations",
             "pivots of crossover"]  # fmt: skip
    return table(heads, lines)


def broken() -> str:
    """Where a run was stopped or broke, and what it said."""
    lines = [
        f"- `{' '.join(filter(None, map(row.get, ('size', 'scenario', 'way'))))}`: "
        f"{ending(row)}, after {row.get('process_s', 0):.0f} s"
        for name in RECORDS
        for row in record(name)["rows"]
        if "broke" in row
    ]
    return "\n".join(["What was stopped or broke:\n", *lines]) if lines else ""


def ending(row: dict[str, Any]) -> str:
    """How a run broke, and what it said if anything."""
    return str(row["broke"]).removeprefix("ended with 1: ").removesuffix(": nothing was said")


def memory() -> str:
    """What is said with how much memory."""
    lines = []
    for (said, left), group in groupby(rows("memory"), lambda row: (row["said"], row["left"])):
        sizes = [f"{row['mb']:,}" for row in group]
        room = sizes[0] if len(sizes) == 1 else f"{sizes[0]} to {sizes[-1]}"
        lines.append([room, said.removeprefix("ended with 4: "), "yes" if left else "no"])
    return table(["MB", "what is said", "results left"], lines)


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
        [row["size"], words.NAMES[row["peer"]], f"{row['wall']:.3f}", f"{row['cpu']:.3f}",
         f"{row['wall'] / floor[row['size']]:.1f}", f"{row['peak']:,.0f}",
         f"{row['entries']:,}", "yes" if row["same"] else "**no**"]
        for row in rows("peers")
    ]  # fmt: skip
    heads = ["size", "stated by", "seconds", "processor s", "x floor", "memory MB", "entries",
             "the same program"]  # fmt: skip
    return table(heads, lines)


def ahead() -> str:
    """Which peers take no longer than ours, size by size."""
    told = []
    for size in dict.fromkeys(row["size"] for row in rows("peers")):
        found = {row["peer"]: row["wall"] for row in rows("peers") if row["size"] == size}
        ours = found.pop("uplift")
        sooner = [
            f"{words.NAMES[peer]} ({seconds:.2f} s against {ours:.2f})"
            for peer, seconds in found.items()
            if seconds < ours and peer not in ("floor", "uplift-early")
        ]
        told.append(f"at {size} {' and '.join(sooner) or 'none'}")
    return filled(f"Quicker than ours, but for the floor: {'; '.join(told)}.")


def solving(name: str) -> str:
    """Seconds of stages 1 and 2, by scenario and way."""
    found = rows(name)
    ways = list(found[0]["plain"])
    lines = [
        [
            row["scenario"],
            *(f"{seconds:.2f}" for seconds in row["ours"]["stages"]),
            f"**{row['ours']['wall']:.2f}**",
            *(told(row["plain"][way]) for way in ways),
            f"{'< ' if row['at_most'] else ''}{row['ratio']:.2f}",
        ]
        for row in found
    ]
    heads = ["scenario", "ours, stage 1", "stage 2", "both",
             *(way.replace("-", " ") for way in ways), "ours / best"]  # fmt: skip
    return table(heads, lines)


def told(row: dict[str, Any]) -> str:
    """Seconds of one way, stage by stage, or that the limit came first."""
    stages = " + ".join(f"{seconds:.1f}" for seconds in row["stages"])
    if "over" in row:
        return f"> {stages}"
    return stages if row["agrees"] else f"{stages} (another answer)"


def solved(name: str) -> str:
    """How ours compares with each way, over all scenarios."""
    lines = []
    for way in rows(name)[0]["plain"]:
        pairs = [(row["ours"]["wall"], row["plain"][way]) for row in rows(name)]
        ratios = [ours / sum(row["stages"]) for ours, row in pairs]
        least = any("over" in row or not row["agrees"] for _, row in pairs)
        lines.append([way.replace("-", " "), f"{'< ' if least else ''}{geometric(ratios):.2f}",
                      f"{max(ratios):.2f}", str(sum(ratio > 1 for ratio in ratios))])  # fmt: skip
    heads = [
        "plain HiGHS",
        "ours / it, geometric mean",
        "most",
        "scenarios in which ours is slower",
    ]
    return table(heads, lines)


def summary() -> str:
    """The ratio to the best way of each scenario."""
    ratios = [row["ratio"] for row in rows("solving")]
    inside = [row["ratio"] * row["ours"]["inside"] / row["ours"]["wall"] for row in rows("solving")]
    return filled(
        f"Against the way that is best of all (see below), in {len(ratios)} scenarios, ours "
        f"takes {geometric(ratios):.2f} of its time (geometric mean); "
        f"{sum(ratio > 1 for ratio in ratios)} take longer than it, at most {max(ratios):.2f} "
        f"times as long. Of this {geometric(inside):.2f} are inside HiGHS, with the making of the "
        "shorter program; the rest, of which the others' seconds have nothing, are duals refined "
        "for the proof, faces, and what a second thread takes meanwhile."
    )


def geometric(ratios: list[float]) -> float:
    """The geometric mean."""
    return exp(fmean(map(log, ratios)))


def tried(name: str, first: str) -> str:
    """Seconds of stages 1 and 2 by way, and how each compares with the first."""
    found = rows(name)
    kept = found[0]["scenarios"]
    lines = []
    for row in found:
        cells = row["scenarios"]
        ratios = [cells[name]["seconds"] / kept[name]["seconds"] for name in kept
                  if "broke" not in cells[name] and cells[name]["agrees"]]  # fmt: skip
        mean = f"{geometric(ratios):.2f}" if len(ratios) == len(kept) else "-"
        lines.append([row["way"], row["words"], *map(attempt, cells.values()), mean])
    return table(["way", "what it does", *kept, f"times {first}"], lines)


def attempt(cell: dict[str, Any]) -> str:
    """Seconds of one try, or how it ended otherwise."""
    if "broke" in cell:
        return ending(cell)
    return f"{cell['seconds']:.1f}" + ("" if cell["agrees"] else " (another answer)")


def ties() -> str:
    """Seconds of the last solve by scenario and way, and how each way compares with the first."""
    found = rows("ties")
    ways = found[0]["ways"]
    lines = [[row["scenario"], *map(attempt, row["ways"].values())] for row in found]
    mean = ["times what a run does"]
    for way in ways:
        ratios = [row["ways"][way]["seconds"] / row["ways"]["kept"]["seconds"] for row in found
                  if row["ways"][way].get("agrees")]  # fmt: skip
        mean.append(f"{geometric(ratios):.2f}" if len(ratios) == len(found) else "-")
    return table(["scenario", *(way["words"] for way in ways.values())], [*lines, mean])


def pages() -> Iterator[tuple[str, str]]:
    """Each generated file by name."""
    yield "speed.md", speed_markdown()
    yield from curves().items()
