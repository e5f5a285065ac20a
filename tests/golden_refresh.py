"""What is kept as text in tests/golden: one small world's program for each family, and in
tests/golden/shown what a small alliance is shown (`kept.py`).

A change of a row or of an output shows up there as a change of text. Where it is meant, write the
files anew:

    python tests/golden_refresh.py

and read the difference before it is committed: that is what the files are for.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from kept import shown  # noqa: E402
from worlds import program_of, small_plan  # noqa: E402

from model.lpfile import lp_text  # noqa: E402
from model.plan import Plan  # noqa: E402

FOLDER = ROOT / "tests" / "golden"
SHOWN = FOLDER / "shown"
TWO_YEARS = {"last": 2027}
DEAR = {"name": "mark2", "price": 20.0}
BOTH = [{}, {"name": "BBB", "cap": {2026: 20.0}}]
GUNS = [{"name": "gun", "target": 4.0}, {"name": "shell", "target": 0.0, "days": 10.0}]
ARMS = [
    {"name": "howitzer", "serves": "gun", "price": 50.0},
    {"name": "round", "serves": "shell", "price": 1.0},
]


@dataclass(frozen=True)
class Golden:
    """A world, the stage whose program is kept, and that program's optimum by hand, MUSD.

    The program of a stage knows nothing of the stages before it; so cost alone buys nothing,
    and where nothing else is said the optimum is that of the shortfall.
    """

    plan: Plan
    optimum: float
    stage: str = "least_shortfall"


GOLDEN = {
    # 10 tanks at 10 MUSD, 40 MUSD a year in 2026 and 2027: 8 bought, 2 missed.
    "purchase": Golden(small_plan([{"cap": 40.0}], **TWO_YEARS), 20),
    # Delivered a year after the order, 30 % in advance: 70 of 100 MUSD due in 2027, 35 there.
    "payment": Golden(
        small_plan([{"cap": {2026: 30.0, 2027: 35.0}}], systems=[{"lead": 1}], **TWO_YEARS), 50
    ),
    # 11 MUSD a tank in the year of its order, 1 in the next: 4 bought in 2026, 4 in 2027.
    "upkeep": Golden(
        small_plan([{"cap": {2026: 44.0, 2027: 48.0}}], systems=[{"upkeep": 1.0}], **TWO_YEARS), 20
    ),
    # Of life 1, wanted in 2026 and 2027, 70 MUSD a year: 7 and 7 of 10 and 10.
    "holding": Golden(
        small_plan([{"cap": 70.0}], [{"deadline": 2026}], [{"life": 1}], **TWO_YEARS), 60
    ),
    # 4 wanted in 2026 and 10 in 2027, 30 MUSD a year: 1 and 4 missed.
    "national_target": Golden(
        small_plan(
            [{"cap": 30.0}], [{"target": {2026: 4.0, 2027: 10.0}, "interim": 2026}], **TWO_YEARS
        ),
        50,
    ),
    # Half pooled; AAA has no money, BBB 20 MUSD: AAA misses 5, BBB 3 of its 5; together they
    # hold 2 and miss 8 of their own, 10 of the 20 are left for the pool to miss.
    "alliance_target": Golden(
        small_plan([{"cap": 0.0}, BOTH[1]], [{"pooled": 0.5}], **TWO_YEARS), 180
    ),
    # 4 guns are held; each needs 20 shells, 30 of 80 can be paid: 50 missed at 1 MUSD.
    "stockpile": Golden(
        small_plan(
            [{"cap": {2026: 30.0}}], [GUNS[0] | {"given": 4.0}, GUNS[1]], ARMS,
            use={("shell", "gun"): 2.0}, **TWO_YEARS,
        ),
        50,
    ),
    # 20 and 30 MUSD buy 2 and 3 tanks of 10.
    "budget": Golden(small_plan([{"cap": {2026: 20.0, 2027: 30.0}}], **TWO_YEARS), 50),
    # 3 a year less 1 booked in 2026, for two allies: 5 of 20 tanks; the US ally takes none.
    "industry": Golden(
        small_plan(
            [{}, {"name": "BBB"}, {"name": "UUU", "us": True}],
            systems=[{"production": 3.0, "booked": {2026: 1.0}}],
            **TWO_YEARS,
        ),
        150,
    ),
    # 60 and 40 %: 6 tanks at 10 and 4 at 20 MUSD are 140; 70 MUSD buy half of it.
    "mix": Golden(
        small_plan(
            [{"cap": {2026: 70.0}}], systems=[{"max_mix": 0.6}, DEAR | {"max_mix": 0.4}],
            **TWO_YEARS,
        ),
        50,
    ),
    # BBB's 20 MUSD buy 2; AAA may match them: 4 of 20 tanks.
    "concentration": Golden(
        small_plan(BOTH, [{"pooled": 1.0}], max_share=0.5, **TWO_YEARS), 160
    ),
    # Half of the money for the favoured system at 20 MUSD: 100 MUSD buy 2.5 + 5 tanks of 10.
    "origin": Golden(
        small_plan(
            [{"floor": 0.5, "cap": {2026: 100.0}}], systems=[{}, DEAR | {"favoured": True}],
            **TWO_YEARS,
        ),
        25,
    ),
    # As purchase; the row has no limit before stage 1 is solved.
    "tolerance": Golden(small_plan([{"cap": 40.0}], tolerance=0.1, **TWO_YEARS), 20),
    # The program of stage 3 alone: nothing delivered, nothing changes.
    "steadiness": Golden(small_plan(systems=[{"lead": 1}]), 0, "steadiest"),
}  # fmt: skip


def text_of(golden: Golden) -> str:
    """The linear program of a world as text."""
    return lp_text(program_of(golden.plan), golden.stage)


def main() -> None:
    """Write every file anew."""
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.lp"):
        path.unlink()
    for name, golden in GOLDEN.items():
        (FOLDER / f"{name}.lp").write_text(text_of(golden), encoding="utf-8", newline="\n")
    with TemporaryDirectory() as folder:
        texts = shown(Path(folder))
    SHOWN.mkdir(exist_ok=True)
    for path in SHOWN.glob("*.txt"):
        path.unlink()
    for name, text in texts.items():
        (SHOWN / f"{name}.txt").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
