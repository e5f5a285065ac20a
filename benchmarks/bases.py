"""This file is about proofs: what they say of each scenario, and the seconds that they take.

    python benchmarks/bases.py [--limit SECONDS] [--json FILE] [NAME …]

Every scenario is solved in a fresh process. For each stage: the relative gap that the whole numbers
leave, how many limits and costs move until the last basis is optimal in rational numbers and how
far at most; and what the bases and their checker take, in processor seconds. The rows are those of
docs/solving.md. NAME is that of a shipped scenario (all of them unless stated) or a size of
sizes.py.
"""

from __future__ import annotations

import sys
from hashlib import sha256
from time import process_time

from measuring import Figures, answered, asked, finish, fresh
from sizes import scenarios_of

HEAD = (
    "scenario", "limits moved, by stage", "largest", "costs moved, by stage", "largest", "seconds",
    "seconds of the checker",
)  # fmt: skip


def main() -> None:
    """Print a row of Markdown for each scenario."""
    parser = asked(__doc__, runs=1, limit=600.0)
    parser.add_argument("scenarios", nargs="*", metavar="NAME")
    wanted = parser.parse_args()
    print(f"| {' | '.join(HEAD)} |")
    rows = []
    for name, scenario in scenarios_of(wanted.scenarios):
        found = fresh(__file__, ["--child", str(scenario)], wanted.limit)
        rows.append({"scenario": name, **found})
        show(rows[-1])
    finish(wanted, rows)


def child(scenario: str) -> None:
    """Solve a scenario and prove it."""
    from model import load, solve
    from model.lpfile import lp_text
    from model.output.certificate import check_certificate
    from model.output.certificate.files import certificate, with_objectives
    from model.stages import TIE

    answer = solve(load(scenario)).answer
    begun = process_time()
    bases = answer.bases
    proven = process_time()
    program = with_objectives(answer)
    text = lp_text(program, TIE).encode("ascii")
    record = certificate(answer, program, sha256(text).hexdigest())
    checking = process_time()
    stages = len(list(check_certificate.check_bases(text, record)))
    answered(
        {
            "gaps": {proof.stage: proof.gap for proof in answer.proofs},
            "primal": max(found.primal for found in answer.residuals),
            "limits": [basis.limits.count for basis in bases],
            "limit": float(max(basis.limits.largest for basis in bases)),
            "costs": [basis.costs.count for basis in bases],
            "cost": float(max(basis.costs.largest for basis in bases)),
            "seconds": proven - begun,
            "checker": process_time() - checking,
            "checked": stages,
        }
    )


def show(row: Figures) -> None:
    """Print one row, and the gaps below it."""
    if "broke" in row:
        print(f"{row['scenario']}: {row['broke']}", flush=True)
        return
    print(f"| {' | '.join(cells(row))} |")
    gaps = ", ".join(f"{stage} {gap:.1e}" for stage, gap in row["gaps"].items())
    print(f"  gaps: {gaps}; rows hold to {row['primal']:.1e}", flush=True)


def cells(row: Figures) -> list[str]:
    """What a table tells of one scenario, below HEAD."""
    limits, costs = (", ".join(f"{count:,}" for count in row[kind]) for kind in ("limits", "costs"))
    return [
        row["scenario"], limits, f"{row['limit']:.1e}", costs, f"{row['cost']:.1e}",
        f"{row['seconds']:.1f}", f"{row['checker']:.1f}",
    ]  # fmt: skip


if __name__ == "__main__":
    child(*sys.argv[2:]) if sys.argv[1:2] == ["--child"] else main()
