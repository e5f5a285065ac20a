"""This file is about attribution in compare.html: where a difference comes from."""

from __future__ import annotations

from ....comparison.attribution import MEASURES, Attribution
from ....comparison.compared import Compared
from ...page.parts import NUMBER, Cells, Chart, Column, Figure, Table, totals
from ...page.pictures import bars, ranked
from ..screen import MEASURED
from .shared import colour, in_billions


def attributed(compared: Compared, share: Attribution) -> Figure:
    """What of one run's difference each group of inputs accounts for."""
    charts = [
        Chart(
            ranked(
                share.groups,
                [bars(share.scenario, in_billions([share.parts[m, g] for g in share.groups]),
                      colour(compared.names.index(share.scenario)), labelled=True)],
            ),
            "bn USD",
            1,
            height=70 + 34 * len(share.groups),
            name=f"{MEASURED[m]}, bn USD",
        )
        for m in MEASURES
    ]  # fmt: skip
    rows: list[Cells] = [[g, *(share.parts[m, g] for m in MEASURES)] for g in share.groups]
    columns = [Column("Inputs"), *(Column(MEASURED[m], NUMBER, "MUSD") for m in MEASURES)]
    return Figure(
        f"What of the difference of {share.scenario} comes from which inputs",
        "Each part is what changing these inputs adds, averaged over every order in which the "
        f"groups can change; the parts add up to the difference. It took {share.solves} further "
        "solves.",
        charts,
        table=Table(columns, rows, total=totals("All", rows, range(1, len(columns)))),
    )
