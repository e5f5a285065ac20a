"""This file is about the levers along which a scenario can be moved, each declared once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Axis:
    """A parameter that is moved for all it reaches at once.

    Attributes:
        name: as --over says it. change: how it is moved, as in the column `change`.
        low, high: where it begins and ends unless stated: per cent of what the scenario states
            (scale), added to that (add), or as it is (set). points: between them, ends included.
        own, relative: how a value reads where one number holds for all, and where not.
        head: what the values are, as the head of a column. step: one of them more.
    """

    name: str
    parameter: str
    change: str
    low: float
    high: float
    points: int
    own: str
    relative: str
    head: str
    step: str


AXES = {axis.name: axis for axis in (
    Axis(
        "deadline", "deadline", "add", -4, 4, 9,
        "a deadline of {:.0f}", "deadlines {:+.0f} years off", "deadline", "year later",
    ),
    Axis(
        "uplift", "uplift", "scale", 0, 160, 9,
        "{:g} % uplift", "{:g} % of the uplift", "uplift", "point more",
    ),
    Axis(
        "budget", "defence_share", "scale", 60, 140, 9,
        "{:g} % of GDP for defence", "{:g} % of planned defence spending", "defence spending",
        "point more",
    ),
    Axis(
        "fair_share", "fair_share", "set", 0, 100, 11,
        "{:g} % shared by GDP", "{:g} % shared by GDP", "fair share", "point more",
    ),
)}  # fmt: skip
