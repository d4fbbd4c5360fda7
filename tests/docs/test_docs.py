"""Documentation that fails when it is missing or out of date."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner
from pyoxigraph import QuerySolutions

import kg
from kg.atlas.atlas import Atlas
from kg.cli.main import COMMANDS, cli
from kg.export.export_formats import EXPORTS
from kg.graph.correction.corrections import COLUMNS, Action
from kg.rdf.query.saved_queries import saved_queries
from kg.rdf.terms.ontology import ontology_terms
from kg.readers.example_papers import example_path
from kg.readers.reader_registry import CARD_READERS, READERS, SCORE_READERS
from kg.release.release_folder import make_release

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["cli.md", "queries.md", "formats.md", "terms.md"])
def test_generated_pages_are_what_the_program_would_write(name: str) -> None:
    assert _text(name) == _generator().PAGES[name](), "run: make docs"


@pytest.mark.parametrize("name", ["context.jsonld", "shapes-core.ttl"])
def test_generated_files_of_the_ontology_are_what_the_program_would_write(name: str) -> None:
    path = ROOT / "ontology" / name
    assert path.read_text(encoding="utf-8") == _generator().FILES[path](), "run: make docs"


def test_the_readme_shows_what_the_example_gives(example_build: Path) -> None:
    assert (ROOT / "README.md").read_text(encoding="utf-8") == _generator().readme(example_build), "run: make docs"


def test_every_command_export_reader_query_and_term_is_described() -> None:
    for page, names in {
        "cli.md": [f"## paperatlas {name}" for name in COMMANDS],
        "formats.md": [f"| `{name}` |" for name in (*EXPORTS, *READERS, *SCORE_READERS, *CARD_READERS)],
        "queries.md": [f"## {name}" for name in saved_queries()],
        "terms.md": [f"| `{name}` |" for name in ontology_terms()],
        "corrections.md": [f"`{name}`" for name in (*Action, *COLUMNS)],
    }.items():
        missing = [name for name in names if name not in _text(page)]
        assert not missing, f"docs/{page} lacks {missing}"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_list_of_commands_says_what_each_command_says(name: str) -> None:
    command = cli.get_command(None, name)  # type: ignore[arg-type]  # the group looks at the name only
    assert command is not None
    assert command.help is not None
    assert command.help.split("\n")[0] == COMMANDS[name][1]


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_s_help_shows_an_example(name: str) -> None:
    result = CliRunner().invoke(cli, [name, "--help"])
    assert result.exit_code == 0
    assert f"Example:\n    paperatlas {name}" in result.output


def _code_blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


PAGES = sorted([ROOT / "README.md", *DOCS.glob("*.md")])


def _commands() -> list[tuple[str, str]]:
    """Every ``paperatlas …`` command of a shell block, with its page; a quotation may span lines."""
    found = []
    for page in PAGES:
        for block in _code_blocks(page.read_text(encoding="utf-8"), "sh"):
            command = ""
            for line in block.splitlines():
                command += line
                if command.count('"') % 2 == 0:
                    if command.startswith("paperatlas "):
                        found.append((page.name, re.sub(r"\s+#.*", "", command)))
                    command = ""
    return found


@pytest.mark.parametrize(("page", "command"), _commands())
def test_commands_of_the_pages_are_spelt_as_the_program_wants_them(page: str, command: str) -> None:
    """Parses each command of the pages without running it: unknown commands, options and formats fail."""
    words = shlex.split(re.split(r"[|>]", command)[0])[1:]
    context = cli.make_context("paperatlas", words, resilient_parsing=False)
    while isinstance(context.command, type(cli)) or hasattr(context.command, "commands"):
        name, sub, rest = context.command.resolve_command(context, context._protected_args + context.args)  # type: ignore[attr-defined]
        assert sub is not None, f"{page}: {command}: no command {name}"
        context = sub.make_context(name, rest, parent=context)


@pytest.fixture
def folder(example_build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with what the pages name: a built graph in ``output`` and some files of a few papers."""
    shutil.copytree(example_build, tmp_path / "output")
    (tmp_path / "pages").mkdir()
    lines = example_path().read_text(encoding="utf-8").splitlines(keepends=True)
    llama, gsm8k = (next(line for line in lines if name in line) for name in ("Llama 2", "GSM8K"))
    for name, part in (("pages/one.txt", [llama]), ("pages/two.txt", [gsm8k]), ("more.jsonl", lines[:1])):
        (tmp_path / name).write_text("".join(part), encoding="utf-8")
    (tmp_path / "papers.jsonl").write_text(llama + gsm8k, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(command: str) -> str:
    """What a command of a page prints, or writes where it says.

    A shell splits its words; then it runs in this process, whose linker is loaded once. ``tests/cli`` starts processes.
    """
    command, _, target = command.partition(" > ")
    shell = f"paperatlas() {{ printf '%s\\0' \"$@\"; }}; {command}"
    words = subprocess.run(["bash", "-euc", shell], capture_output=True, text=True, check=True).stdout
    done = CliRunner().invoke(cli, words.split("\0")[:-1])
    assert done.exit_code == 0, (command, done.output, done.exception)
    if target:
        Path(target).write_bytes(done.stdout_bytes)
    return done.stdout


def test_the_readme_s_commands_run(folder: Path) -> None:
    """Runs them one after the other."""
    commands = [command for page, command in _commands() if page == "README.md"]
    assert len(commands) >= 8
    printed = [_run(command) for command in commands]
    assert any("Training Verifiers to Solve Math Word Problems" in text for text in printed)
    assert (folder / "links.jsonl").read_text(encoding="utf-8").count("\n") == 2
    assert kg.open(folder / "atlas").manifest.counts["papers"] == 3


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_the_pages_python_and_sparql_run(folder: Path, built: Path) -> None:
    """Runs the Python of each page as one program, and each SPARQL query, which must find something.

    That of the README is run by a fresh interpreter: nothing but its own imports is there. The graph is a small one,
    which rdflib reads in no time.
    """
    shutil.rmtree(folder / "output")
    shutil.copytree(built, folder / "output")
    make_release(Atlas(folder / "output"), folder / "atlas-1.0")
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        program = "\n".join(_code_blocks(text, "python"))
        if page.name == "README.md":
            environment = {**os.environ, "PYTHONPATH": str(ROOT)}
            subprocess.run([sys.executable, "-c", program], cwd=folder, env=environment, check=True)
        else:
            exec(compile(program, page.name, "exec"), {"__name__": "__main__"})
        for query in _code_blocks(text, "sparql"):
            assert Atlas(folder / "output").query(query).rows, f"{page.name}: {query}"


def test_files_of_queries_give_their_examples(example_build: Path) -> None:
    """The file of a query, as a plain engine runs it, finds what its example finds in the example graph."""
    atlas = Atlas(example_build)
    for query in saved_queries().values():
        example = atlas.query(query.name, query.example)
        assert example.rows or not query.example, query.name
        found = atlas.store.query(query.text)
        assert isinstance(found, QuerySolutions)
        assert [tuple(row[name] for name in example.columns) for row in found] == list(example.rows), query.name


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name} links to {target}"


