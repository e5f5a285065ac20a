"""This file is about targets that move: which are met in one run only, earlier, or later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .figures import Numbers
from .targets import ALLIANCE, Target

MOVES = ("met_only_here", "met_only_in_base", "met_earlier", "met_later")


def moved(base: Sequence[Target], due: Sequence[Target]) -> dict[str, list[Target]]:
    """The targets of allies that both runs ask for, sorted by what became of them."""
    before = {target.key: target for target in base if target.country != ALLIANCE}
    found: dict[str, list[Target]] = {move: [] for move in MOVES}
    for target in due:
        other = before.get(target.key)
        if other is None:
            continue
        if target.met != other.met:
            found[MOVES[0] if target.met else MOVES[1]].append(target)
        elif target.year is not None and other.year is not None and target.year != other.year:
            found[MOVES[2] if target.year < other.year else MOVES[3]].append(target)
    return found


def counted(part: str, due: Sequence[Target], moves: Mapping[str, Sequence[Target]]) -> Numbers:
    """How many targets moved, by area or by ally."""
    own = [target for target in due if target.country != ALLIANCE]
    numbers: Numbers = {(move, *moved_in(part, t), None): 0 for move in moves for t in own}
    for move, found in moves.items():
        for target in found:
            key = (move, *moved_in(part, target), None)
            numbers[key] = (numbers[key] or 0) + 1
    return numbers


def moved_in(part: str, target: Target) -> tuple[str, str]:
    """Country and item under which a target that moved is counted."""
    return ("", target.area) if part == "area" else (target.country, "")
