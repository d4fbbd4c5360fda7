"""Patches applied to files: diff then apply is the new graph, to the byte, in any number of steps."""

from __future__ import annotations

import gzip
import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from kg.changes.comparison.graph_comparison import GraphComparison
from kg.changes.graph_source import graph_source
from kg.changes.patches.patch_chain import effects_of_patches, read_heads
from kg.changes.patches.patched_file import PatchEffect, patched_file
from kg.cli.main import cli
from kg.ground.errors import InputError, PaperAtlasError
from tests.changes.small_builds import write_build
from tests.changes.test_patch_properties import graphs

Graph = frozenset[bytes]


def write_graph(folder: Path, number: int, graph: Graph) -> Path:
    """A graph as a file of N-Triples, which says that it is of a version."""
    version = f'<https://e.org/graph> <http://www.w3.org/ns/dcat#version> "1+{number:04x}" .\n'.encode()
    path = folder / f"{number}.nt"
    path.write_bytes(b"".join(sorted(graph | {version})))
    return path


def write_patch(old: Path, new: Path) -> Path:
    path = old.with_name(f"{old.stem}-{new.stem}.rdfp")
    with (
        graph_source(old.parent, str(old)) as one,
        graph_source(old.parent, str(new)) as other,
        path.open("wb") as file,
    ):
        GraphComparison(one, other).patch(file)
    return path


def apply(paths: Sequence[Path], source: Path, target: Path) -> PatchEffect:
    with graph_source(source.parent, str(source)) as graph:
        return patched_file(paths, graph, target)


@given(graphs, graphs)
def test_diff_then_apply_is_the_new_graph_to_the_byte(old: Graph, new: Graph) -> None:
    with TemporaryDirectory() as held:
        one, other = write_graph(Path(held), 1, old), write_graph(Path(held), 2, new)
        target = Path(held) / "made.nt"
        effect = apply([write_patch(one, other)], one, target)
        assert target.read_bytes() == other.read_bytes()
        assert (effect.deleted, effect.added) == (len(old - new) + 1, len(new - old) + 1)
        assert apply([write_patch(other, other)], other, target).applied == 0
        assert target.read_bytes() == other.read_bytes()


@given(st.lists(graphs, min_size=2, max_size=5), st.data())
def test_a_chain_leads_from_any_version_on_it_to_the_last(steps: list[Graph], data: st.DataObject) -> None:
    with TemporaryDirectory() as held:
        files = [write_graph(Path(held), number, graph) for number, graph in enumerate(steps, 1)]
        patches = [write_patch(one, other) for one, other in pairwise(files)]
        begin = data.draw(st.integers(0, len(files) - 1))
        effect = apply(patches, files[begin], Path(held) / "made.nt")
        assert effect.applied == len(files) - 1 - begin
        assert (Path(held) / "made.nt").read_bytes() == files[-1].read_bytes()


def test_of_a_chain_that_returns_only_what_is_left_is_applied(tmp_path: Path) -> None:
    """From a version that was there twice, the shorter way is taken."""
    one, other, last = (write_graph(tmp_path, number, frozenset()) for number in (1, 2, 3))
    patches = [write_patch(one, other), write_patch(other, one), write_patch(one, last)]
    assert apply(patches, one, tmp_path / "made.nt").applied == 1
    assert apply(patches, other, tmp_path / "made.nt").applied == 2


@given(graphs, st.lists(st.tuples(st.booleans(), st.sampled_from("abc")), max_size=12))
def test_the_last_row_about_a_triple_counts(graph: Graph, rows: list[tuple[bool, str]]) -> None:
    lines = {name: f'<a:{name}> <a:p> "1" .\n' for name in "abc"}
    expected = {**dict.fromkeys(graph, True), **{lines[name].encode(): added for added, name in rows}}
    with TemporaryDirectory() as held:
        source, patch, target = (Path(held) / name for name in ("old.nt", "a.rdfp", "new.nt"))
        source.write_bytes(b"".join(sorted(graph)))
        patch.write_text("".join(f"{'AD'[not added]} {lines[name]}" for added, name in rows))
        apply([patch], source, target)
        assert target.read_bytes() == b"".join(sorted(line for line, there in expected.items() if there))


