"""A certificate proves an answer to a reader who has nothing of this program."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from run_folders import RICH, hand_world

from cli import main
from model import load, solve
from model.errors import VerificationError
from model.output.certificate.check_certificate import MOVE, check, check_bases
from model.output.certificate.files import certificate_files

CONCEDED = "shortfall_tolerance,,,,5,%,"
SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"
FILES = ("certificate.json", "check_certificate.py", "program.lp.gz")


@pytest.fixture(scope="module", params=[(), (RICH,), (CONCEDED,)], ids=["base", "rich", "conceded"])
def certified(request, tmp_path_factory) -> dict[str, bytes]:
    """The files of a certificate of the world of one ally, and two like it."""
    place = hand_world(tmp_path_factory.mktemp("world"), asked=request.param)
    return certificate_files(solve(load(place / "asked.csv")).answer)


def parts(files: dict[str, bytes]) -> tuple[bytes, dict]:
    """The program and the certificate."""
    return gzip.decompress(files["program.lp.gz"]), json.loads(files["certificate.json"])


def test_the_checker_finds_every_stage_proven(certified):
    found = list(check(*parts(certified)))
    assert [stage for stage, *_ in found] == [
        "least_shortfall", "least_cost", "steadiest", "tie_break",
    ]  # fmt: skip
    assert max(gap for *_, gap, _ in found) < 1e-12
    assert max(violation for *_, violation in found) < 1e-12


def test_the_checker_is_one_file_that_needs_nothing_else(certified, tmp_path):
    """Isolated from every package, and from this folder."""
    for name, content in certified.items():
        (tmp_path / name).write_bytes(content)
    ran = subprocess.run(
        [sys.executable, "-I", "-S", tmp_path / "check_certificate.py"],
        capture_output=True, text=True, cwd=tmp_path.parent,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[-1] == "proven"
    assert ran.stdout.startswith("least_shortfall: ")


def test_a_certificate_of_another_program_is_refused(certified):
    program, certificate = parts(certified)
    with pytest.raises(ValueError, match="another program"):
        list(check(program.replace(b"10.0 ", b"11.0 ", 1) + b"\n", certificate))


def test_a_worse_plan_is_not_proven(certified):
    """The shortfall a tenth larger than the plan's."""
    program, certificate = parts(certified)
    for plan in (certificate["plan"], *(s["plan"] for s in certificate["stages"] if "plan" in s)):
        for name in plan:
            if name.startswith("shortfall("):
                plan[name] *= 1.1
    stage, value, gap, _ = next(check(program, certificate))
    assert stage == "least_shortfall"
    assert gap == pytest.approx(1 / 11)
    assert value > 0


def test_a_plan_that_breaks_a_row_is_seen(certified):
    """One order doubled, without its payment."""
    program, certificate = parts(certified)
    order = next(name for name in certificate["plan"] if name.startswith("order("))
    certificate["plan"][order] *= 2
    assert max(violation for *_, violation in check(program, certificate)) > 0.1


def test_duals_that_are_left_out_prove_nothing(certified):
    program, certificate = parts(certified)
    for stage in certificate["stages"]:
        stage["dual"] = {}
    _, value, gap, _ = next(check(program, certificate))
    assert gap == pytest.approx(value / max(1, value))


def test_the_checker_solves_every_basis_as_the_program_did(certified):
    """By other code, from the two files alone; what has to move is told to the last bit."""
    program, certificate = parts(certified)
    found = dict(check_bases(program, certificate))
    assert list(found) == certificate["objectives"]
    for stage in certificate["stages"]:
        moves = found[stage["stage"]]
        assert moves.told() == stage["moved"]
        assert max(*moves.limits, *moves.costs) <= MOVE


def test_the_plan_is_the_vertex_of_the_last_basis(certified):
    program, certificate = parts(certified)
    *_, (_, last) = check_bases(program, certificate)
    for name, value in last.x.items():
        assert float(value) == pytest.approx(
            certificate["plan"].get(name, 0.0), rel=1e-12, abs=1e-9
        )


def spoil(certificate: dict, how: str) -> None:
    """Change what a certificate says of the basis of its last stage."""
    stage = certificate["stages"][-1]
    basis, bought = stage["basis"], certificate["plan"]
    if how == "told":
        stage["moved"]["costs"][0] += 1
    if how == "fewer rows":
        stage["rows"] -= 1
    if how == "a column of the plan is not in it":
        del basis[next(row for row, column in basis.items() if column in bought)]
    if how == "a column twice":
        basis[next(iter(basis))] = next(reversed(basis.values()))
    if how == "no such row":
        basis["elsewhere"] = basis.popitem()[1]


@pytest.mark.parametrize(
    "how",
    ["told", "fewer rows", "a column of the plan is not in it", "a column twice", "no such row"],
)
def test_a_basis_that_is_not_that_of_the_program_is_refused(certified, how):
    program, certificate = parts(certified)
    spoil(certificate, how)
    with pytest.raises((ValueError, KeyError, ArithmeticError)):
        list(check_bases(program, certificate))


