"""Every command through its real process."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import select
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.atlas.atlas import Atlas
from kg.atlas.make import pipeline
from kg.atlas.make.build_files import BuildReport
from kg.atlas.manifest import read_manifest
from kg.cli.main import COMMANDS, cli
from kg.explorer.map.survey import Map
from kg.explorer.page.offline_page import read_map, write_page
from kg.ground.schema import PREDICATES
from kg.readers.example_papers import example_path
from kg.readers.reader_registry import CARD_READERS, READERS, SCORE_READERS
from tests.cli.conftest import PAPERS, Run
from tests.cli.forking import ROOT

HEAVY = (
    "rich",
    "networkx",
    "spacy",
    "pyoxigraph",
    "rdflib",
    "numpy",
    "pyvis",
    "jinja2",
    "orjson",
    "kg.atlas.make.pipeline",
)


def test_build_prints_counts_and_where_the_results_lie(run: Run, tmp_path: Path) -> None:
    done = run("build", PAPERS, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    counts = dict(line.split("\t") for line in done.stdout.splitlines()[1:])
    assert counts["papers"] == "6"
    assert counts["papers without abstract"] == "1"
    assert int(counts["triples"]) > 500
    assert "graph.html" in done.stderr
    assert "graph.ttl" in done.stderr
    assert "link 6 …" in done.stderr, "progress is plain lines in a pipe"


def test_the_outputs_of_a_build(built: Path) -> None:
    names = {path.name for path in built.iterdir() if not path.name.startswith(".")}
    assert names == {
        "graph.ttl", "graph.nt.gz", "graph.graphml", "graph.json", "graph.html", "report.html", "papers.jsonl",
        "readings.jsonl", "records.jsonl.gz", "manifest.json", "store", "cache", "explorer.sqlite", "merging.tsv",
    }  # fmt: skip
    assert nx.read_graphml(built / "graph.graphml").number_of_nodes() > 10
    turtle = list(ox.parse(path=built / "graph.ttl", format=ox.RdfFormat.TURTLE))
    assert len(turtle) == json.loads((built / "manifest.json").read_text())["counts"]["triples"]


def test_build_without_files_makes_the_example(
    example_build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is built of the file of which the fixture was built, which takes seconds."""
    report = BuildReport(tmp_path, read_manifest(example_build))
    built: list[tuple[object, ...]] = []

    def build(*given: object, **options: object) -> BuildReport:
        built.append(given)
        return report

    monkeypatch.setattr(pipeline, "build", build)
    done = CliRunner().invoke(cli, ["build", "-o", str(tmp_path / "out"), "-q"])
    assert done.exit_code == 0, done.output
    assert built == [((example_path(),), tmp_path / "out")]
    assert "example that comes with PaperAtlas" in done.stderr
    assert int(re.search(r"^papers\t(\d+)$", done.stdout, re.M)[1]) >= 40  # type: ignore[index]


def test_link_prints_one_json_line_a_paper_in_order(run: Run) -> None:
    done = run("link", PAPERS)
    assert done.returncode == 0, done.stderr
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record["id"] for record in records] == ["one", "two", "three", "four", "five", "six"]
    papers = [json.loads(line) for line in PAPERS.read_text(encoding="utf-8").splitlines()]
    mentions = 0
    for paper, record in zip(papers, records, strict=True):
        for entity in record["entities"]:
            for mention in entity["mentions"]:
                mentions += 1
                assert paper[mention["field"]][mention["start"] : mention["end"]] == mention["text"]
    assert mentions > 8


