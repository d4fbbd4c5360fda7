"""Standard input and output by the name ``-``, and files that are read whole."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from kg.ground.errors import InputError, OntologyError
from kg.ground.files.ontology_folder import ontology_path
from kg.ground.files.standard_streams import (
    STANDARD,
    Content,
    input_name,
    output_name,
    read_bytes,
    read_content,
    standard_input,
    standard_output,
)


def test_a_file_is_read_whole_and_what_was_read_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xffwords")
    content = read_content(path)
    assert content == Content(str(path), b"\xffwords")
    path.unlink()
    assert read_content(content) is content


def test_a_file_that_cannot_be_read_is_named_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"No such file.*; name a file that can be read"):
        read_content(tmp_path / "missing")
    with pytest.raises(InputError, match="Is a directory; mend it"):
        read_content(tmp_path, remedy="mend it")


def test_a_dash_is_standard_input_and_only_a_dash(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xffpiped")))
    assert read_content(STANDARD) == Content("standard input", b"\xffpiped")
    assert read_bytes(Path("-")) == b"", "a pipe gives its content once"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "-").write_bytes(b"a file")
    assert read_bytes(tmp_path / "-") == b"a file"
    assert input_name(tmp_path / "-") == str(tmp_path / "-")
    assert (input_name(STANDARD), output_name(STANDARD), output_name(Path("a"))) == (
        "standard input",
        "standard output",
        "a",
    )


@pytest.mark.parametrize("stream", [None, io.StringIO("text")])
def test_a_closed_stream_and_one_of_text_alone_are_errors(monkeypatch: pytest.MonkeyPatch, stream: object) -> None:
    monkeypatch.setattr(sys, "stdin", stream)
    monkeypatch.setattr(sys, "stdout", stream)
    for opened in (standard_input, standard_output):
        with pytest.raises(OSError, match="it is closed"):
            opened()
    with pytest.raises(InputError, match="standard input: it is closed"):
        read_content(STANDARD)


def test_what_was_printed_comes_before_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw))
    print("first ", end="")
    standard_output().write(b"second")
    assert raw.getvalue() == b"first second"


def test_the_ontology_folder_and_what_it_lacks() -> None:
    assert ontology_path("topics.ttl").is_file()
    assert ontology_path().is_dir()
    with pytest.raises(OntologyError, match=r"lacks ontology/no\.ttl; install paperatlas again"):
        ontology_path("no.ttl")
