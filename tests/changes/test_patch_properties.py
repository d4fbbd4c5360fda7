"""Two graphs, whatever they hold: their patch turns one into the other, and other readers of the format agree."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from kg.changes.graph_version import GraphVersion
from kg.changes.line_differences import LineDifference, line_differences
from kg.changes.patches.rdf_patch import write_patch
from kg.rdf.terms.ntriples import literal, typed

OLD, NEW = GraphVersion("https://e.org/graph", "1+0a"), GraphVersion("https://e.org/graph", "1+0b")
SUBJECTS = [f"<https://e.org/{name}>" for name in ("a", "a/b", "ab", "b", "b#1")]
texts = st.text(max_size=8) | st.text(alphabet='ab"\\\n\r\t é𝒳.<>', max_size=40)
objects = (
    st.sampled_from(SUBJECTS)
    | st.builds(literal, texts)
    | st.builds(lambda text: literal(text) + "@en", texts)
    | st.builds(lambda number: typed(str(number), "integer"), st.integers(-9, 9))
)
triples = st.builds(
    lambda subject, predicate, value: f"{subject} <https://e.org/{predicate}> {value} .\n".encode(),
    st.sampled_from(SUBJECTS), st.sampled_from("pqr"), objects,
)  # fmt: skip
graphs = st.frozensets(triples, max_size=30)
# Many equal lines before, between and after, so that blocks of them are passed over.
padding = st.integers(0, 3).map(
    lambda parts: {f'<https://e.org/{name}> <https://e.org/p> "{"x" * 200}{number}" .\n'.encode()
                   for name in "Aam~"[:parts] for number in range(300)}
)  # fmt: skip


def file_of(graph: frozenset[bytes]) -> io.BytesIO:
    return io.BytesIO(b"".join(sorted(graph)))


def differences_of(old: frozenset[bytes], new: frozenset[bytes]) -> list[LineDifference]:
    return list(line_differences(file_of(old), file_of(new)))


@given(graphs, graphs, padding)
def test_what_only_one_has_is_found_in_order(old: frozenset[bytes], new: frozenset[bytes], both: set[bytes]) -> None:
    left, right = frozenset(old | both), frozenset(new | both)
    expected = sorted([(line, False) for line in left - right] + [(line, True) for line in right - left])
    found = differences_of(left, right)
    assert [(each.line, each.added) for each in found] == expected
    subjects = {False: {line.split()[0] for line in right}, True: {line.split()[0] for line in left}}
    for each in found:
        assert each.alone == (each.line.split()[0] not in subjects[each.added])


words = st.frozensets(st.text(alphabet="ab ", min_size=1, max_size=4).map(lambda word: word.encode() + b"\n"))


@given(words, words)
def test_lines_that_begin_others_are_told_apart(old: frozenset[bytes], new: frozenset[bytes]) -> None:
    assert [each.line for each in differences_of(old, new)] == sorted(old ^ new)


@given(graphs)
def test_equal_graphs_have_no_difference(graph: frozenset[bytes]) -> None:
    assert differences_of(graph, graph) == []


@given(graphs, graphs)
def test_the_other_way_round_what_comes_goes(old: frozenset[bytes], new: frozenset[bytes]) -> None:
    there = [(each.line, each.added) for each in differences_of(old, new)]
    back = [(each.line, not each.added) for each in differences_of(new, old)]
    assert there == back


def patch_of(old: frozenset[bytes], new: frozenset[bytes]) -> bytes:
    made = io.BytesIO()
    counts = write_patch(differences_of(old, new), OLD, NEW, made)
    assert (counts.deleted, counts.added) == (len(old - new), len(new - old))
    return made.getvalue()


@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")  # rdflib's own use of it
@given(graphs, graphs)
def test_rdflib_reads_the_patch_and_has_the_new_graph(old: frozenset[bytes], new: frozenset[bytes]) -> None:
    """rdflib's own reader of RDF Patch is the judge."""
    dataset = rdflib.Dataset()
    dataset.default_graph.parse(file_of(old), format="nt")
    dataset.parse(io.BytesIO(patch_of(old, new)), format="patch")
    assert isomorphic(dataset.default_graph, rdflib.Graph().parse(file_of(new), format="nt"))


@given(graphs, graphs)
def test_a_patch_is_sorted_and_deletes_first(old: frozenset[bytes], new: frozenset[bytes]) -> None:
    head, _, rows = patch_of(old, new).partition(b"TX .\n")
    assert [line.split()[1] for line in head.splitlines()] == [b"id", b"prev", b"dataset", b"from", b"to"]
    lines = rows.splitlines(keepends=True)
    assert lines.pop() == b"TC .\n"
    gone, come = (sorted(line for line in lines if line.startswith(sign)) for sign in (b"D ", b"A "))
    assert lines == gone + come


def test_a_long_file_is_compared_in_little_memory(tmp_path: Path) -> None:
    """Two files of some 60 MB, in a process of its own, which needs 8 MB at most."""
    program = """
import sys, resource
from kg.changes.line_differences import line_differences
paths = sys.argv[1:]
for number, path in enumerate(paths):
    with open(path, "wb") as file:
        for line in range(600_000):
            if line % 1000 != number:
                file.write(b"<https://e.org/%07d> <https://e.org/p> \\"%s\\" .\\n" % (line, b"x" * 50))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with open(paths[0], "rb") as old, open(paths[1], "rb") as new:
    count = sum(1 for _ in line_differences(old, new))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "old"), str(tmp_path / "new")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    count, kilobytes = map(int, done.stdout.split())
    assert count == 1200
    assert kilobytes < 8_000
