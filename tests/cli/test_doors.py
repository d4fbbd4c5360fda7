"""One query, one answer, by every door: each saved query and each query of the pages, with and without its prefixes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from kg.atlas.atlas import Atlas
from kg.cli.main import cli
from kg.ground.errors import QueryError
from kg.rdf.query.result_formats import results
from kg.rdf.query.saved_queries import saved_queries
from kg.rdf.remote.endpoint import Endpoint
from kg.rdf.sparql.prologue import declared_prefixes, missing_prefixes
from kg.rdf.terms.namespaces import prefixes
from tests.serve.server import serving

ROOT = Path(__file__).resolve().parents[2]
# The queries of the page on contributing are of terms that a reader is to add.
PAGES = [ROOT / "README.md", *sorted(set((ROOT / "docs").glob("*.md")) - {ROOT / "docs" / "contributing.md"})]
_WRITTEN = (
    r"```sparql\n(.*?)```",  # a query of its own
    r'paperatlas query "([^"]*\{[^"]*)"',  # a command
    r"'query=([^']*)'",  # curl
    r'\.query\("([^"]*\{[^"]*)"\)',  # Python
)


def _of_pages() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for pattern in _WRITTEN:
            for number, query in enumerate(re.findall(pattern, text, re.S)):
                yield f"{page.name} {pattern[:6]} {number}", query


QUERIES = {**{name: query.text for name, query in saved_queries().items()}, **dict(_of_pages())}


@pytest.fixture(scope="module")
def server(built: Path) -> Iterator[httpx.Client]:
    with serving(built / "store") as client:
        yield client


def _bare(text: str) -> str:
    """The query without its PREFIX lines."""
    bare = re.sub(r"(?m)^PREFIX .*\n", "", text)
    assert not declared_prefixes(bare)
    return bare


def _whole(text: str) -> str:
    """The query with a PREFIX line for every prefix that it uses."""
    added = missing_prefixes(text, prefixes()["atlas"])
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in added.items()) + text


def _printed(*words: str | Path, **options: str) -> bytes:
    done = CliRunner().invoke(cli, ["query", *map(str, words)], **options)  # type: ignore[arg-type]
    assert done.exit_code == 0, done.output
    return done.stdout_bytes


def test_the_pages_have_queries() -> None:
    assert {name.partition(" ")[0] for name, _ in _of_pages()} >= {"README.md", "rdf.md", "serve.md", "python.md"}


@pytest.mark.parametrize("name", QUERIES)
def test_every_door_gives_the_same_answer(built: Path, server: httpx.Client, tmp_path: Path, name: str) -> None:
    atlas = Atlas(built)
    expected = None
    for number, text in enumerate((_whole(QUERIES[name]), _bare(QUERIES[name]))):
        answer = atlas.query(text)
        if answer.kind == "construct":
            return  # its formats are those of graphs, in no order
        expected = expected or results(answer, "json")
        file = tmp_path / f"{number}.rq"
        file.write_text(text, encoding="utf-8-sig", newline="\r\n")
        shell = ("--format", "json", "-o", built)
        assert results(answer, "json") == expected
        assert _printed(text, *shell) == expected
        assert _printed(f"@{file}", *shell) == expected
        assert _printed("-", *shell, input=text) == expected
        assert _printed(text, "--endpoint", f"{server.base_url}/sparql", "--format", "json") == expected
        reply = server.post("/sparql", data={"query": text}, headers={"accept": "application/sparql-results+json"})
        assert reply.content == expected
        if name.endswith("0") or number == 0:  # rdflib, which explains, takes longer than all the rest
            explained = _printed(text, "--explain", "-o", built).decode()
            assert text.strip() in explained
            assert declared_prefixes(explained) == declared_prefixes(_whole(text))


def test_saved_queries_give_the_same_by_name(built: Path, server: httpx.Client) -> None:
    atlas, endpoint = Atlas(built), Endpoint(f"{server.base_url}/sparql")
    found = 0
    for name, query in saved_queries().items():
        try:
            expected = results(atlas.query(name, query.example), "json")
        except QueryError:  # this graph does not have the example's node
            continue
        values = [word for key, value in query.example.items() for word in ("-p", f"{key}={value}")]
        assert _printed(name, *values, "--format", "json", "-o", built) == expected
        assert results(endpoint.saved(query, query.example), "json") == expected
        found += 1
    assert found > 15


def test_a_guess_is_answered_by_every_door(built: Path, server: httpx.Client, tmp_path: Path) -> None:
    guess = "ASK { ?s a kg:Paper }"
    (tmp_path / "guess.rq").write_text(guess, encoding="utf-8")
    for words in (
        [guess, "-o", str(built)],
        [str(tmp_path / "guess.rq"), "-o", str(built)],
        [guess, "--explain", "-o", str(built)],
        [guess, "--endpoint", f"{server.base_url}/sparql"],
    ):
        done = CliRunner().invoke(cli, ["query", *words])
        assert isinstance(done.exception, QueryError)
        assert "did you mean schema:ScholarlyArticle?" in str(done.exception)
    with pytest.raises(QueryError, match="did you mean schema:ScholarlyArticle"):
        Atlas(built).query(guess)


def test_an_empty_answer_is_explained_on_standard_error(built: Path) -> None:
    done = CliRunner().invoke(
        cli, ["query", "SELECT ?p { ?p kg:evaluatesOn artifact:GSM8K }", "-o", str(built), "--format", "csv"]
    )
    assert (done.exit_code, done.stdout_bytes) == (0, b"p\r\n")
    assert done.stderr == (
        "Nothing was found.\nhint: artifact:GSM8K is nowhere in the graph: did you mean artifact:gsm8k?\n"
    )
