"""The catalogue's commands from the shell, and what a layer does to a build."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import PAPERS, Run

pytestmark = pytest.mark.usefixtures("run")


@pytest.fixture
def layer(tmp_path: Path) -> Path:
    return tmp_path / "layer"


def test_an_entry_is_added_found_shown_compared_and_checked(run: Run, layer: Path) -> None:
    said = run("catalogue", "add", "Quay 9", "--type", "model", "--alias", "Q9-Lab", "--catalogue", layer, "--json")
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["id"] == "quay-9"
    assert "quay-9: added in" in said.stderr
    again = run("catalogue", "add", "Quay 9", "--type", "model", "--catalogue", layer)
    assert again.returncode == 1
    assert "has a row 'quay-9' already; --replace" in again.stderr
    taken = run("catalogue", "add", "My Sums", "--type", "dataset", "--alias", "GSM8K", "--catalogue", layer)
    assert "'GSM8K' is a name of 'gsm8k'" in taken.stderr
    assert run("catalogue", "search", "q9 lab", "--catalogue", layer).stdout.split("\n")[1].startswith("quay-9\tQuay 9")
    shown = run("catalogue", "show", "Q9-Lab", "--catalogue", layer)
    assert "aliases      Q9-Lab" in shown.stdout
    assert f"{layer}/own.tsv:2" in shown.stdout
    (change,) = json.loads(run("catalogue", "diff", "--catalogue", layer, "--json").stdout)
    assert (change["kind"], change["id"]) == ("gained", "quay-9")
    assert run("catalogue", "check", "--catalogue", layer).returncode == 0
    (layer / "own.tsv").write_text((layer / "own.tsv").read_text().replace("\tmodel\t", "\tgadget\t"))
    broken = run("catalogue", "check", "--catalogue", layer)
    assert (broken.returncode, "'gadget' is not a list of types" in broken.stdout) == (1, True)
    assert run("catalogue", "show", "GSM8K", "--catalogue", "none").returncode == 0
    assert "no such layer" in run("catalogue", "show", "GSM8K", "--catalogue", layer / "missing").stderr


def test_a_list_is_imported_with_a_report(run: Run, layer: Path, tmp_path: Path) -> None:
    table = tmp_path / "ours.csv"
    table.write_text("Model\nQuay9Net\nGPT-4\nthe network\n")
    report = tmp_path / "report.tsv"
    words = ("catalogue", "import", table, "--format", "table", "--column", "name=Model", "--type", "model")
    tried = run(*words, "--catalogue", layer, "--dry-run")
    assert "3 listed; 1 rows would be written" in tried.stderr
    assert not layer.exists()
    done = run(*words, "--catalogue", layer, "--report", report, "--json")
    assert json.loads(done.stdout)["counts"] == {"no-name": 1, "known": 1}
    assert [line.split("\t")[1:3] for line in report.read_text().splitlines()[1:]] == [
        ["GPT-4", "known"], ["the network", "no-name"],
    ]  # fmt: skip
    assert "Quay9Net" in (layer / "imported-table.tsv").read_text()
    assert "say what the files are" in run("catalogue", "import", table).stderr
    assert "is not FIELD=NAME" in run(*words, "--column", "nam=x").stderr
    assert run("catalogue", "import").returncode == 2


def test_one_entry_more_links_only_the_papers_that_may_name_it(run: Run, layer: Path, tmp_path: Path) -> None:
    folder, other = tmp_path / "graph", tmp_path / "other"
    text = "We train on the Quay 9 dataset and evaluate GPT-4 on GSM8K."
    papers = tmp_path / "papers.jsonl"
    papers.write_text(PAPERS.read_text() + json.dumps({"title": "On Quay 9", "abstract": text}) + "\n")
    assert run("build", papers, "-o", folder, "-q").returncode == 0
    plain = json.loads((folder / "manifest.json").read_text())["versions"]
    run("catalogue", "add", "Quay 9", "--type", "dataset", "--catalogue", layer)
    done = run("build", papers, "-o", folder, "--catalogue", layer, "-q")
    assert done.returncode == 0, done.stderr
    assert json.loads((folder / "cache" / "last_build.json").read_text())["linked"] == 1
    versions = json.loads((folder / "manifest.json").read_text())["versions"]
    assert versions["catalogue"] != plain["catalogue"]
    assert "artifact/quay-9" in run("show", "Quay 9", "-o", folder).stdout
    run("build", papers, "-o", other, "--catalogue", layer, "-q")
    assert (other / "graph.nt.gz").read_bytes() == (folder / "graph.nt.gz").read_bytes()
    explained = run("explain", "On Quay 9", "Quay 9", "-o", folder, "--catalogue", layer)
    assert "Quay 9: artifact/quay-9" in explained.stdout
    linked = run("link", papers, "--catalogue", layer)
    assert '"name":"Quay 9","type":"dataset"' in linked.stdout
    run("build", PAPERS, "-o", other, "-q")  # without the paper that names it
    missing = run("show", "Quay 9", "-o", other, "--catalogue", layer)
    assert "known to the catalogue, in no paper here: Quay 9, a dataset" in missing.stderr


def test_what_the_catalogue_covers_is_counted(run: Run, tmp_path: Path) -> None:
    counted = json.loads(run("catalogue", "coverage", "--json").stdout)
    assert [one["type"] for one in counted] == ["model", "dataset", "benchmark", "method", "all but methods"]
    assert run("catalogue", "coverage").stdout.startswith("type\tentries\tarxiv\thub\t")
    facts = tmp_path / "facts"
    facts.mkdir()
    head = "name\taliases\ttype\torg\tdate\thub_id\turl\tsource\textra\n"
    rows = ("gsm8k\t\tbenchmark", "MMLU Virology (Zulu)\t\tbenchmark", "College Magic\t\tbenchmark")
    (facts / "a.tsv").write_text(head + "".join(f"{row}\t\t\t\t\tlm_eval_0.4\t\n" for row in rows))
    assert run("catalogue", "coverage", "--registry", facts).stdout.splitlines()[1] == "lm_eval\t3\t1\t1\t33.3%"
    assert run("catalogue", "coverage", "--registry", facts, "--missing").stdout.splitlines()[1:] == [
        "lm_eval\tCollege Magic"
    ]
    out = tmp_path / "out.sssom.tsv"
    said = run("catalogue", "align", "--from", facts, "--to", out)
    assert "1 mappings written" in said.stderr
    assert "artifact:gsm8k\tGSM8K\tschema:sameAs\tlm_eval:gsm8k\t" in out.read_text()
    whole = run("catalogue", "mappings").stdout
    assert "artifact:gsm8k\tGSM8K\tschema:subjectOf\tarxiv:2110.14168\t" in whole
