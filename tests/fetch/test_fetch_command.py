"""The command: what it prints, where it writes, and that nothing leaves the machine."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli.main import cli, main
from kg.fetch import fetch_pages as fetch_pages_module
from kg.fetch.gathered_file import write_gathered
from kg.fetch.retry_rules import SystemClock
from kg.fetch.services import openalex_works
from kg.fetch.services.service_registry import SERVICES
from kg.fetch.wanted_terms import wanted_ids
from kg.ground.errors import InputError, OutputError
from tests.fetch.conftest import files_of
from tests.fetch.service_pages import arxiv_ids, arxiv_of, as_json, atom_page, hub_of, openalex_of, scholar_of
from tests.local_service import Answer, LocalService

ROOT = Path(__file__).resolve().parents[2]
#: What each service is asked by a command.
COMMANDS = {
    "arxiv": ["small", "studies"],
    "hf": ["reward models"],
    "openalex": ["tuning"],
    "s2": ["experts"],
    "acl": ["--ids", "P19-1001"],
}


@pytest.fixture(autouse=True)
def no_wait(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(SystemClock, "sleep", lambda self, seconds: None)
    monkeypatch.chdir(tmp_path)


def run(*words: str, input: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["fetch", *words], input=input)


def test_every_service_has_a_command() -> None:
    assert set(COMMANDS) == set(SERVICES)
    for name in SERVICES:
        done = run(name, "--help")
        assert done.exit_code == 0
        assert f"Example:\n    paperatlas fetch {name}" in done.output


@pytest.mark.parametrize("name", SERVICES)
def test_without_a_base_nothing_is_sent_in_tests(
    name: str, sought: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The service's own host is sought, and not found; no connection is made: ``conftest.py`` would fail the test."""
    assert main(["fetch", name, *COMMANDS[name]]) == 1
    hosts = {
        "arxiv": "export.arxiv.org", "hf": "huggingface.co", "openalex": "api.openalex.org",
        "s2": "api.semanticscholar.org", "acl": "raw.githubusercontent.com",
    }  # fmt: skip
    assert sought == [hosts[name]]
    told = capsys.readouterr().err
    assert told == (
        f"paperatlas: {hosts[name]} cannot be found: there is no network, or no name server; everything else works "
        "without a network, on files that are here; run the same command again to resume\n"
    )
    assert files_of(tmp_path / "fetched") == []


