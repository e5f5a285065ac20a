"""This file is about industry.csv: what each line makes, and the rows of the family industry."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...errors import Problem
from ...rounding import SHARE_DECIMALS
from ..finding import Finding, Tally
from ..folder import Folder
from ..quantity import Quantity, half_step, half_units, known
from .rows import as_expected

SHARE = half_step(SHARE_DECIMALS)


def taken(folder: Folder, us: bool) -> Quantity:
    """Units that the United States, or all others, take of each line over the horizon, (S, Y)."""
    mine = (folder.given.us == us).astype(float)[:, None, None]
    total: Quantity = (folder.orders.delivered * mine).sum(axis=0)
    return total[:, folder.given.at(folder.given.first) :]


def lines(folder: Folder) -> Iterator[Finding]:
    """Each column of industry.csv from orders and the numbers used."""
    tally, table = Tally("lines"), folder.tables["industry"]
    given, codes = folder.given, folder.codes
    expected = [
        (system, codes.capabilities[codes.serves[j]], year)
        for j, system in enumerate(codes.systems)
        for year in given.horizon
    ]
    if as_expected(tally, table, ("system", "capability", "year"), expected):
        half = np.repeat(half_units(given.base_price), len(given.horizon))
        first = given.at(given.first)
        made, booked = given.production[:, first:], given.booked[:, first:]
        bound = taken(folder, us=False)
        limited = np.where(np.isfinite(made), made, np.nan)
        for column, units, why in (
            ("production", limited, "the production stated"),
            ("booked", booked, "firm orders"),
            (
                "open",
                np.maximum(0.0, limited - booked),
                "production and firm orders",
            ),
            ("delivered", bound, "orders and leads"),
            ("delivered_us", taken(folder, us=True), "orders and leads"),
        ):
            tally.agree(table, column, flat(units), half, why)
        share = (bound + booked) * 100.0 / np.where(limited > 0, limited, np.nan)
        tally.agree(
            table,
            "share_used",
            flat(share),
            SHARE,
            "booked, delivered and production",
        )
    yield tally.finding()


def flat(units: Quantity | np.ndarray) -> Quantity:
    """Units by system and year in the order of the rows."""
    whole = known(units)
    return Quantity(whole.value.reshape(-1), whole.within.reshape(-1))


def industry(folder: Folder) -> Iterator[Finding]:
    """All but the United States take no more of a line in a year than firm orders leave open."""
    tally, given = Tally("industry"), folder.given
    table, first = folder.tables["industry"], given.at(given.first)
    limited = np.isfinite(given.production[:, first:])
    places = np.argwhere(limited).tolist()

    def over(row: int, amounts: str) -> Problem:
        j, y = places[row]
        name = f"industry[{folder.codes.systems[j]},{given.horizon[y]}]"
        wanted = "deliveries of at most what is open"
        return table.whole(f"{amounts} units in {name}", wanted)

    tally.limit(taken(folder, us=False)[limited], given.open_production[:, first:][limited], over)
    yield tally.finding()