def test_link_applies_lines_about_links_and_names_those_about_papers(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "mine.tsv"
    rows = ["action\tsubject\tobject\tvalue\twho\twhen\tnote", "reject\t2403.90001\tGSM8K\t\tAda\t2026-01-15\t",
            "paper-is-not\tSmall Models Can Count\t2401.00001\t\tAda\t2026-01-15\t"]  # fmt: skip
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    done = run("link", PAPERS, "--corrections", table)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("warning") == 1
    assert "mine.tsv:3: paper-is-not is not applied" in done.stderr
    assert "paperatlas build applies the line" in done.stderr
    first, other = (json.loads(text.splitlines()[0]) for text in (done.stdout, run("link", PAPERS).stdout))
    names = [{entity["name"] for entity in record["entities"]} for record in (other, first)]
    assert names[0] - names[1] == {"GSM8K"}


def test_a_number_of_processes_is_0_or_more(run: Run) -> None:
    done = run("link", PAPERS, "--processes", "0")
    assert done.returncode == 0, done.stderr
    assert done.stdout == run("link", PAPERS).stdout
    for command in ("build", "add", "link"):
        done = run(command, PAPERS, "--processes", "-1")
        assert done.returncode == 2
        assert "Invalid value for '--processes': -1 is not in the range x>=0" in done.stderr


def test_query_text_name_file_and_standard_input_agree(run: Run, built: Path, tmp_path: Path) -> None:
    text = "SELECT ?name { ?paper kg:evaluatesOn ?data . ?data rdfs:label ?name } ORDER BY ?name"
    file = tmp_path / "question.rq"
    file.write_text(text, encoding="utf-8")
    answers = [
        run("query", text, "-o", built).stdout,
        run("query", f"@{file}", "-o", built).stdout,
        run("query", file, "-o", built).stdout,
        run("query", "-", "-o", built, input=text).stdout,
    ]
    assert answers[0].startswith("name\n")
    assert "GSM8K" in answers[0]
    assert len(set(answers)) == 1


def test_a_saved_query_with_a_parameter(run: Run, built: Path) -> None:
    done = run("query", "evaluations-on", "--param", "on=gsm8k", "-o", built)
    assert done.returncode == 0, done.stderr
    assert "Small Models Can Count" in done.stdout
    done = run("query", "evaluations-on", "-o", built)
    assert done.returncode == 1
    assert "needs the parameter 'on'" in done.stderr


def test_every_result_format_parses(run: Run, built: Path) -> None:
    text = "SELECT ?name ?year { ?p rdfs:label ?name ; fabio:hasPublicationYear ?year } ORDER BY ?name"

    def ask(form: str) -> str:
        done = run("query", text, "--format", form, "-o", built)
        assert done.returncode == 0, done.stderr
        return str(done.stdout)

    rows = len(list(csv.DictReader(io.StringIO(ask("csv")))))
    assert rows == 3
    assert len(json.loads(ask("json"))["results"]["bindings"]) == rows
    for form, kind in (("xml", ox.QueryResultsFormat.XML), ("tsv", ox.QueryResultsFormat.TSV)):
        found = ox.parse_query_results(ask(form).encode(), format=kind)
        assert isinstance(found, ox.QuerySolutions)
        assert len(list(found)) == rows
    assert ask("markdown").count("\n") == rows + 2
    table = ask("table")
    assert "───" in table
    assert "\x1b" not in table, "no colours in a pipe"


def test_construct_gives_turtle(run: Run, built: Path) -> None:
    done = run("query", "CONSTRUCT { ?s kg:introduces ?o } WHERE { ?s kg:introduces ?o }", "-o", built)
    assert done.returncode == 0, done.stderr
    assert len(list(ox.parse(done.stdout.encode(), format=ox.RdfFormat.TURTLE))) >= 1


def test_queries_lists_and_prints(run: Run) -> None:
    listed = run("queries").stdout.splitlines()
    assert len(listed) - 1 >= 12
    assert run("queries", "evaluations-on").stdout.startswith("# title: Which papers evaluate on X?")


def test_formats_lists_what_papers_and_scores_are_read_from(run: Run) -> None:
    rows = [line.split("\t") for line in run("formats").stdout.splitlines()]
    assert rows[0] == ["format", "what"]
    assert [name for name, _ in rows[1:]] == [*READERS, *SCORE_READERS, *CARD_READERS]


# What is given that there is not: the nearest, what lists all, and nothing that is not near.
DOORS = {
    ("export", "turtel"): ("did you mean turtle or turtle-1.2? paperatlas export lists all", "cypher"),
    ("query", "ASK {}", "--format", "bibtx"): ("did you mean bibtex? paperatlas query --help lists all", "markdown"),
    ("link", "--format", "openalx", PAPERS): (
        "did you mean openalex or jsonl? paperatlas formats lists all",
        "crossref",
    ),
    ("build", "--column", "abstrct=X", PAPERS): (
        "did you mean abstract or author_count? docs/formats.md lists all",
        "upvotes",
    ),
}


@pytest.mark.parametrize("door", DOORS)
def test_a_name_that_there_is_not_is_answered_with_the_nearest(door: tuple[str | Path, ...], run: Run) -> None:
    offer, far = DOORS[door]
    done = run(*door)
    assert done.returncode in (1, 2)
    assert offer in " ".join(done.stderr.split())
    assert far not in done.stderr


def test_show_prints_links_with_their_words(run: Run, built: Path) -> None:
    done = run("show", "gsm8k", "-o", built)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("GSM8K\n")
    assert "[GSM8K]" in done.stdout
    data = json.loads(run("show", "2403.90001", "--json", "-o", built).stdout)
    assert data["label"].startswith("MapMath")
    for link in data["links"]:
        for quote in link["quotes"]:
            assert quote["sentence"][quote["start"] : quote["end"]]
    inexact = run("show", "Graphs with", "-o", built)
    assert inexact.returncode == 1
    assert "Reading Graphs with Transformers" in inexact.stdout
    assert run("show", "nothing of that name", "-o", built).returncode == 1


def test_stats_are_the_manifest_s_counts(run: Run, built: Path) -> None:
    manifest = json.loads(run("stats", "--json", "-o", built).stdout)
    rows = dict(line.split("\t") for line in run("stats", "-o", built).stdout.splitlines()[1:])
    assert int(rows["papers"]) == manifest["counts"]["papers"] == 6
    assert int(rows["links: evaluatesOn"]) == manifest["counts"]["links_by_role"]["evaluatesOn"]


def test_view_prints_the_page(run: Run, built: Path) -> None:
    done = run("view", "-o", built)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()) == (built / "graph.html").resolve()


