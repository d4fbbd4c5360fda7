"""``paperatlas diff`` over small folders: names of versions, forms, exit codes."""

from __future__ import annotations

import shutil
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from kg.changes.built_graph import version_of_build
from kg.changes.comparison.graph_comparison import GraphComparison
from kg.changes.graph_source import graph_source
from kg.changes.versions import stage_versions
from kg.cli.main import cli
from kg.ground.errors import OutputError
from kg.ground.records import Paper, Reading
from tests.changes.small_builds import BASE, build, write_build
from tests.changes.test_record_changes import LINK, READING

HOSTILE = Reading(Paper("</script> *bold* | \x1b[31m"))


def label(name: str, text: str) -> str:
    return f'<{BASE}{name}> <http://www.w3.org/2000/01/rdf-schema#label> "{text}" .\n'


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A build of two papers, with the version before it, which had one."""
    old = write_build(tmp_path / "old", 1, [READING], [label("artifact/gpt-4", "GPT-4")])
    new = write_build(tmp_path / "new", 2, [READING, HOSTILE], [label("artifact/gpt-4", "GPT 4")])
    stage_versions(old, new, 3, version_of_build(old))
    return new


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["diff", *map(str, words)])


def test_the_last_version_is_compared_by_default(output: Path) -> None:
    done = run("-o", output)
    assert done.exit_code == 0
    assert f"previous (0.1.0+{1:016x}) → " in done.stdout
    assert "papers\t1\t0\t0" in done.stdout
    assert "triples\t2\t2\t" in done.stdout
    assert "artifact/gpt-4  GPT 4: rdfs:label GPT-4 → GPT 4" in done.stdout
    assert "\x1b" not in done.stdout


def test_equal_graphs_differ_in_nothing(output: Path) -> None:
    done = run(output, output, "--exit-code")
    assert (done.exit_code, done.stdout.splitlines()[1:]) == (0, ["Nothing differs."])
    assert run("previous", "-o", output, "--exit-code").exit_code == 1
    assert run("0000000000000001", "-o", output).exit_code == 0


def test_json_has_all_changes_and_their_counts(output: Path, tmp_path: Path) -> None:
    done = run("-o", output, "--json", "--limit", "0")
    data = orjson.loads(done.stdout)
    assert data["from"]["version"] == f"0.1.0+{1:016x}"
    assert data["counts"]["papers"] == {"gained": 1, "lost": 0, "changed": 0}
    assert data["counts"]["triples"] == {"gained": 2, "lost": 2}
    assert {(each["what"], each["change"]) for each in data["changes"]} == {
        ("paper", "gained"), ("artifact", "changed"),
    }  # fmt: skip
    run("-o", output, "--format", "json", "--to", tmp_path / "changes.json")
    assert (tmp_path / "changes.json").read_text() == done.stdout


def test_markdown_shows_titles_as_they_are(output: Path) -> None:
    text = run("-o", output, "--format", "markdown").stdout
    assert "| papers | 1 | 0 | 0 |" in text
    assert r"&lt;/script&gt; \*bold\* \|" in text
    assert "<" not in text


def test_each_kind_is_cut_at_the_limit(tmp_path: Path) -> None:
    write_build(tmp_path / "old", 1, [], [])
    write_build(tmp_path / "new", 2, [Reading(Paper(f"Paper {number}")) for number in range(5)], [])
    text = run(tmp_path / "old", tmp_path / "new", "--limit", "2").stdout
    assert "Papers gained (5)" in text
    assert "  … and 3 more" in text
    assert text.count("  paper/") == 2


def test_files_of_rdf_are_compared_by_their_triples(output: Path, tmp_path: Path) -> None:
    (tmp_path / "one.ttl").write_text('<a:b> <a:p> "1", "2" .')
    (tmp_path / "two.nt").write_text('<a:b> <a:p> "2" .\n<a:b> <a:p> "3" .\n')
    done = run(tmp_path / "one.ttl", tmp_path / "two.nt", "--format", "rdfp")
    head, _, rows = done.stdout.partition("TX .\n")
    assert rows == 'D <a:b> <a:p> "1" .\nA <a:b> <a:p> "3" .\nTC .\n'
    assert "H dataset" not in head
    assert run(tmp_path / "one.ttl", tmp_path / "one.ttl", "--exit-code").exit_code == 0
    assert "papers" not in run(tmp_path / "one.ttl", output).stdout


@pytest.mark.parametrize("text", ["_:a <a:p> <a:o> .", "<a:s> <a:p> _:b .", "<a:s> <a:p> <<( <a:x> <a:p> _:b )>> ."])
def test_blank_nodes_are_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "blank.nt").write_text(text + "\n")
    done = run(tmp_path / "blank.nt", tmp_path / "blank.nt")
    assert done.exit_code == 1
    assert "a blank node has no name" in str(done.exception)


@pytest.mark.parametrize("name", ["graph.nt.gz", "readings.jsonl", "manifest.json"])
def test_a_damaged_version_is_named(name: str, output: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(output, tmp_path / "copy"))
    write_build(tmp_path / "other", 3, [Reading(READING.paper, (LINK,))], [])
    (copy / name).write_bytes((tmp_path / "other" / name).read_bytes() if name != "manifest.json" else b"{}")
    done = run(copy, output)
    assert done.exit_code == 1
    assert name in str(done.exception)


def test_a_build_that_takes_its_place_meanwhile_is_no_mixture(output: Path, tmp_path: Path) -> None:
    with graph_source(output) as source:
        write_build(output, 5, [], [])
        with pytest.raises(OutputError, match="built again since it was opened; run the same command again"):
            list(GraphComparison(source, source).changes())


def test_without_a_graph_the_folder_is_named(output: Path, tmp_path: Path) -> None:
    done = run(output, "-o", tmp_path / "nothing")
    assert "nothing: there is no graph here; name the folder of a build" in str(done.exception)


def test_kept_versions_are_listed_the_newest_first(output: Path) -> None:
    build(output, 3, 3)
    assert run("--list", "-o", output).stdout.splitlines() == [
        "version\tpapers\tartifacts\tlinks\ttriples", f"0.1.0+{2:016x}\t2\t0\t0\t2", f"0.1.0+{1:016x}\t1\t0\t0\t2",
    ]  # fmt: skip
    listed = orjson.loads(run("--list", "--json", "-o", output).stdout)
    assert [each["hash"] for each in listed] == [f"{2:016x}", f"{1:016x}"]
