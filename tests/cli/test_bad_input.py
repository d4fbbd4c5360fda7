"""Bad input: one clear line with the file, line or field and the remedy, the right exit code, nothing lost."""

from __future__ import annotations

import csv
import json
import resource
import shutil
import signal
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest

import kg
from kg.atlas.staged_output import complete
from kg.export.export_formats import EXPORTS
from kg.ground.text import tidy
from kg.rdf.write.rdf_formats import FORMATS
from tests.cli.conftest import PAPERS, Run

# Abstracts are as long as they are on real pages, where their length tells them from titles.
_SENTENCE = "We draw a map of all that can be drawn, evaluate GPT-4 on GSM8K with it, and find that it knows its way. "
LISTING = f"""Daily Papers

byAK and the research community

Mar 11

A Map of Everything

{_SENTENCE * 4}

Second Thoughts on Maps

{_SENTENCE * 5}
"""


def _one_line(stderr: str) -> str:
    """The one line in which the program says what is wrong."""
    assert "Traceback" not in stderr
    lines = [line for line in stderr.splitlines() if line.startswith("paperatlas:")]
    assert len(lines) == 1, stderr
    return lines[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "does not exist"),
        (b"", "empty"),
        (b"\x00\x01\x02binary\xff" * 50, "binary"),
        (b"%PDF-1.7 ...", "PDF"),
        ("Ein Titel\n\nÜber Züge".encode("utf-16"), "UTF-16"),
        ("Daily Papers\n\nÜber Züge und mehr von allem\n\n".encode("latin-1"), "UTF-8"),
        (b"Daily Papers\n\nbyAK and the research community\n\nMar 11\n", "no papers"),
        (b"Just some words that are no listing.\n", "format"),
        (b'{"papers": "none"}', ""),
        (b'{"title": "cut', ""),
    ],
    ids=["missing", "empty", "binary", "pdf", "utf-16", "latin-1", "no papers", "no format", "no list", "half json"],
)
def test_a_file_that_cannot_be_read(content: bytes | None, words: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "some page.txt"
    if content is not None:
        path.write_bytes(content)
    done = run("build", path, "-o", tmp_path / "out", "-q")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    assert "some page.txt" in last
    assert words.lower() in last.lower()
    assert ";" in last, "a remedy follows the problem"
    assert done.stdout == ""
    assert not (tmp_path / "out" / "manifest.json").exists()


def test_link_names_the_file_too(run: Run) -> None:
    done = run("link", "missing.jsonl")
    assert done.returncode == 1
    assert "missing.jsonl: the file does not exist" in _one_line(done.stderr)


def test_half_a_page_gives_the_papers_that_are_there(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "half.txt"
    page.write_text(LISTING[: len(LISTING) - 20], encoding="utf-8")
    done = run("build", page, "-o", tmp_path / "out", "-q")
    assert done.returncode == 0, done.stderr
    assert "papers\t2" in done.stdout


def test_a_json_line_that_does_not_parse_is_named_and_the_others_go_in(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl"
    one, two = PAPERS.read_text(encoding="utf-8").splitlines()[:2]
    path.write_text("\n".join([one, '{"title": "cut', two]), encoding="utf-8")
    done = run("build", path, "-o", tmp_path / "out", "-q")
    assert done.returncode == 0, done.stderr
    assert "papers.jsonl:2" in _one_line(done.stderr)
    assert "papers\t2" in done.stdout
    strict = run("build", path, "-o", tmp_path / "strict", "-q", "--strict")
    assert strict.returncode == 1
    assert "papers.jsonl:2" in _one_line(strict.stderr)


def test_an_id_with_two_texts_is_reported_and_both_are_kept(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl"
    records = [{"id": "x1", "title": "One Thing", "abstract": "A."}, {"id": "x1", "title": "Another", "abstract": "B."}]
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    done = run("build", path, "-o", tmp_path / "out", "-q")
    assert done.returncode == 0, done.stderr
    assert "x1" in _one_line(done.stderr)
    assert "papers\t2" in done.stdout


def test_hostile_titles_go_through_every_form(run: Run, tmp_path: Path) -> None:
    titles = [
        "<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", '"quoted" \\" and \'so\'',
        "emoji 🗺 and 模型", "long " + "x" * 10_000, "tab\tand\u0000control\u200b\u202e", "=cmd|' /C calc'!A0",
        "a { b } ; c . <d>", "{{7*7}} ${x} %s", "+1 is 'no' \\u0041 formula", "@sum", "-2+3",
    ]  # fmt: skip
    path = tmp_path / "hostile.jsonl"
    records = [{"id": title, "title": title, "abstract": title + " We use GPT-4 on MMLU."} for title in titles]
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    out = tmp_path / "out"
    done = run("build", path, "-o", out, "-q")
    assert done.returncode == 0, done.stderr
    assert f"papers\t{len(titles)}" in done.stdout
    list(ox.parse(path=out / "graph.ttl", format=ox.RdfFormat.TURTLE))
    _titles_survive_every_export(out, {tidy(title) for title in titles}, tmp_path)
    assert "<script>alert(1)" not in (out / "graph.html").read_text(encoding="utf-8")
    shown = run("show", "emoji 🗺 and 模型", "-o", out)
    assert shown.returncode == 0, shown.stderr
    table = run("query", "SELECT ?t { ?p dcterms:title ?t }", "--format", "table", "-o", out)
    assert table.returncode == 0, table.stderr
    assert "\x00" not in table.stdout


def _titles_survive_every_export(built: Path, titles: set[str], folder: Path) -> None:
    atlas = kg.open(built)
    for form in EXPORTS:
        atlas.export(form, folder / form)
    for form in FORMATS:
        quads = ox.parse((folder / form).read_bytes(), FORMATS[form].oxigraph)
        found = {quad.object.value for quad in quads if str(quad.predicate) == "<http://purl.org/dc/terms/title>"}
        assert titles <= found, form
    for graph in (nx.read_graphml(folder / "graphml"), nx.read_gexf(folder / "gexf"), atlas.graph):
        assert {data["label"] for _, data in graph.nodes(data=True) if data["kind"] == "paper"} == titles
    with (folder / "csv" / "nodes.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = {row["label"] for row in csv.DictReader(file) if row["kind"] == "paper"}
    assert {cell.removeprefix("'") for cell in cells} == titles
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    "arguments",
    [("nonsense",), ("build", "--nonsense"), ("query",), ("link",), ("export", "nonsense"), ("show",),
     ("query", "x", "-p", "novalue"), ("query", "leaderboard", "-p", "on=A", "-p", "on=B"),
     ("query", "x", "--format", "nonsense")],
    ids=" ".join,
)  # fmt: skip
def test_wrong_use_has_the_exit_code_2(arguments: tuple[str, ...], run: Run) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Usage: paperatlas" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("command", ["stats", "view", "query", "show", "export", "validate", "add"])
def test_a_folder_without_a_graph_is_named(command: str, run: Run, tmp_path: Path) -> None:
    arguments = {"query": ["ASK {}"], "show": ["x"], "export": ["turtle"], "add": [str(PAPERS)]}.get(command, [])
    done = run(command, *arguments, "-o", tmp_path)
    assert done.returncode == 1
    line = _one_line(done.stderr)
    assert str(tmp_path) in line
    assert "paperatlas build" in line


def test_a_query_that_is_no_sparql(run: Run, built: Path) -> None:
    for text, words in (
        ("SELECT ?x WHERE { ?x a }", "line 1"), ("SELECT ?x { ?x kg:evaluatedOn ?y }", "kg:evaluatesOn"),
        ("no-such-query", "no-such-query"), ("@missing.rq", "missing.rq"),
    ):  # fmt: skip
        done = run("query", text, "-o", built)
        assert done.returncode == 1, text
        assert "Traceback" not in done.stderr
        assert words in done.stderr


def _broken(how: str) -> str:
    """A program that runs the command line with the page's writer replaced.

    A shell starts its background jobs with Ctrl-C ignored, and children inherit that: it is set to what a person has.
    """
    return (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import kg.atlas.make.graph_drawer as graph_drawer\n"
        "from kg.cli.main import main\n"
        f"def write_page(*arguments, **options):\n    {how}\n"
        "graph_drawer.write_page = write_page\n"
        "sys.exit(main())\n"
    )


def _state(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file() and path.name[0] != "."}


@pytest.fixture(scope="session")
def first(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder built of the first three papers."""
    folder = tmp_path_factory.mktemp("first")
    papers = folder / "first.jsonl"
    papers.write_text("".join(PAPERS.read_text(encoding="utf-8").splitlines(keepends=True)[:3]), encoding="utf-8")
    done = run("build", papers, "-o", folder / "out", "-q")
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.fixture
def atlas(first: Path, tmp_path: Path) -> Path:
    """A built folder of the test's own."""
    return Path(shutil.copytree(first, tmp_path / "out"))


def test_a_killed_build_leaves_the_last_good_output_and_is_resumed(run: Run, atlas: Path) -> None:
    before = _state(atlas)
    killed = run("build", PAPERS, "-o", atlas, program=_broken("os.kill(os.getpid(), signal.SIGKILL)"))
    assert killed.returncode == -signal.SIGKILL
    assert _state(atlas) == before
    assert run("query", "ASK { ?p a schema:ScholarlyArticle }", "-o", atlas).returncode == 0
    again = run("build", PAPERS, "-o", atlas)
    assert again.returncode == 0, again.stderr
    assert "0 papers linked anew" in again.stderr, "the killed build's readings were kept"
    assert "papers\t6" in again.stdout


def test_ctrl_c_is_one_line_and_130(run: Run, atlas: Path) -> None:
    before = _state(atlas)
    done = run("build", PAPERS, "-o", atlas, "-q", program=_broken("os.kill(os.getpid(), signal.SIGINT)"))
    assert done.returncode == 130
    assert "untouched" in _one_line(done.stderr)
    assert _state(atlas) == before


def test_an_unexpected_error_is_one_line_unless_debugging(run: Run, atlas: Path) -> None:
    done = run("build", PAPERS, "-o", atlas, "-q", program=_broken("raise RuntimeError('a defect')"))
    assert done.returncode == 1
    line = _one_line(done.stderr)
    assert "RuntimeError: a defect" in line
    assert "--debug" in line
    done = run("--debug", "build", PAPERS, "-o", atlas, "-q", program=_broken("raise RuntimeError('a defect')"))
    assert done.returncode == 1
    assert "Traceback" in done.stderr


@pytest.mark.parametrize("size", [3_000, 60_000, 300_000])
def test_a_full_disk_leaves_the_last_good_output(size: int, run: Run, atlas: Path) -> None:
    """No file may grow beyond ``size`` bytes, which fails as a full disk does, at different stages."""
    before = _state(atlas)

    done = run("build", PAPERS, "-o", atlas, "-q", limits={resource.RLIMIT_FSIZE: size})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "unexpected" not in done.stderr
    assert _state(atlas) == before
    assert not (atlas / ".staging").exists()
    complete(atlas)
    assert _state(atlas) == before


def test_a_folder_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("build", PAPERS, "-o", tmp_path / "file", "-q")
    assert done.returncode == 1
    assert str(tmp_path / "file") in _one_line(done.stderr)


def test_a_reader_that_has_enough_is_no_error(run: Run) -> None:
    """Standard output is a pipe whose other end is closed; ``test_streams.py`` has one of a shell."""
    program = (
        "import os, sys\n"
        "from kg.cli.main import main\n"
        "read, write = os.pipe()\n"
        "os.close(read)\n"
        "os.dup2(write, 1)\n"
        "sys.exit(main())\n"
    )
    done = run("link", PAPERS, "-q", program=program)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_corrections_with_faults_stop_before_anything_is_built(run: Run, atlas: Path, tmp_path: Path) -> None:
    before = _state(atlas)
    faulty = tmp_path / "mine.tsv"
    faulty.write_text("action\tsubject\tobject\tvalue\twho\twhen\tnote\nlike\t*\tGPT-4\n", encoding="utf-8")
    done = run("build", PAPERS, "-o", atlas, "-q", "--corrections", faulty)
    assert done.returncode == 1
    assert "mine.tsv:2" in done.stderr
    assert _state(atlas) == before
