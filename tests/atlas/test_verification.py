"""``verify`` names what is damaged, and ``--repair`` makes it again, to the byte."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import orjson
import pytest

import kg
from kg.atlas.make.pipeline import add
from kg.atlas.make.verification import repair, verify
from kg.atlas.manifest import read_manifest
from kg.atlas.progress import Silent
from kg.cli.main import main
from kg.ground.errors import DamagedError, OutputError
from kg.rdf.query import store_seal
from kg.rdf.query.store import open_store
from kg.rdf.query.store_seal import check_store
from kg.serve.http.faults import Fault
from kg.serve.http.settings import Settings
from kg.serve.routes.explorer import Explorer
from kg.serve.routes.service import Service
from kg.serve.tasks import worker


@pytest.fixture
def small(corrected: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(corrected, tmp_path / "a graph"))


def _damage(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name != ".lock"}


def test_a_sound_folder_is_whole_and_stays_as_it_is(corrected: Path) -> None:
    before = _bytes(corrected)
    found = kg.verify(corrected)
    assert found.whole
    assert not found.edited
    assert found.checked > 12
    assert repair(corrected)[1] is None
    assert _bytes(corrected) == before


def test_everything_but_the_records_is_built_again_to_the_byte(small: Path, corrected: Path) -> None:
    kept = ("records.jsonl.gz", "manifest.json", "corrections.tsv")
    for name in read_manifest(small).files:
        if name not in kept:
            _damage(small / name)
    (small / "manifest.json").write_bytes(b"{}")
    table = max((small / "store").glob("*.sst"))
    table.unlink()
    (small / "cache" / "readings.sqlite").write_bytes(b"no database" * 100)
    names = {damage.file for damage in verify(small).damages}
    assert names >= {"graph.ttl", "papers.jsonl", "manifest.json", f"store/{table.name}", "cache/readings.sqlite"}
    found, report = repair(small)
    assert found.whole, found.damages
    assert report is not None
    assert _bytes(small) == _bytes(corrected)
    assert len(open_store(small / "store")) == len(open_store(corrected / "store"))


def test_records_that_are_damaged_cannot_be_made_again_and_the_rest_is_untouched(small: Path) -> None:
    _damage(small / "records.jsonl.gz")
    _damage(small / "graph.json")
    before = _bytes(small)
    found, report = repair(small)
    assert report is None
    assert _bytes(small) == before
    (graph, records) = found.damages
    assert (graph.file, records.file, records.repairable) == ("graph.json", "records.jsonl.gz", False)
    assert "build the folder again from your files ('two.jsonl')" in records.remedy
    with pytest.raises(DamagedError, match=r"build the folder again from your files \('two\.jsonl'\)"):
        add([Path(__file__).parents[1] / "cli" / "papers.jsonl"], small)


def test_a_manifest_and_a_copy_that_are_both_damaged_are_told(small: Path) -> None:
    _damage(small / "manifest.json")
    _damage(small / ".manifest.json")
    (damage,) = repair(small)[0].damages
    assert (damage.file, damage.repairable) == ("manifest.json", False)
    with pytest.raises(OutputError, match="the manifest is not what the build wrote"):
        kg.open(small)


def test_corrections_may_be_edited_but_not_be_nonsense(small: Path) -> None:
    path = small / "corrections.tsv"
    path.write_text(path.read_text(encoding="utf-8") + "reject\t*\tGPT-4\t\tAda\t2026-01-03\t\n", encoding="utf-8")
    found = verify(small)
    assert (found.whole, found.edited) == (True, True)
    path.write_bytes(b"\xff\xfe\x00")
    (damage,) = verify(small).damages
    assert (damage.file, damage.repairable) == ("corrections.tsv", False)


def test_a_damaged_cache_is_cleared_without_a_build(small: Path) -> None:
    path = small / "cache" / "readings.sqlite"
    data = path.read_bytes()
    place = data.index(b"confidence")
    path.write_bytes(data[:place] + b"konfidence" + data[place + 10 :])
    (damage,) = verify(small).damages
    assert str(damage) == (
        "cache/readings.sqlite: 1 cached readings are damaged; "
        "what is damaged is dropped, and its papers are linked anew at the next build"
    )
    found, report = repair(small)
    assert found.whole
    assert report is None


def test_a_store_of_another_build_is_no_part_of_this_one(small: Path, grown: Path) -> None:
    shutil.rmtree(small / "store")
    shutil.copytree(grown / "store", small / "store")
    with pytest.raises(DamagedError, match="the store is of another build"):
        kg.open(small).query("ASK { ?s ?p ?o }")
    (damage,) = verify(small).damages
    assert damage.file == "store"


def test_a_build_that_ends_meanwhile_is_no_damage(small: Path, grown: Path) -> None:
    class Meanwhile(Silent):
        built = False

        def advance(self, steps: int = 1) -> None:
            if not self.built:
                self.built = True
                shutil.copytree(grown, small, dirs_exist_ok=True)

    found = verify(small, progress=Meanwhile())
    assert found.whole
    assert found.manifest == read_manifest(grown)


def test_folders_of_the_version_before_open_and_are_whole(small: Path) -> None:
    """They have no hash in the manifest, no copy of it, and no list of the store's files."""
    data = orjson.loads((small / "manifest.json").read_bytes())
    del data["sha256"]
    data["form"] = 1
    (small / "manifest.json").write_bytes(orjson.dumps(data))
    (small / ".manifest.json").unlink()
    (small / "store" / "files.json").unlink()
    assert kg.open(small).query("ASK { ?s ?p ?o }").truth
    assert verify(small).whole
    _damage(min((small / "store").glob("*.sst")))
    assert not verify(small).whole


