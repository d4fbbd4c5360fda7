"""RDF Patch as others write it, and as nobody should."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.changes.patches.patch_rows import PatchReader, open_patch
from kg.ground.errors import InputError

# The example of Jena's page in another graph, with what its grammar allows besides.
WRITTEN = """# a comment
H id <uuid:0686C69D-8F89-4496-ACB5-744F0157A8DB> .
H prev <urn:uuid:3ee0eca0-6d5f-4b4d-85db-f69ab1167eb1> .
H note "what \\"this\\" is"@en .
TX .
PA "owl" "http://www.w3.org/2002/07/owl#" .
PA ex: <https://e.org/> .

  A <a:s>  <a:p>\t"caf\\u00E9"@en   .
D <a:s> <a:p> <a:o> .
PD "owl" .
TC .
TX .
A <a:s> <a:p> "never" .
TA .
"""


def reader_of(text: str | bytes) -> PatchReader:
    return PatchReader("x.rdfp", io.BytesIO(text.encode() if isinstance(text, str) else text))


def test_what_the_format_allows_is_read() -> None:
    reader = reader_of(WRITTEN)
    reader.read_header()
    assert reader.id == "urn:uuid:0686c69d-8f89-4496-acb5-744f0157a8db"
    assert reader.previous == "urn:uuid:3ee0eca0-6d5f-4b4d-85db-f69ab1167eb1"
    assert reader.header["note"] == 'what "this" is'
    rows = list(reader.rows())
    assert [(added, triple.decode()) for added, triple, _ in rows] == [
        (True, '<a:s> <a:p> "café"@en .'), (False, "<a:s> <a:p> <a:o> ."), (True, '<a:s> <a:p> "never" .'),
    ]  # fmt: skip
    assert {transaction for _, _, transaction in rows[2:]} == reader.aborted


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("TX .\nA <a:s> <a:p> <a:o> .\n", 2, "ends within a transaction, so it was cut"),
        ("TX .\nA <a:s> <a:p> <a:o>", 2, "not one triple"),
        ("A <a:s> <a:p> <a:o> .\nA <a:s> <a:p> .\n", 2, "not one triple"),
        ("A <a:s> <a:p> <a:o> . <a:s> <a:p> <a:x> .\n", 1, "not one triple"),
        ("A <s> <a:p> <a:o> .\n", 1, "not one triple"),
        ("A .\n", 1, "not one triple"),
        ('A <a:s> <a:p> "a\n', 1, "not one triple"),
        ("A ex:s ex:p ex:o .\n", 1, "not one triple"),
        ("A _:b <a:p> <a:o> .\n", 1, "blank node"),
        ("\n\nD <a:s> <a:p> _:b .\n", 3, "blank node"),
        ("A <a:s> <a:p> <<( <a:x> <a:p> _:b )>> .\n", 1, "blank node"),
        ("A <a:s> <a:p> <a:o> <a:g> .\n", 1, "names a graph"),
        ("TX .\nTX .\n", 2, "within another"),
        ("TC .\n", 1, "no transaction is open"),
        ("TX .\nTC .\nH id <a:b> .\n", 3, "header stands behind"),
        ("H id\n", 1, "no header"),
        ("".join(f"H a{number} <a:b> .\n" for number in range(200)), 101, "more than 100 headers"),
        ("H id <a:b> .\nH id <a:c> .\n", 2, "the header id stands twice"),
        ('H id "' + "x" * 20_000 + '" .\n', 1, "no header"),
        ("PA <<<<\n", 1, "no row of an RDF Patch"),
        ("hello\n", 1, "'hello' is no row of an RDF Patch"),
        ("\x00\x01\n", 1, "no row"),
        ("<!doctype html>\n", 1, "no row"),
        (b"A <a:s> <a:p> \"\xff\" .\n", 1, "not one triple"),
        ("TX .\nTC .\n" * 100_001, 200_001, "more than 100,000 transactions"),
        ("A <a:s> <a:p> \"" + "x" * (17 << 20) + '" .\n', 1, "more than 16 MiB"),
    ],
    ids=lambda value: repr(value)[:20],
)  # fmt: skip
def test_what_is_no_patch_is_named_with_its_line(text: str | bytes, line: int, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as raised:
        list(reader_of(text).rows())
    assert raised.value.where == f"x.rdfp:{line}"


@given(st.binary(max_size=60) | st.text(alphabet='AD HTXCPA<a:>"\\\n .@^_', max_size=60).map(str.encode))
def test_whatever_is_read_gives_rows_or_our_own_error(data: bytes) -> None:
    reader, faults = reader_of(data), []
    rows = []
    try:
        reader.read_header()
        rows = list(reader.rows())
    except InputError as error:
        faults.append(str(error))
    assert all(triple.endswith(b" .") for _, triple, _ in rows)
    assert all(fault.startswith("x.rdfp:") for fault in faults)


def test_a_packed_patch_is_unpacked_and_a_cut_one_is_named(tmp_path: Path) -> None:
    packed = gzip.compress(WRITTEN.encode() * 1, mtime=0)
    (tmp_path / "a.rdfp.gz").write_bytes(packed)
    (tmp_path / "cut.rdfp").write_bytes(packed[:-20])
    with open_patch(tmp_path / "a.rdfp.gz") as reader:
        assert len(list(reader.rows())) == 3
    with open_patch(tmp_path / "cut.rdfp") as reader, pytest.raises(InputError, match="cannot be read"):
        list(reader.rows())
    with pytest.raises(InputError, match="name a patch"), open_patch(tmp_path / "none.rdfp"):
        pass
