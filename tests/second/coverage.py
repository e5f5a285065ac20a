"""Count how often each family binds over many random worlds, and how long a world takes.

Run it from the folder that holds this package: `python -m second.coverage 300`.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from .model import Answer, solve
from .tables import read_layers, read_table
from .world import World
from .worlds import write_world

FAMILIES = [
    "national_target", "alliance_target", "stockpile", "budget", "industry", "mix",
    "concentration", "origin",
]  # fmt: skip


@dataclass
class Coverage:
    """Worlds counted by what happens in them."""

    worlds: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def report(self) -> str:
        """One line for each thing counted, in per cent of the worlds."""
        lines = [f"{self.worlds} worlds, median {median(self.seconds) * 1000:.1f} ms,"]
        lines[0] += f" longest {max(self.seconds) * 1000:.1f} ms"
        for name, count in sorted(self.counts.items()):
            lines.append(f"{100 * count / self.worlds:5.1f} %  {name}")
        return "\n".join(lines)


def coverage(seeds: Iterable[int]) -> Coverage:
    """Write and solve the world of each seed and count what binds in it."""
    found = Coverage()
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            scenario = write_world(Path(folder) / str(seed), seed)
            started = time.perf_counter()
            answer = solve(scenario, scenario.parent / "reference")
            found.seconds.append(time.perf_counter() - started)
            found.worlds += 1
            found.counts.update(_binding(answer))
            found.counts.update(_present(scenario, answer))
    return found


def _binding(answer: Answer) -> list[str]:
    """The families with an active row that has a dual in either stage, and kinds of result."""
    things = []
    for family in FAMILIES:
        one, two = answer.active.get(family, (0, 0))
        if one:
            things.append(f"binds in stage 1: {family}")
        if two:
            things.append(f"binds in stage 2: {family}")
        if one or two:
            things.append(f"binds: {family}")
    things.append("shortfall > 0" if answer.shortfall > 1e-9 else "shortfall = 0")
    if answer.shortfall > 1e-9 and answer.cost > 1e-9:
        things.append("shortfall and cost > 0")
    things.append("cost > 0" if answer.cost > 1e-9 else "cost = 0")
    return things


def _present(scenario: Path, answer: Answer) -> list[str]:
    """What the inputs of a world contain, where it can matter."""
    w = World(scenario, scenario.parent / "reference")
    facts = {**_facts_of_world(w), **_facts_of_orders(w), **_facts_of_plan(w, answer)}
    changes = {lever.change for layer in read_layers(scenario) for lever in layer}
    facts["a scenario in two layers"] = len(read_layers(scenario)) > 1
    facts["change = scale"] = "scale" in changes
    facts["change = add"] = "add" in changes
    for name in ("orders", "spending_plans", "munition_use", "us_provided"):
        facts[f"table absent: {name}"] = not read_table(scenario.parent / f"reference/{name}.csv")
    return [f"has: {name}" for name, true in facts.items() if true]


def _facts_of_world(w: World) -> dict[str, bool]:
    return {
        "a country with us = 1": any(w.us.values()),
        "drawdown in a target": _has_drawdown(w),
        "fulfilment below 100 %": any(share < 1 for share in w.fulfilment.values()),
        "shortfall_tolerance": w.shortfall_tolerance > 0,
        "interim milestone": any(w.milestones[k][0] < w.deadline[k] for k in w.capabilities),
        "several deadlines": len(set(w.deadline.values())) > 1,
        "somebody stays out": not all(w.takes_part.values()),
        "life not above absorb": any(w.life[s] <= w.absorb[s] for s in w.systems),
        "joint saving": any(read > 0 for read in _joint_savings(w)),
        "production booked out": any(w.booked[key] > w.production[key] for key in w.production),
        "a capability without a system": not all(w.systems_in.values()),
    }


def _facts_of_orders(w: World) -> dict[str, bool]:
    rows = [row for row in w.tables["orders"] if row["counts"] == "1"]
    takes_part = [w.takes_part[row["country"], row["capability"]] for row in rows]
    return {
        "firm orders": bool(rows),
        "firm orders without a system": any(not row["system"] for row in rows),
        "firm orders with unit_cost": any(row.get("unit_cost") for row in rows),
        "firm orders of the US": any(w.us[row["country"]] for row in rows),
        "firm orders of who stays out": not all(takes_part),
        "firm orders begun by the base year": any(int(row["first_year"]) <= w.base for row in rows),
        "cap cut to 0 by firm orders": any(w.cap[key] == 0 < w.committed[key] for key in w.cap),
    }


def _facts_of_plan(w: World, answer: Answer) -> dict[str, bool]:
    ends = [t + w.lead[s] + w.life[s] for _, s, t in answer.orders]
    ordered = {s for _, s, _ in answer.orders}
    return {
        "bought: dies inside the horizon": any(end <= w.last for end in ends),
        "bought: absorbed late": any(w.absorb[s] > 0 for s in ordered),
        "bought: lead above 0": any(w.lead[s] > 0 for s in ordered),
        "bought: upkeep": answer.running > 0,
    }


def _joint_savings(w: World) -> list[float]:
    return [w.levers.value("joint_saving", 0, item=s) for s in w.systems]


def _has_drawdown(w: World) -> bool:
    """Whether the United States takes something out that an ally has to replace."""
    return any(
        w.us_provided[k] * w.levers.value("us_drawdown", 0, item=k, year=m) > 0
        for (c, k, m) in w.target
        if not w.us[c]
    )


if __name__ == "__main__":
    print(coverage(range(int(sys.argv[1]) if len(sys.argv) > 1 else 300)).report())
