"""This file is about the document: parts of a page -> one HTML file that needs nothing else.

The file opens offline and sends nothing: its content security policy allows the scripts and the
style that are written here, by their hashes, and nothing else. Texts cannot become markup: the
template escapes every one, and data for the pictures is JSON in which `<`, `>` and `&` are escaped.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from .cells import body, foot, heat_body
from .parts import Chart, Head, Part

if TYPE_CHECKING:
    from jinja2 import Template

HERE = Path(__file__).parent
LIBRARY = HERE / "echarts" / "echarts.common.min.js"
"""Apache ECharts 6.1.0, the smallest official build that draws SVG and has tooltips."""

LONG = 10
"""Letters of a word that fits into any column."""

TIED_BILLIONS = "\N{NO-BREAK SPACE}bn\N{NO-BREAK SPACE}USD"

IN_SCRIPT = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)
"""What could end a script element or a line inside it, as JSON may write it instead."""


def document(title: str, head: Head, parts: Sequence[Part], foot: Sequence[str] = ()) -> str:
    """The whole HTML file, the same for the same parts.

    Args:
        title: what the tab of the browser says.
        head: kicker, headline and lead.
        parts: what stands below, in order; sections make up the contents.
        foot: lines at the end.
    """
    return template().render(
        title=title,
        head=head,
        parts=parts,
        foot=foot,
        policy=policy(),
        style=asset("page.css"),
        library=library(),
        script=asset("page.js"),
        number=count(1).__next__,
    )


@cache
def template() -> Template:
    """The template of the page; every text is escaped."""
    from jinja2 import Environment, StrictUndefined  # only a run that writes a page pays for it

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"tied": tied, "breakable": breakable}
    environment.globals |= {"json": in_script, "body": body, "table_foot": foot, "heat": heat_body}
    return environment.from_string((HERE / "page.html").read_text(encoding="utf-8"))


def tied(text: str) -> str:
    """A text whose numbers stay on one line with their units."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%").replace(" bn USD", TIED_BILLIONS)


def breakable(text: str) -> Markup:
    """A heading, escaped, in which a line may end after an underscore of a long word."""
    words = (escape(word) for word in text.split(" "))
    return Markup(" ").join(
        word.replace("_", Markup("_<wbr>")) if len(word) > LONG else word for word in words
    )


@cache
def asset(name: str) -> Markup:
    """The style or the script of the page, which stands in the file as it is."""
    return Markup((HERE / name).read_text(encoding="utf-8"))


@cache
def library() -> Markup:
    """The charting library, to the byte as it was published."""
    return Markup(LIBRARY.read_bytes().decode("utf-8"))


def policy() -> str:
    """The content security policy: nothing from anywhere, only what is pinned by its hash."""
    scripts = " ".join(hashed(text) for text in (library(), asset("page.js")))
    style = hashed(asset("page.css"))
    rest = "base-uri 'none'; form-action 'none'"
    return f"default-src 'none'; script-src {scripts}; style-src {style}; {rest}"


def hashed(text: str) -> str:
    """The source expression that allows exactly this text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def in_script(chart: Chart) -> Markup:
    """A chart as JSON that cannot end the script element it stands in."""
    data = {"option": chart.option, "unit": chart.unit, "decimals": chart.decimals}
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.translate(IN_SCRIPT))