@pytest.mark.parametrize("name", SERVICES)
def test_dry_run_prints_the_requests_and_sends_none(
    name: str, server: LocalService, sought: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HF_TOKEN", "S2_API_KEY", "OPENALEX_API_KEY"):
        monkeypatch.setenv(variable, "secret-key-1")
    monkeypatch.setenv("OPENALEX_MAILTO", "ada@example.org")
    done = run(name, *COMMANDS[name], "--dry-run", "--base", server.base)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(f"GET {server.base}/")
    assert "Nothing was sent" in done.stderr
    assert "secret-key-1" not in done.output
    assert "ada@example.org" not in done.output
    assert (server.asked, sought, list(tmp_path.iterdir())) == ([], [], [])


def test_dry_run_knows_what_is_there(server: LocalService) -> None:
    server.answer = arxiv_of(arxiv_ids(450))
    assert run("arxiv", "x", "--max", "200", "--base", server.base).exit_code == 0
    assert "start=200&max_results=100&" in run("arxiv", "x", "--max", "300", "--base", server.base, "--dry-run").stdout
    assert run("arxiv", "x", "--max", "200", "--base", server.base, "--dry-run").stdout == ""


def test_a_fetch_says_how_far_it_is_and_what_there_is(
    server: LocalService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer = arxiv_of(arxiv_ids(1_700))
    monkeypatch.setenv("PAPERATLAS_ARXIV_BASE", server.base)
    done = run("arxiv", "x", "--max", "300", "-o", "my papers")
    assert done.exit_code == 0, done.output
    assert done.stdout == ""
    first, second = files_of(tmp_path / "my papers")
    assert done.stderr.splitlines() == [
        f"{first}: 200 papers (200 of 300)",
        f"{second}: 100 papers (300 of 300)",
        "arXiv: 300 papers on 2 pages: my papers",
        "There is more than these of 1,700: --max N fetches up to N; narrower dates or words fetch less.",
        "Next: paperatlas build 'my papers'",
    ]
    again = run("arxiv", "x", "--max", "300", "-o", "my papers", "--quiet")
    assert again.stderr.startswith("arXiv: 300 papers on 2 pages (2 of them were there): my papers\n")
    assert len(run("arxiv", "x").stderr.splitlines()) == 5 + 3, "a query has a bound without --max, too"


def test_ids_come_from_a_list_or_a_pipe(server: LocalService, tmp_path: Path) -> None:
    server.answer = arxiv_of(arxiv_ids(3))
    (tmp_path / "ids.txt").write_text("\ufeff# mine\n2405.00000  # the first\n\n2405.00001, 2405.00009\n")
    done = run("arxiv", "--ids", "ids.txt", "--ids", "2405.00002", "--base", server.base)
    assert server.asked[0].parameters["id_list"] == "2405.00000,2405.00001,2405.00009,2405.00002"
    assert "3 of 4 ids were found." in done.stderr
    run("arxiv", "--ids", "-", "--base", server.base, input="2405.00001\n")
    assert server.asked[1].parameters["id_list"] == "2405.00001"


def test_what_a_service_does_not_give_out_is_told(server: LocalService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openalex_works, "_PAGED", 300)
    server.answer = lambda asked: as_json({"meta": {"count": 50_000}, "results": [{"id": asked.parameters["page"]}]})
    done = run("openalex", "x", "--max", "50000", "--base", server.base)
    assert len(server.asked) == 3
    assert "gives out no more than these of 50,000: ask for parts of them" in done.stderr


def test_lists_of_ids_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"\xe9")
    with pytest.raises(InputError, match="not UTF-8"):
        wanted_ids(["latin"])
    (tmp_path / "empty").write_text("# none\n")
    for nothing in ("empty", "", " , "):
        with pytest.raises(InputError, match="there is no id"):
            wanted_ids([nothing])
    with pytest.raises(InputError, match="100,001 ids"):
        wanted_ids([",".join(map(str, range(100_001)))])
    (tmp_path / "huge").write_bytes(b" " * ((16 << 20) + 1))
    with pytest.raises(InputError, match="larger than 16 MiB"):
        wanted_ids(["huge"])


def test_what_is_lacking_is_listed(server: LocalService) -> None:
    server.answer = hub_of({})
    done = run("hf", "--ids", "2405.00001,2405.77777", "--base", server.base)
    assert done.exit_code == 0
    assert "Not there: 2405.77777.\n" in done.stderr


def test_one_page_is_one_file_as_it_came(server: LocalService, tmp_path: Path) -> None:
    ids = arxiv_ids(3)
    server.answer = arxiv_of(ids)
    for _ in range(2):
        assert run("arxiv", "x", "--base", server.base, "-o", "found.xml").exit_code == 0
    assert (tmp_path / "found.xml").read_bytes() == atom_page(ids, 3)
    assert files_of(tmp_path) == ["found.xml"], "what resuming needs is hidden"
    assert len(server.asked) == 1


def test_pages_of_json_become_lines(server: LocalService, tmp_path: Path) -> None:
    server.answer = openalex_of(150)
    done = run("openalex", "x", "--base", server.base, "-o", "found.jsonl")
    assert done.exit_code == 0, done.output
    lines = (tmp_path / "found.jsonl").read_bytes().splitlines()
    assert len(lines) == 2
    assert all(line.startswith(b'{"meta":') for line in lines)


def test_line_breaks_between_tokens_change_no_value(tmp_path: Path) -> None:
    for number in range(2):
        (tmp_path / f"{number}.json").write_bytes(b'{\r\n  "a": "two\\nlines"\n}\n')
    write_gathered([tmp_path / "0.json", tmp_path / "1.json"], tmp_path / "all.jsonl")
    assert (tmp_path / "all.jsonl").read_bytes() == b'{    "a": "two\\nlines" }\n' * 2
    with pytest.raises(OutputError, match="nothing was found"):
        write_gathered([], tmp_path / "all.jsonl")


def test_standard_output_has_the_pages_and_nothing_else(server: LocalService, tmp_path: Path) -> None:
    server.answer = scholar_of(2)
    done = run("s2", "x", "--base", server.base, "-o", "-")
    assert done.exit_code == 0
    assert done.stdout.startswith('{"total":2')
    assert done.stdout.count("\n") <= 1
    assert "2 papers on 1 pages" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_several_files_of_xml_are_no_file(server: LocalService, tmp_path: Path) -> None:
    server.answer = arxiv_of(arxiv_ids(400))
    done = run("arxiv", "x", "--base", server.base, "-o", "found.xml")
    assert isinstance(done.exception, OutputError)
    assert "name a folder: -o FOLDER" in str(done.exception)
    assert not (tmp_path / "found.xml").exists()


def test_ctrl_c_is_told_with_the_way_on(
    server: LocalService, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(fetch_pages_module, "fetch_pages", stopped)
    assert main(["fetch", "arxiv", "x", "--base", server.base]) == 130
    assert "run the same command again to go on" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [("--from", "soon"), ("--from", "2024-13"), ("--to", "2024-02-30"), ("--from", "24")],
)  # fmt: skip
def test_dates_that_are_none(words: tuple[str, str]) -> None:
    done = run("arxiv", "x", *words)
    assert isinstance(done.exception, InputError)
    assert "is no date; write YYYY-MM-DD, YYYY-MM or YYYY" in str(done.exception)


def test_a_terminal_shows_a_bar(server: LocalService, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    server.first = [Answer(b"", 503)]
    server.answer = lambda asked: as_json({"total": 1, "data": [{"paperId": "1"}]})
    assert main(["fetch", "s2", "x", "--base", server.base]) == 0
    assert "Semantic Scholar: 1 papers on 1 pages: fetched" in terminal.getvalue()
    assert "asking again in" in terminal.getvalue()


def test_planning_needs_no_extra() -> None:
    """The modules are imported, and requests planned, in a process where httpx cannot be."""
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in (ROOT / "kg/fetch").rglob("[a-z]*.py")]
    code = f"""
import sys, importlib
sys.modules["httpx"] = None
for name in {sorted(names)!r}:
    importlib.import_module(name)
from kg.cli.main import main
sys.exit(main(["fetch", "arxiv", "x", "--dry-run"]))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("GET https://export.arxiv.org/api/query?")
