"""What a small alliance is shown, as text that is kept: terminal, tables, pages, workbooks.

Three allies and the United States want 30 % more tanks, and shells for them; one line of
production, two origins, 40 tanks that the United States provide and partly take away. In a second
scenario the first ally spends half as much again, in a third everyone wants less, and later. What
is kept says nothing about right or wrong, which hand-solved worlds do: it shows whoever changes an
output all that the change does to it. `golden_refresh.py` writes it anew.
"""

from __future__ import annotations

import json
import re
from contextlib import chdir
from pathlib import Path
from zipfile import ZipFile

from click.testing import CliRunner
from reader_worlds import scenario_file, world
from refusals import bad_files_told, refused, spoiled_texts

from cli import main
from model.output.manifest import versions

TABLES = {
    "countries": """\
country,name,gdp,gdp_growth,defence_share,equipment_share,us,source,grade
AAA,Aland,100000,1,2,20,0,made up,C
BBB,Bland,30000,2,1,30,0,made up,C
CCC,Cland,9000,0,2,25,0,made up,C
UUU,Uland,200000,2,3,25,1,made up,C
""",
    "inventory": """\
country,capability,stock,effective_share,retire_share,source,grade
AAA,TANK,100,100,0,made up,C
BBB,TANK,50,80,20,made up,C
CCC,TANK,30,100,50,made up,C
AAA,SHELL,5000,100,0,made up,C
CCC,SHELL,900,100,0,made up,C
UUU,TANK,60,100,10,made up,C
""",
}
BASE = (
    "uplift,,,,30,%,",
    "last_year,,,,2030,year,",
    "interim_year,,,,2028,year,",
    "interim_share,,,,50,%,",
    "deadline,,,,2030,year,",
    "open_share,,,,40,%,",
    "pooled,,TANK,,20,%,",
    "us_drawdown,,TANK,2027,25,%,",
    "priority,,SHELL,,2,weight,",
    "unit_cost,,tank_a,,100,MUSD,as told by the maker",
    "unit_cost,,tank_b,,80,MUSD,",
    "max_mix,,tank_b,,70,%,",
    "om_share,,,,3,%/year,",
    "advance,,tank_a,,30,%,",
)
OTHERS = {
    "rich": ("defence_share,AAA,,,3,%,",),
    "modest": ("uplift,,,,10,%,", "deadline,,TANK,,2029,year,", "open_share,,,,70,%,"),
}
LONG = 100_000
"""Characters: a script longer than that is the library that draws."""
SEEN = re.compile(r"xl/(workbook|styles|worksheets/\w+|charts/\w+|comments\d+|tables/\w+)\.xml")
"""Parts of a workbook that say what is seen and calculated."""
SCRIPT = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL)
TEXT = re.compile(r'(<c r="\w+"(?: s="\d+")?) t="s"><v>(\d+)</v></c>')
CELL = re.compile(r'<c r="(\w+)"(?: s="(\d+)")?(?:/>|([ >].*?)</c>)')
ROW = re.compile(r'<row r="\d+" spans="[\d:]+"(?: x14ac:dyDescent="0.25")?>|</row>')
DIGITS = re.compile(r"\d+\.\d{7,}(?:E-?\d+)?")
VARYING = {
    "bytes", "sha256", "manifest_sha256", "versions", "platform",
    "bound_musd", "iterations", "method", "proven_gap", "residuals", "seconds",
}  # fmt: skip
"""What the manifest says of versions, hashes and the way of the solver."""
RESIDUAL = re.compile(r"\b(?:\d(?:\.\d+)?e-(?:0[7-9]|[1-9]\d)|0\.0e\+00)\b")
"""What is left of rounding, which another processor may leave otherwise."""
VERSIONS = sorted(versions().values(), key=len, reverse=True)