def test_view_writes_a_page_like_an_earlier_one(run: Run, built: Path, tmp_path: Path) -> None:
    first = read_map(built / "graph.html")
    moved = Map({node: (-y, x) for node, (x, y) in first.places.items()}, first.regions)
    graph = Atlas(built).graph
    write_page(graph, tmp_path / "old.html", previous=moved)
    done = run("view", "-o", built, "--like", tmp_path / "old.html", "--to", tmp_path / "new.html")
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()) == tmp_path / "new.html"
    assert read_map(tmp_path / "new.html") == read_map(tmp_path / "old.html") != first
    assert f"{len(first.places)} of {len(first.places)} nodes lie" in done.stderr
    for given in (["--like", built / "graph.html"], ["--to", tmp_path / "x.html"]):
        assert run("view", "-o", built, *given).returncode == 2
    none = run("view", "-o", built, "--like", tmp_path / "none.html", "--to", tmp_path / "x.html")
    assert (none.returncode, "none.html" in none.stderr) == (1, True)


@pytest.mark.parametrize(
    "form", ["turtle", "n-triples", "json-ld", "rdf-xml", "trig", "graphml", "gexf", "json", "csv"]
)
def test_export_writes_what_reads_back(form: str, run: Run, built: Path, tmp_path: Path) -> None:
    target = tmp_path / "a graph"
    done = run("export", form, "-o", built, "--to", target)
    assert done.returncode == 0, done.stderr
    if form in ("graphml", "gexf"):
        graph = nx.read_graphml(target) if form == "graphml" else nx.read_gexf(target)
        assert graph.number_of_nodes() > 10
    elif form == "json":
        assert len(json.loads(target.read_text())["nodes"]) > 10
    elif form == "csv":
        assert {path.name for path in target.iterdir()} == {"nodes.csv", "edges.csv"}
    else:
        forms = {
            "turtle": ox.RdfFormat.TURTLE, "n-triples": ox.RdfFormat.N_TRIPLES, "json-ld": ox.RdfFormat.JSON_LD,
            "rdf-xml": ox.RdfFormat.RDF_XML, "trig": ox.RdfFormat.TRIG,
        }  # fmt: skip
        found = {str(quad.triple) for quad in ox.parse(path=target, format=forms[form])}
        expected = {str(quad.triple) for quad in ox.parse(path=built / "graph.ttl", format=ox.RdfFormat.TURTLE)}
        assert found == expected


def test_exported_turtle_is_the_build_s_own(run: Run, built: Path, tmp_path: Path) -> None:
    run("export", "turtle", "-o", built, "--to", tmp_path / "again.ttl")
    assert (tmp_path / "again.ttl").read_bytes() == (built / "graph.ttl").read_bytes()