def test_of_a_large_store_only_what_was_written_since_is_hashed(
    corrected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_seal, "_HASHED", 0)
    hashed: list[str] = []

    def another(path: Path) -> str:
        hashed.append(path.name)
        return "another"

    monkeypatch.setattr(store_seal, "sha256", another)
    check_store(corrected / "store")
    assert hashed == []
    table = max((corrected / "store").glob("*.sst"))
    state = table.stat()
    os.utime(table)
    with pytest.raises(DamagedError, match=f"{table.name}: the file is not what the build wrote"):
        check_store(corrected / "store")
    assert hashed == [table.name]
    os.utime(table, ns=(state.st_atime_ns, state.st_mtime_ns))
    with pytest.raises(DamagedError):
        check_store(corrected / "store", whole=True)


def test_blocks_that_rocksdb_finds_damaged_are_named(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a list of files does not tell is told by the store itself."""
    (small / "store" / "files.json").unlink()
    for table in (small / "store").glob("*.sst"):
        data = bytearray(table.read_bytes())
        if len(data) > 20_000:  # the others are read when the store is opened
            data[len(data) // 3] ^= 1
            table.write_bytes(data)
    for more in ([], ["--timeout", "60"]):
        assert main(["query", "SELECT ?s { ?s ?p ?o }", *more, "-o", str(small)]) == 1
        line = capsys.readouterr().err
        assert "the store is damaged: Corruption: block checksum mismatch" in line
        assert "; mend it: paperatlas verify --repair" in line
    (damage,) = verify(small).damages
    assert damage.file == "store"


def test_exports_beside_the_graph_do_no_damage(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["turtle"], ["turtle", "--profile", "lean"], ["graphml"], ["json"], ["csv"]):
        assert main(["export", *arguments, "-o", str(small)]) == 0
    assert (small / "graph-lean.ttl").exists()
    assert verify(small).whole
    capsys.readouterr()
    (small.parent / "linked").symlink_to(small / "graph.ttl")
    forms = (
        ("turtle --profile lean", "graph.ttl"), ("json-ld", "graph.json"), ("json", "manifest.json"),
        ("json", ".manifest.json"), ("turtle --profile lean", "../linked"),
    )  # fmt: skip
    for form, name in forms:
        assert main(["export", *form.split(), "--to", str(small / name), "-o", str(small)]) == 1
        assert f"{name}: this is a file of the build, of another form; name another" in capsys.readouterr().err
    assert verify(small).whole


def test_a_server_shows_no_damaged_index_and_takes_up_a_mended_one(small: Path) -> None:
    explorer = Explorer(Service(Settings(store=small / "store")))
    assert explorer._open_newest_index().index.overview()["nodes"]
    path = small / "explorer.sqlite"
    sound = path.read_bytes()
    path.write_bytes(sound[:40_000] + bytes([sound[40_000] ^ 1]) + sound[40_001:])
    with pytest.raises(Fault, match="the explorer's index is damaged") as caught:
        explorer._open_newest_index()
    assert caught.value.status == 503
    assert str(small) not in f"{caught.value.problem} {caught.value.remedy}"
    path.write_bytes(sound)
    assert explorer._open_newest_index().index.overview()["nodes"]


def test_a_store_that_a_server_writes_is_no_longer_held_against_the_build(small: Path) -> None:
    store = worker._open_for_worker(small / "store", writable=True)
    store.update("INSERT DATA { <http://example.org/a> <http://example.org/b> 1 }")
    store.flush()
    del store
    assert kg.open(small).query("ASK { <http://example.org/a> ?p ?o }").truth
    assert verify(small).whole
    _damage(max((small / "store").glob("*.sst"), key=lambda path: path.stat().st_size))
    with pytest.raises(OutputError):
        worker._open_for_worker(small / "store", writable=True)


def test_the_command_lists_and_mends(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "-q", "-o", str(small)]) == 0
    assert f"All of {small} is what the build wrote." in capsys.readouterr().err
    _damage(small / "graph.json")
    assert main(["verify", "-o", str(small)]) == 1
    done = capsys.readouterr()
    assert "graph.json\tthe file is not what the build wrote\tit is built again from the records" in done.out
    assert done.err.splitlines()[0] == "verify 14 …"
    assert done.err.splitlines()[-1] == (
        f"paperatlas: {small}: 1 file is damaged; mend it: paperatlas verify --repair -o '{small}'"
    )
    assert main(["verify", "--repair", "-q", "-o", str(small)]) == 0
    assert "Built again from the records: 2 papers, 0 linked anew." in capsys.readouterr().err
    assert main(["show", "GPT-4", "-o", str(small)]) == 0
