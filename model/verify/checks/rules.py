"""This file is about the families mix, concentration and origin: rules on what is ordered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ...arrays import Flags
from ...errors import Problem
from ..finding import Finding, Tally
from ..folder import Folder
from ..quantity import Quantity


def mix(folder: Folder) -> Iterator[Finding]:
    """A system makes up no more than its share of what an ally orders in a capability."""
    given, made, codes = folder.given, folder.orders, folder.codes
    most, effect = given.inputs.share("max_mix"), given.inputs.array("effect")
    units = made.ordered.sum(axis=2) * effect
    same = (codes.serves == codes.serves[:, None]).astype(float)
    all_of_it = Quantity(units.value @ same, units.within @ same)
    limited = given.member[:, codes.serves] & (most < 1)
    yield kept("mix", folder, units, all_of_it * most, limited, (codes.countries, codes.systems))


def concentration(folder: Folder) -> Iterator[Finding]:
    """An ally provides no more than its share of what is bought of a pooled capability."""
    given, made, codes = folder.given, folder.orders, folder.codes
    share, pooled = given.inputs.number("max_share") / 100, given.inputs.array("pooled") > 0
    places = [given.at(year) for year in given.deadline.tolist()]
    bought = made.bought[:, range(len(places)), places]
    total = bought.sum(axis=0) * share
    limited = given.member & pooled & (share < 1)
    axes = (codes.countries, codes.capabilities)
    whole = Quantity(
        *(np.broadcast_to(part, limited.shape) for part in (total.value, total.within))
    )
    yield kept("concentration", folder, bought, whole, limited, axes)


def origin(folder: Folder) -> Iterator[Finding]:
    """Favoured makers get at least their share of the price of what an ally orders."""
    given, made, codes = folder.given, folder.orders, folder.codes
    floor = given.inputs.share("origin_floor")
    worth = (made.ordered * given.price).sum(axis=2)
    favoured = (worth * given.favoured.astype(float)).sum(axis=1)
    asked = worth.sum(axis=1) * floor
    yield kept("origin", folder, asked, favoured, floor > 0, (codes.countries,))


def kept(
    family: str,
    folder: Folder,
    used: Quantity,
    allowed: Quantity,
    limited: Flags,
    axes: Sequence[Sequence[str]],
) -> Finding:
    """The rows of a family: where it is limited, what is used stays within what is allowed."""
    tally, places = Tally(family), np.argwhere(limited).tolist()

    def over(row: int, amounts: str) -> Problem:
        name = ",".join(axis[at] for axis, at in zip(axes, places[row], strict=True))
        found = f"{amounts} in {family}[{name}]"
        return folder.tables["plan"].whole(found, "no more than the rule allows")

    tally.limit(used[limited], allowed[limited], over)
    return tally.finding()