def test_what_a_broken_off_transaction_did_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.rdfp").write_text(
        "TX .\nA <a:s> <a:p> <a:kept> .\nA <a:s> <a:p> <a:x> .\nTC .\n"
        "TX .\nD <a:s> <a:p> <a:x> .\nA <a:s> <a:p> <a:never> .\nTA .\n"
    )
    (tmp_path / "old.nt").write_text("")
    apply([tmp_path / "a.rdfp"], tmp_path / "old.nt", tmp_path / "new.nt")
    assert (tmp_path / "new.nt").read_text() == "<a:s> <a:p> <a:kept> .\n<a:s> <a:p> <a:x> .\n"


def test_effects_are_sorted_whatever_the_order_of_rows(tmp_path: Path) -> None:
    rows = [f'A <a:{number:04}> <a:p> "1" .\n' for number in range(3000)]
    random.Random(1).shuffle(rows)
    (tmp_path / "a.rdfp").write_text("".join(rows))
    found = list(effects_of_patches(read_heads([tmp_path / "a.rdfp"]), tmp_path))
    assert found == [(row[2:].encode(), True) for row in sorted(rows)]


@pytest.fixture
def chain(tmp_path: Path) -> list[Path]:
    """Three versions as files."""
    return [write_graph(tmp_path, number, frozenset({f'<a:s> <a:p> "{number}" .\n'.encode()})) for number in (1, 2, 3)]


def test_a_graph_of_another_version_is_refused(chain: list[Path], tmp_path: Path) -> None:
    patch = write_patch(chain[1], chain[2])
    with pytest.raises(InputError, match=r"has version 1\+0001, and the patch begins with 1\+0002; make a patch from"):
        apply([patch], chain[0], tmp_path / "made.nt")
    (tmp_path / "plain.nt").write_text('<a:s> <a:p> "2" .\n')
    with pytest.raises(InputError, match=r"the graph has version sha256\+"):
        apply([patch], tmp_path / "plain.nt", tmp_path / "made.nt")
    assert not (tmp_path / "made.nt").exists()


def test_patches_that_do_not_follow_each_other_are_refused(chain: list[Path], tmp_path: Path) -> None:
    one, other = write_patch(chain[0], chain[1]), write_patch(chain[1], chain[2])
    with pytest.raises(InputError, match=r"1-2\.rdfp: it begins with version 1\+0001, and .*2-3\.rdfp.* to 1\+0003"):
        apply([other, one], chain[0], tmp_path / "made.nt")


def test_a_patch_that_does_not_lead_where_it_says_writes_nothing(chain: list[Path], tmp_path: Path) -> None:
    patch = write_patch(chain[0], chain[1])
    rows = patch.read_bytes().splitlines(keepends=True)
    patch.write_bytes(b"".join(row for row in rows if not row.startswith(b"A <https://e.org/graph>")))
    with pytest.raises(InputError, match=r"leads to sha256\+.*, and says that it leads to 1\+0002"):
        apply([patch], chain[0], tmp_path / "made.nt")
    assert not (tmp_path / "made.nt").exists()


def run(*words: str | Path, input: bytes = b"") -> Result:
    return CliRunner().invoke(cli, ["apply", *map(str, words)], input=input)


def test_the_command_writes_any_form_and_says_what_it_did(chain: list[Path], tmp_path: Path) -> None:
    patch = write_patch(chain[0], chain[2])
    done = run(patch, "--in", chain[0], "--to", tmp_path / "new.ttl")
    assert done.exit_code == 0
    assert "1 patch applied: 2 triples deleted, 2 added." in done.stderr
    assert '"3"' in (tmp_path / "new.ttl").read_text()
    done = run("-", "--in", chain[0], input=gzip.compress(patch.read_bytes()))
    assert done.stdout_bytes == chain[2].read_bytes()
    assert "nothing was applied" in run(patch, "--in", chain[2], "--to", tmp_path / "again.nt").stderr


@pytest.mark.parametrize("target", ["", "graph.nt.gz", "new.nt"])
def test_a_build_is_never_patched(target: str, chain: list[Path], tmp_path: Path) -> None:
    folder = write_build(tmp_path / "build", 1, [], [])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = run(write_patch(chain[0], chain[1]), "--in", chain[0], "--to", folder / target)
    assert isinstance(done.exception, PaperAtlasError)
    assert "a build is never patched" in str(done.exception)
    assert "paperatlas add" in str(done.exception)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
