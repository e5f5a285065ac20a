"""This file is about the parts of a page: plain nouns that `document` turns into HTML.

A part says what is shown; how it looks is in page.html, page.css and page.js. Every text of a part
is shown as it stands: nothing in it is read as HTML.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

Value = str | int | float | None
"""What a cell holds; None is shown as a dash and sorted last."""

TEXT, NUMBER, YEAR = "text", "number", "year"


@dataclass(frozen=True)
class Link:
    """A text that leads somewhere: to an https:// address, or to "#anchor" on the same page.

    Any other address is shown as the text alone.
    """

    text: str
    href: str

    @property
    def safe(self) -> bool:
        """Whether the address can do nothing but lead there."""
        return self.href.startswith(("https://", "#"))


Cells = Sequence[Value | Link]
"""The cells of one row."""


@dataclass(frozen=True)
class Column:
    """One column of a table: its head, its unit, and how its cells are shown.

    `decimals` are those of a NUMBER for reading; sorting uses the full value. `wide` lets long
    texts wrap.
    """

    head: str
    kind: str = TEXT
    unit: str = ""
    decimals: int = 0
    wide: bool = False


@dataclass(frozen=True, eq=False)  # one table is no other, so that what is made of it can be kept
class Table:
    """A sortable table. The first column names the row; `total` stays at the foot.

    `search` adds a box that filters the rows. `caption` tells in a sentence what the rows are. With
    an `anchor`, row n can be linked to as "#anchor-n".
    """

    kind: ClassVar[str] = "table"
    columns: Sequence[Column]
    rows: Sequence[Cells]
    total: Sequence[Value] | None = None
    caption: str = ""
    search: bool = False
    anchor: str = ""


def totals(label: str, rows: Sequence[Cells], summed: Collection[int]) -> list[Value]:
    """The foot of a table: a label, and the sums of some of its columns; none without rows."""
    if not rows:
        return []
    found: list[Value] = [label]
    for at in range(1, len(rows[0])):
        numbers = [row[at] for row in rows]
        found.append(sum(n for n in numbers if isinstance(n, int | float)) if at in summed else "")
    return found


@dataclass(frozen=True)
class Cell:
    """One cell of a heat map: its value on the scale, what stands in it, what hovering tells.

    A trifle is marked as one instead of being coloured by its value.
    """

    value: float
    shown: str
    told: str
    trifle: bool = False


@dataclass(frozen=True)
class Heat:
    """A heat map as a table: rows by columns, each cell coloured by a step of the scale.

    Attributes:
        heads: the columns as (group, name); columns of one group stand together.
        rows: (name, cells); a cell of None stands for "does not apply" and is hatched.
        steps: lower ends of the colour steps above the blank one, ascending, at most 5; 6 of the
            scale "cure".
        legend: what each step means, one more than `steps`: first the blank one.
        scale: "lack" (warm: what is missing), "use" (cool: how much is used) or "cure" (a colour
            for each kind of cure).
        trifle: what the key says of cells that are trifles; nothing where there are none.
        upright: names in the heads stand upright rather than lie; for short ones.
    """

    kind: ClassVar[str] = "heat"
    heads: Sequence[tuple[str, str]]
    rows: Sequence[tuple[str, Sequence[Cell | None]]]
    steps: Sequence[float]
    legend: Sequence[str]
    scale: str = "lack"
    trifle: str = ""
    corner: str = ""
    upright: bool = False

    def step(self, value: float) -> int:
        """Which colour step a value has; 0 is blank."""
        return sum(value >= low for low in self.steps)

    @property
    def groups(self) -> list[tuple[str, int]]:
        """The groups of columns, each with how many columns it spans."""
        found: list[tuple[str, int]] = []
        for group, _ in self.heads:
            if found and found[-1][0] == group:
                found[-1] = (group, found[-1][1] + 1)
            else:
                found.append((group, 1))
        return found


@dataclass(frozen=True)
class Tabs:
    """Several parts of which one is seen at a time; the switch works without a script."""

    kind: ClassVar[str] = "tabs"
    label: str
    panes: Sequence[tuple[str, Part]]
    first: int


@dataclass(frozen=True)
class Chart:
    """A picture drawn by ECharts, for use inside a Figure.

    Attributes:
        option: an ECharts option as plain data (see pictures.py for ready-made ones).
        unit, decimals: how its numbers are shown on the axis and on hovering.
        height: in pixels.
        name: a heading over one of several panels.
    """

    option: Mapping[str, Any]
    unit: str = ""
    decimals: int = 0
    height: int = 380
    name: str = ""


@dataclass(frozen=True)
class Figure:
    """One or more pictures with a title, a sentence that tells what to see, and their table.

    `content` is a heat map or other part shown in place of charts. The table is folded under the
    picture, and open where no script runs; `note` says what the figures are.
    """

    kind: ClassVar[str] = "figure"
    title: str
    caption: str
    charts: Sequence[Chart] = ()
    content: Part | None = None
    table: Table | None = None
    note: str = ""


@dataclass(frozen=True)
class Text:
    """Paragraphs."""

    kind: ClassVar[str] = "text"
    paragraphs: Sequence[str]


@dataclass(frozen=True)
class Points:
    """A list of points, each with a term in bold that may be empty."""

    kind: ClassVar[str] = "points"
    points: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Tile:
    """One headline figure: the full value, what stands there, and what it is."""

    value: float
    shown: str
    label: str
    detail: str = ""


@dataclass(frozen=True)
class Tiles:
    """Headline figures in a row."""

    kind: ClassVar[str] = "tiles"
    tiles: Sequence[Tile]


@dataclass(frozen=True)
class Fold:
    """Parts behind a line that opens them; `detail` goes on from it in a quieter colour."""

    kind: ClassVar[str] = "fold"
    summary: str
    parts: Sequence[Part]
    detail: str = ""


@dataclass(frozen=True)
class Folds:
    """Many folds with one search box over the rows of all their tables."""

    kind: ClassVar[str] = "folds"
    label: str
    folds: Sequence[Fold]


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; `anchor` names it in links."""

    kind: ClassVar[str] = "section"
    anchor: str
    title: str
    parts: Sequence[Part]


Part = Table | Heat | Tabs | Figure | Text | Points | Tiles | Fold | Folds | Section


@dataclass(frozen=True)
class Head:
    """The top of a page: a line above the headline, the headline, paragraphs under it."""

    kicker: str
    headline: str
    lead: Sequence[str] = field(default=())