def shown(folder: Path) -> dict[str, str]:
    """Each text by the name of the file that keeps it."""
    world(folder, *BASE, **TABLES)
    for name, rows in OTHERS.items():
        scenario_file(folder / f"{name}.csv", "extends,,,,scenario.csv,,", *rows)
    with chdir(folder):
        forms = ("--format", "iamc", "--excel-csv")
        texts = {"scenario": said("scenario.csv", "--out", "run", *forms)}
        texts["check"] = said("check", "scenario.csv")
        said("scenario-to-xlsx", "scenario.csv", "run/form.xlsx")
        runs = ("scenario.csv", *(f"{name}.csv" for name in OTHERS))
        texts["compare"] = said("compare", *runs, "--attribute", "--out", "both")
        texts["verify"] = said("verify", "run")
        texts["explain"] = said("explain", "run", "--ranges", "--out", "why")
        texts["frontier"] = said("frontier", "scenario.csv", "--over", "uplift", "--points", "5",
                                 "--out", "along")  # fmt: skip
        texts["strict"] = said("scenario.csv", "--strict", "--out", "must", ended=3)
        texts["refused"] = refused()
        texts["spoiled"] = short("\n".join(spoiled_texts(Path("run")))) + "\n"
    texts["bad-files"] = "\n".join(bad_files_told(folder / "bad")) + "\n"
    for name in ("verdicts", "cures", "worth", "reasons", "ranges"):
        texts[f"why-{name}.csv"] = table_text(folder / "why" / f"{name}.csv")
    for name in ("why", "along"):
        pages = sorted((folder / name).glob("*.html"))
        texts |= {f"{name}-{page.name}": page_text(page) for page in pages}
    texts["must-conflicts.csv"] = table_text(folder / "must" / "conflicts.csv")
    for path in sorted([*(folder / "run").iterdir(), *(folder / "both").iterdir()]):
        if path.suffix in READ:
            texts[f"{path.parent.name}-{path.name}"] = READ[path.suffix](path)
    return texts


def said(*words: str, ended: int = 0) -> str:
    """What a command prints that ends with an exit status."""
    done = CliRunner().invoke(main, words, catch_exceptions=False)
    assert done.exit_code == ended, done.output
    return RESIDUAL.sub("LITTLE", done.stdout)


def table_text(path: Path) -> str:
    """A table as it is."""
    return path.read_text(encoding="utf-8")


def record_text(path: Path) -> str:
    """What the manifest says that neither solver nor versions decide."""

    def same(pairs: list[tuple[str, object]]) -> dict[str, object]:
        return {key: value for key, value in pairs if key not in VARYING}

    record = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=same)
    return lines_of(json.dumps(record, indent=1))


def page_text(path: Path) -> str:
    """A page without the library that draws, a line for each element."""
    text = path.read_text(encoding="utf-8")
    return lines_of(SCRIPT.sub(lambda found: "" if len(found[1]) > LONG else found[0], text))


def book_text(path: Path) -> str:
    """What is seen of a workbook: each cell with its style, and all else, a line for each."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    texts = re.findall(r"<si><t[^>]*>(.*?)</t></si>", parts["xl/sharedStrings.xml"], re.DOTALL)
    told = []
    for name in filter(SEEN.fullmatch, parts):
        part = TEXT.sub(lambda found: f"{found[1]}>{texts[int(found[2])]}</c>", parts[name])
        part = CELL.sub(cell, ROW.sub("", part))
        told.append(f"== {name}\n{lines_of(part)}")
    return "".join(told)


def cell(found: re.Match[str]) -> str:
    """A cell in a line: where it is, its style, its kind, its formula and its value."""
    place, style, rest = found[1], found[2] or 0, (found[3] or "").lstrip(">")
    value = rest.replace("<f", "<=").replace("</f>", " ").replace("</v>", "").replace("<v>", "")
    return f"\n{place} {style} {value}"


def lines_of(markup: str) -> str:
    """Markup, a line for each element, numbers to seven digits, versions of packages left out."""
    for told in VERSIONS:
        markup = markup.replace(told, "VERSION")
    return short(re.sub(r"(?<=>)(?=<)", "\n", RESIDUAL.sub("LITTLE", markup))) + "\n"


def short(text: str) -> str:
    """A text with numbers to seven digits: another processor may round the others otherwise."""
    return DIGITS.sub(lambda found: f"{float(found[0]):.7g}", text)


READ = {".csv": table_text, ".json": record_text, ".html": page_text, ".xlsx": book_text}
