"""``--path`` names where the papers of a JSON file lie, wherever a command takes files of papers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.cli.main import main

_INSIDE = {"first": [{"title": "Not Asked For"}], "then": {"rows": [{"title": "Kites", "abstract": "We use GPT-4."}]}}


def _file(folder: Path) -> str:
    path = folder / "papers.json"
    path.write_text(json.dumps(_INSIDE), encoding="utf-8")
    return str(path)


def test_link_reads_what_the_path_leads_to(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["link", _file(tmp_path), "--path", "then.rows", "-q"]) == 0
    lines = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert [line["title"] for line in lines] == ["Kites"]


@pytest.mark.parametrize("command", ["build", "add", "link"])
def test_a_path_that_leads_nowhere_names_the_keys(
    command: str, tmp_path: Path, example_build: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = {"build": ["-o", str(tmp_path / "out")], "add": ["-o", str(example_build)], "link": []}[command]
    assert main([command, _file(tmp_path), "--path", "rows", "-q", *target]) == 1
    assert "at 'rows' stands no object with a title; the keys are 'first', 'first.title'" in capsys.readouterr().err
