"""This file is about docs/mathematics.md: made from the docstrings of families and objectives."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from model import objectives, tie
from model.families import FAMILIES, LATE_FAMILIES

INTRODUCTION = """\
# The mathematics

This page is generated from the docstrings of `model/families` and `model/objectives.py`; the code
below each docstring is the row itself.

Money is in millions of US dollars (MUSD) at constant prices of the base year; quantities are in
the unit of their capability; shares are fractions. All variables are at least 0. A dual is the
change of a stage's objective when the right-hand side of the row grows by one.

## Sets

| index | what it is |
| --- | --- |
| `c` | allies; sums over `c` run over those that take part in the capability |
| `k` | capabilities: what a target is set for |
| `s` | systems: what can be bought; each serves one capability |
| `t`, `u` | years of the horizon; `u` where a second year is needed |
| `m` | milestones: the years in which the target of a capability is checked |

## Words

`held` is what survives of the stock, firm orders that have arrived, and `bought`. `fleet[c,s,t]`
are the orders that are usable and alive in `t`. `delivered[c,s,t]` is `order[c,s,t - lead[s]]`.
"""
VARIABLE = re.compile(r"`(\w+)\[([\w,]+)\]`\s+\(([^)]+)\)")
LINES = ("Equation", "For", "Units", "Dual")


def mathematics_markdown() -> str:
    """The page: sets, variables, every row with its equation and units, and the stages."""
    parts = [INTRODUCTION, "## Variables\n", *variables(), "\n## Rows\n"]
    for module in (*FAMILIES, *LATE_FAMILIES):
        parts += family(module)
    parts += ["## Stages\n", *stages()]
    return "\n".join(part.rstrip("\n") if part.startswith("|") else part for part in parts)


def variables() -> Iterator[str]:
    """A table of the variables, as the families declare them."""
    yield "| variable | unit | family |"
    yield "| --- | --- | --- |"
    for module in (*FAMILIES, *LATE_FAMILIES):
        for name, index, unit in VARIABLE.findall(flowing(inspect.getdoc(module.declare))):
            yield f"| `{name}[{index}]` | {unit} | {title(module)} |"


def family(module: ModuleType) -> Iterator[str]:
    """A family: what it is about, and each of its rows."""
    rules = [value for value in vars(module).values() if is_rule(module, value)]
    if not rules:
        return
    about = flowing(module.__doc__).removeprefix("This file is about ")
    yield f"### {title(module).capitalize()}\n"
    yield f"{about[0].upper()}{about[1:]}\n"
    for rule in rules:
        yield f"#### `{rule.__name__}`\n"
        yield from explained(rule)


def stages() -> Iterator[str]:
    """The objectives in the order in which they are minimised."""
    for name, value in vars(objectives).items():
        if is_rule(objectives, value):
            yield f"### `{name}`\n"
            yield from explained(value)
    yield "### `tie_break`\n"
    yield "Stage 4: of those plans always the same one.\n"
    sentence, more = paragraphs(tie.tie_break)
    yield f"{sentence} {flowing(more)}\n"


def is_rule(module: ModuleType, value: Any) -> bool:
    """Whether a member of a module is one of its own rows or objectives."""
    own = inspect.isfunction(value) and value.__module__ == module.__name__
    return own and "Equation:" in (value.__doc__ or "")


def explained(rule: Callable[..., Any]) -> Iterator[str]:
    """The sentence of a rule, its equation, and for what and in which units it holds."""
    sentence, lines = paragraphs(rule)
    said = dict(re.findall(r"^(\w+):\s+(.*(?:\n +.*)*)", lines, re.MULTILINE))
    yield f"{sentence}\n"
    yield f"```text\n{flowing(said['Equation'])}\n```\n"
    yield "\n".join(f"- {word}: {flowing(said[word])}" for word in LINES[1:] if word in said) + "\n"


def paragraphs(function: Callable[..., Any]) -> tuple[str, str]:
    """The first two paragraphs of a docstring."""
    first, second, *_ = [*(inspect.getdoc(function) or "").split("\n\n"), ""]
    return flowing(first), second


def flowing(text: str | None) -> str:
    """Text on one line."""
    return " ".join((text or "").split())


def title(module: ModuleType) -> str:
    """The name of a family in words."""
    return module.__name__.rpartition(".")[2].replace("_", " ")
