"""Each IRI of a version answers in the next one: with what it is, with what replaced it, or as gone for good."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kg.atlas.make.pipeline import build
from kg.changes.built_graph import version_of_build
from kg.changes.graph_version import TRIPLES
from kg.changes.versions import PREVIOUS, version_folder
from tests.conftest import SIX_PAPERS
from tests.serve.server import serving

BASE = "https://w3id.org/paperatlas/"
CORRECTIONS = """action	subject	object	value	who	when	note
same	*	MapMath	GSM8K	Ada	2026-01-02
rename	*	LoRA	Low-Rank Adapters	Ada	2026-01-02
reject	*	BERT		Ada	2026-01-02
paper-is	Small Models Can Count	2405.00007		Ada	2026-01-02
"""


@pytest.fixture(scope="module")
def changed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of six papers, built again with corrections of all kinds and without two of the papers."""
    folder = tmp_path_factory.mktemp("every name")
    output = Path(shutil.copytree(built, folder / "out"))
    papers, table = folder / "papers.jsonl", folder / "mine.tsv"
    papers.write_text("".join(SIX_PAPERS.read_text().splitlines(keepends=True)[:4]))
    table.write_text(CORRECTIONS)
    build([papers], output, corrections=table, keep=1)
    return output


@pytest.fixture(scope="module")
def changed_client(changed: Path) -> Iterator[httpx.Client]:
    with serving(changed / "store") as client:
        yield client


def subjects_of(folder: Path) -> set[str]:
    """The documents that a graph has, by their paths below the base."""
    lines = gzip.decompress((folder / TRIPLES).read_bytes()).decode().splitlines()
    found = {line[1 : line.index(">")].partition("#")[0] for line in lines}
    return {iri.removeprefix(BASE) for iri in found if iri.startswith(BASE)}


def test_each_name_of_a_version_answers_in_the_next(changed: Path, changed_client: httpx.Client) -> None:
    last, now = subjects_of(version_folder(changed, PREVIOUS)), subjects_of(changed)
    version = version_of_build(changed).name
    answers: dict[int, set[str]] = {}
    for name in sorted(last):
        answer = changed_client.get(f"/{name}", headers={"accept": "text/turtle"})
        answers.setdefault(answer.status_code, set()).add(name)
        if answer.status_code == 308:
            assert changed_client.get(answer.headers["location"]).status_code == 200
        if answer.status_code == 410:
            assert version in answer.text
    assert set(answers) == {200, 308, 410}
    assert answers[410] == last - now, "what is gone is what the new graph does not have, and nothing else"
    assert {"artifact/mapmath", "paper/small-models-can-count-2bd56a04"} <= answers[308]
    assert {"artifact/lora", "artifact/gsm8k", "paper/2403.90001"} <= answers[200]
    assert sum(name.startswith("paper/") for name in answers[410]) == 2
    assert {"artifact/resnet-50", "artifact/bert"} <= answers[410]