#: Words of ours that a stranger does not know from the trade, and what the pages say instead.
PRIVATE_WORDS = {
    "receipt": "the terms of the score",
    "house": "the project",
    "said in other words": "paraphrased",
    "the very same": "the same",
    "are told": "are reported",
    "nothing to speak of": "negligible",
}


def test_the_pages_have_no_private_words() -> None:
    found = [
        f"{page.name}: {word!r}, write {plain!r}"
        for page in PAGES
        for word, plain in PRIVATE_WORDS.items()
        if re.search(rf"\b{word}\b(?!\s+apart)".replace(" ", r"\s+"), page.read_text(encoding="utf-8"), re.IGNORECASE)
    ]
    assert found == []


def test_the_readme_begins_with_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.index("make demo") < text.index("make test") < text.index("![")


CHANGES = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")


def test_the_changelog_keeps_to_its_form() -> None:
    """https://keepachangelog.com/en/1.1.0/: versions, newest first, and in each what changed, by kind."""
    from kg import __version__

    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert versions[0] == "[Unreleased]"
    assert [name for name in versions[1:] if not re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", name)] == []
    for section in text.split("\n## ")[1:]:
        kinds = re.findall(r"^### (.*)$", section, re.MULTILINE)
        assert kinds == [kind for kind in CHANGES if kind in kinds], section.splitlines()[0]
        assert "\n- " not in section.partition("\n### ")[0], "an entry belongs to a kind"
    assert f"[{__version__}]" in text or f" {__version__}." in text.split("\n## ")[1], "this version has no entry"