def test_validate(run: Run, built: Path, tmp_path: Path) -> None:
    done = run("validate", "-o", built)
    assert done.returncode == 0, done.stdout + done.stderr
    broken = tmp_path / "broken.ttl"
    text = (built / "graph.ttl").read_text(encoding="utf-8")
    broken.write_text(re.sub(r"kg:confidence [0-9.]+ ;", "kg:confidence 7.5 ;", text, count=1), encoding="utf-8")
    done = run("validate", broken)
    assert done.returncode == 1
    assert "confidence" in done.stdout + done.stderr


def test_catalogue_check(run: Run, tmp_path: Path) -> None:
    assert run("catalogue", "check").returncode == 0
    (tmp_path / "core-x.tsv").write_text("id\tname\n", encoding="utf-8")
    done = run("catalogue", "check", tmp_path)
    assert done.returncode == 1
    assert "core-x.tsv" in done.stdout


def test_every_predicate_reads_in_both_directions() -> None:
    assert all(each.forward and each.backward for each in PREDICATES.values())


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_imports_nothing_heavy(command: str) -> None:
    program = f"""
import sys
from kg.cli.main import main
code = main({[command, "--help"] if command else ["--help"]})
print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)
sys.exit(code)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: paperatlas")
    assert done.stderr.strip() == "[]"


def _seconds(*start: str | Path) -> float:
    """The processor time that a program takes, the least of five: other programs run beside it."""
    taken = []
    for _ in range(5):
        process = subprocess.Popen([sys.executable, *start], cwd=ROOT, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        taken.append(used.ru_utime + used.ru_stime)
    return min(taken)


def test_help_costs_less_than_twice_the_start_of_python_with_click() -> None:
    assert _seconds("cli.py", "--help") < 2 * _seconds("-c", "import click")


def test_catalogue_import_needs_something_to_import(run: Run, tmp_path: Path) -> None:
    done = run("catalogue", "import", "--to", tmp_path / "extended.tsv")
    assert done.returncode == 1
    assert "nothing to import" in done.stderr
    (tmp_path / "facts").mkdir()
    facts = (
        "name\taliases\ttype\torg\tdate\thub_id\turl\tsource\textra\nMapQuizzer-9\t\tbenchmark\t\t\t\t\tmteb_2.1\t\n"
    )
    (tmp_path / "facts" / "mteb.tsv").write_text(facts, encoding="utf-8")
    done = run("catalogue", "import", "--from", tmp_path / "facts", "--to", tmp_path / "extended.tsv")
    assert done.returncode == 0, done.stderr
    assert "MapQuizzer-9" in (tmp_path / "extended.tsv").read_text(encoding="utf-8")


def test_a_terminal_gets_drawn_tables_and_bars(run: Run, tmp_path: Path) -> None:
    """Runs commands in a pseudo-terminal and looks for the lines of a table and the bar of a stage."""
    primary, secondary = pty.openpty()
    papers = tmp_path / "one.jsonl"
    papers.write_text(PAPERS.read_text(encoding="utf-8").splitlines()[0], encoding="utf-8")
    program = (
        "import os, sys\n"
        f"terminal = os.open({os.ttyname(secondary)!r}, os.O_RDWR)\n"
        "for stream in (1, 2): os.dup2(terminal, stream)\n"
        "os.environ.update(TERM='xterm-256color', COLUMNS='120')\n"
        "os.environ.pop('NO_COLOR')\n"
        "from kg.cli.main import main\n"
        "sys.exit(main())\n"
    )
    for arguments in (["queries"], ["build", papers, "-o", tmp_path / "out"]):
        with ThreadPoolExecutor(1) as threads:
            done = threads.submit(run, *arguments, program=program)
            shown = _read_terminal(primary, done)
        assert done.result().returncode == 0, shown
        assert "───" in shown
    assert "\x1b[" in shown, "a bar is drawn over itself"
    assert "link" in shown


def _read_terminal(primary: int, done: Future[Any]) -> str:
    shown = b""
    while not done.done() or select.select([primary], [], [], 0.1)[0]:
        if select.select([primary], [], [], 0.1)[0]:
            shown += os.read(primary, 65536)
    return shown.decode("utf-8", "replace")
