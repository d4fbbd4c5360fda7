"""``query``: endpoints, explanations, completion."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from kg.atlas.atlas import Atlas
from kg.cli.main import cli
from kg.explorer.served.index_format import INDEX
from kg.explorer.served.index_rows import IndexRows
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.find_node import labels_like

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def completions(*words: str) -> list[str]:
    *before, begun = words
    return [item.value for item in ShellComplete(cli, {}, "paperatlas", "_X").get_completions(list(before), begun)]


def test_names_of_saved_queries_are_completed() -> None:
    assert completions("query", "lea") == ["leaderboard"]
    assert completions("queries", "lin") == ["lineage", "link-evidence"]


def test_parameters_and_their_values_are_completed(built: Path) -> None:
    out = ("-o", str(built))
    assert completions("query", "link-evidence", "-p", "") == ["paper=", "artifact="]
    assert completions("query", *out, "leaderboard", "--param", "on=gsm") == ["on=GSM8K"]
    assert completions("query", "paper-links", *out, "-p", "paper=mapmath: a") == ["paper=paper:2403.90001"]
    assert completions("query", *out, "topics-by-year", "-p", "since=2") == []
    assert completions("queries", "leaderboard", *out, "-p", "on=gsm") == ["on=GSM8K"]
    assert completions("query", *out, "nonsense", "-p", "on=gsm") == []


def test_names_of_nodes_are_completed_the_most_linked_first(built: Path) -> None:
    out = ("-o", str(built))
    assert completions("show", *out, "gsm") == ["GSM8K"]
    assert completions("show", *out, "GSM") == ["GSM8K"]
    assert completions("show", *out, "mapmath: a") == ["paper/2403.90001"]  # a name with spaces would need quotes
    assert completions("show", *out, "2403.9000") == completions("show", *out, "paper/2403.9000")
    assert "paper/2403.90001" in completions("show", *out, "2403.9000")
    assert completions("show", *out, "no such name") == []
    every = completions("show", *out, "")
    rows = IndexRows(built / INDEX).select("SELECT label FROM nodes WHERE label NOT LIKE '% %' ORDER BY rank")
    named = [label for (label,) in rows if label in every]
    assert named == [each for each in every if "/" not in each]
    assert len(named) > 5


def test_names_are_completed_from_the_store_where_there_is_no_index(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "copy")
    (tmp_path / "copy" / "explorer.sqlite").unlink()
    out = ("-o", str(tmp_path / "copy"))
    assert completions("show", *out, "gsm") == ["GSM8K"]
    assert completions("query", *out, "leaderboard", "--param", "on=gsm") == ["on=GSM8K"]
    (tmp_path / "copy" / "explorer.sqlite").write_bytes(b"no index")
    assert completions("show", *out, "gsm") == []  # a fault is no message in the middle of a line


def test_labels_that_begin_so_are_found_in_the_store(built: Path) -> None:
    store = Atlas(built).store
    assert labels_like(store, "artifact", "gsm", DEFAULT_BASE, 5) == [("GSM8K", "artifact:gsm8k")]
    assert labels_like(store, "artifact", "artifact:gsm", DEFAULT_BASE, 5)[0][1] == "artifact:gsm8k"
    assert labels_like(store, "paper", "gsm", DEFAULT_BASE, 5) == []
    several = labels_like(store, "artifact", "", DEFAULT_BASE, 3)
    assert len(several) == 3
    assert several == sorted(several, key=lambda each: each[0].casefold())


def test_completion_without_a_graph_is_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert completions("query", "leaderboard", "-p", "on=gsm") == []
    assert completions("show", "gsm") == []


def test_explain_shows_what_would_run_and_does_not_run_it(run: Run, built: Path) -> None:
    done = run("query", "leaderboard", "-p", "on=gsm8k", "--explain", "-o", built)
    assert done.returncode == 0
    assert "PREFIX kg: <https://w3id.org/paperatlas/ontology#>\n" in done.stdout
    assert "VALUES $on { <https://w3id.org/paperatlas/artifact/gsm8k> }" in done.stdout
    assert "\t?result fair4ml:evaluationDataset artifact:gsm8k\n" in done.stdout
    graph = run("query", "ASK { GRAPH ?g { ?s a owl:Class } }", "--explain", "-o", built).stdout
    assert "in graph\n" in graph
    odd = run("query", "ASK { << ?s ?p ?o >> ?q ?r }", "--explain", "-o", built)
    assert "cannot be listed" in odd.stderr


def test_a_saved_query_is_printed_whole_with_the_values_given(run: Run, built: Path, tmp_path: Path) -> None:
    out = ("-o", built)
    printed = run("queries", "evaluations-on", "-p", "on=gsm8k", *out)
    assert printed.returncode == 0
    (tmp_path / "evaluations-on.rq").write_text(printed.stdout, encoding="utf-8")
    asked = run("query", "evaluations-on", "-p", "on=GSM8K", *out, "--format", "json").stdout
    assert "MapMath" in asked
    assert run("query", tmp_path / "evaluations-on.rq", *out, "--format", "json").stdout == asked
    example = run("queries", "evaluations-on", cwd=tmp_path).stdout
    assert "VALUES $on { <https://w3id.org/paperatlas/artifact/gsm8k> }" in example
    assert run("queries", "-p", "on=GSM8K", *out).returncode == 2
    wrong = run("queries", "evaluations-on", "-p", "on=GSM8", *out)
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "GSM8K" in wrong.stderr


def test_what_only_the_catalogue_knows_is_told(run: Run, built: Path) -> None:
    known = "known to the catalogue, in no paper here: SWE-bench, a benchmark and dataset"
    for words in (("show", "SWE-bench"), ("query", "evaluations-on", "-p", "on=SWE-bench")):
        done = run(*words, "-o", built)
        assert (done.returncode, done.stdout) == (1, "")
        assert known in done.stderr


def test_an_endpoint_that_is_not_there(run: Run, tmp_path: Path) -> None:
    gone = "http://127.0.0.1:1/sparql"
    done = run("query", "ASK {}", "--endpoint", gone, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{gone} cannot be reached" in done.stderr
    assert run("query", "ASK {}", "--endpoint", gone, "--explain").stdout.startswith("ASK {}")
    assert run("query", "ASK {}", "--endpoint", gone, "-p", "a=b").returncode == 2
    assert run("query", "ASK {}", "--endpoint", "nowhere").returncode == 1


def test_papers_of_an_answer_are_cited(run: Run, built: Path) -> None:
    question = "SELECT ?paper ?title { ?paper a schema:ScholarlyArticle ; dcterms:title ?title } ORDER BY DESC(?title)"
    rows = run("query", question, "--format", "csv", "-o", built).stdout.splitlines()[1:]
    cited = run("query", question, "--format", "bibtex", "-o", built)
    assert cited.returncode == 0
    whole = run("export", "bibtex", "--to", "-", "-o", built).stdout
    entries = cited.stdout.split("\n\n")
    assert len(entries) == len(rows) > 2
    assert [entry.strip() for entry in sorted(entries)] == sorted(entry.strip() for entry in whole.split("\n\n"))
    eprints = [line.partition("{")[2][:10] for line in cited.stdout.splitlines() if line.startswith("  eprint")]
    assert eprints == [row.partition(",")[0][-10:] for row in rows if "/paper/2" in row]
    assert run("query", question, "--format", "csl-json", "--limit", "1", "-o", built).stdout.count('"id":') == 1


def test_an_answer_without_papers_cannot_be_cited(run: Run, built: Path) -> None:
    done = run("query", "SELECT ?x { ?x a kg:Benchmark }", "--format", "ris", "-o", built)
    assert (done.returncode, done.stdout) == (1, "")
    assert "names no paper" in done.stderr
    assert run("query", "ASK {}", "--format", "ris", "--endpoint", "http://127.0.0.1:1/sparql").returncode == 2