def test_a_column_may_not_be_held_without_a_price(certified):
    """What later stages are to hold is believed only where its price is above 0."""
    program, certificate = parts(certified)
    for stage in certificate["stages"]:
        stage["small"] = [*certificate["plan"], *(f"{row}:" for row in stage["basis"])]
    assert [moves.told() for _, moves in check_bases(program, certificate)] == [
        stage["moved"] for stage in certificate["stages"]
    ]


def test_a_basis_that_is_not_optimal_is_not_written(tmp_path, monkeypatch):
    """Nothing may move at all, and something has to."""
    monkeypatch.chdir(hand_world(tmp_path))
    monkeypatch.setattr("model.basis.LIMIT", -1)
    ended = CliRunner().invoke(main, ["base.csv", "--certify"])
    assert ended.exit_code == 5
    assert "is not optimal in rational numbers" in ended.stderr
    assert not Path("results").exists()


@pytest.mark.nightly
def test_a_shipped_scenario_is_proven_by_its_bases():
    """The largest move of any limit or cost is the last digits of a float."""
    answer = solve(load(SCENARIOS / "five_years.csv")).answer
    _, certificate = parts(certificate_files(answer))
    assert max(basis.largest for basis in answer.bases) < 1e-12
    assert [len(stage["basis"]) for stage in certificate["stages"]] == [
        len(basis.pivots) for basis in answer.bases
    ]


def test_the_command_writes_it_beside_the_results(tmp_path, monkeypatch):
    monkeypatch.chdir(hand_world(tmp_path))
    ended = CliRunner().invoke(main, ["base.csv", "--certify"])
    assert ended.exit_code == 0, ended.output
    assert "the basis of every stage is optimal, exactly" in ended.stdout
    folder = Path("results/base")
    assert set(FILES) <= {path.name for path in folder.iterdir()}
    recorded = {
        out["file"] for out in json.loads((folder / "manifest.json").read_text())["outputs"]
    }
    assert set(FILES) <= recorded


def test_an_answer_that_the_checker_does_not_find_proven_is_not_written(tmp_path, monkeypatch):
    monkeypatch.chdir(hand_world(tmp_path))
    monkeypatch.setattr(
        "model.output.certificate.check_certificate.check",
        lambda *_: iter([("least_cost", 1.0, 0.5, 0.0)]),
    )
    ended = CliRunner().invoke(main, ["base.csv", "--certify"])
    assert ended.exit_code == 5
    assert "the certificate does not prove stage least_cost" in ended.stderr
    assert not Path("results").exists()
    with pytest.raises(VerificationError):
        certificate_files(solve(load("base.csv")).answer)


def test_the_same_answer_has_the_same_certificate(tmp_path):
    answers = [solve(load(hand_world(tmp_path) / "base.csv")).answer]
    answers.append(solve(load(tmp_path / "base.csv")).answer)
    assert certificate_files(answers[0]) == certificate_files(answers[1])


def test_verification_proves_the_certificate_of_a_folder_without_the_solver(tmp_path, monkeypatch):
    """Twelve claims: each of four stages is proven, has the objective that the manifest says, and
    an optimal basis."""
    monkeypatch.chdir(hand_world(tmp_path))
    assert CliRunner().invoke(main, ["base.csv", "--certify"]).exit_code == 0
    code = (
        "import sys; from pathlib import Path; from model.verify import verify; "
        "found = verify(Path(sys.argv[1])); "
        "print([f.relations for f in found.findings if f.kind == 'certificate'], "
        "[name for name in ('highspy', 'pyomo') if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "results/base"], capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)},
    )  # fmt: skip
    assert (ran.stdout.strip(), ran.stderr) == ("[12] []", "")


@pytest.mark.parametrize("spoiled", ["weights", "dual", "basis", "moved", "text", "other"])
def test_a_spoiled_certificate_is_told(tmp_path, monkeypatch, spoiled):
    monkeypatch.chdir(hand_world(tmp_path))
    assert CliRunner().invoke(main, ["base.csv", "--certify"]).exit_code == 0
    path = Path("results/base/certificate.json")
    record = json.loads(path.read_text())
    if spoiled == "weights":
        record["stages"][1]["weights"] = {"least_shortfall": "0"}
    if spoiled == "dual":
        record["stages"][0]["dual"] = {}
    if spoiled == "basis":
        record["stages"][1]["basis"].popitem()
    if spoiled == "moved":
        record["stages"][1]["moved"]["limits"] = [0, 1e-3]
    if spoiled == "other":
        record["program_sha256"] = "0" * 64
    path.write_text("{" if spoiled == "text" else json.dumps(record))
    ended = CliRunner().invoke(main, ["verify", "results/base"])
    assert ended.exit_code == 5
    assert "certificate:\n" in ended.stdout
    assert "Traceback" not in ended.output
