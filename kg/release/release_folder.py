"""A release made from a built graph.

1. The triples are read from the build, without its description and, if so wanted, without the texts that are others';
   they are described anew, so that the counts and the version are those of what is released.
2. Turtle, N-Quads, the tables and the mappings are written, then what describes them, then the checksums of all.
3. All is written into a folder beside the target, which takes its name when it is whole. A release that stood there is
   put aside before and removed after; anything else that stands there is left alone and is an error.

Nothing comes from the clock: the date is that of the newest paper, unless ``SOURCE_DATE_EPOCH`` is set.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.atlas.atlas import TRIPLES, Atlas
from kg.atlas.progress import Progress, Silent
from kg.export.sssom_mappings import write_mappings
from kg.ground.errors import OutputError
from kg.ground.extras import require
from kg.ground.files.checksum_list import CHECKSUMS, write_checksums
from kg.ground.files.durable_files import replace_folder
from kg.rdf.query.rdf_files import read_triples
from kg.rdf.terms.namespaces import KG, VOCABULARIES
from kg.rdf.terms.ntriples import Triple
from kg.rdf.write.provenance import Build
from kg.rdf.write.rdf_formats import write_graph
from kg.rdf.write.sorted_triples import SortedTriples
from kg.rdf.write.turtle import turtle
from kg.rdf.write.void import describe
from kg.release.catalogue_records import croissant, distribution_triples, ro_crate
from kg.release.parquet_tables import TABLES, write_parquet
from kg.release.release_files import TITLE, Release, release_file
from kg.release.release_readme import release_readme

_OA = VOCABULARIES["oa"]
# What repeats the words of an abstract.
_TEXTS = frozenset({
    f"<{VOCABULARIES['dcterms']}abstract>", f"<{KG}sentence>", f"<{_OA}exact>", f"<{_OA}prefix>", f"<{_OA}suffix>",
})  # fmt: skip


def make_release(
    atlas: Atlas, into: Path, *, with_texts: bool = True, progress: Progress | None = None
) -> tuple[str, ...]:
    """Write a release of a built graph and return the names of its files, sorted.

    Args:
        into: the folder, which is made; a release that is there already is replaced.
        with_texts: whether abstracts, and the words quoted from them, are in it.
        progress: hears of the stages: the triples, the tables, the descriptions.

    Raises:
        MissingExtraError: pyarrow is not installed. OutputError: the folder holds something else, or cannot be written.
    """
    require("formats", "a release has tables in Parquet, which need pyarrow", "pyarrow")
    _check_target(into, atlas)
    part = into.with_name(f".{into.name}.part-{os.getpid()}")
    try:
        part.mkdir(parents=True)
        _write_release(atlas, part, progress or Silent(), with_texts=with_texts)
        names = tuple(sorted(path.name for path in part.iterdir()))
        replace_folder(part, into)
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}"
        raise OutputError(problem, where=into, remedy="free space, or name another folder") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return names


def _check_target(into: Path, atlas: Atlas) -> None:
    inside = into.resolve() == atlas.folder.resolve()
    if inside or (into.exists() and not (into / CHECKSUMS).is_file() and (not into.is_dir() or any(into.iterdir()))):
        what = "the built graph" if inside else "something that is no release"
        raise OutputError(f"here is {what}", where=into, remedy="name another folder with --into")


def _write_release(atlas: Atlas, folder: Path, progress: Progress, *, with_texts: bool) -> None:
    progress.start("triples")
    described = _write_rdf(atlas, folder, with_texts=with_texts)
    base, graph = atlas.manifest.base, atlas.whole_graph
    rows = {}
    progress.start("tables", len(TABLES))
    for table in TABLES:
        rows[table.name] = write_parquet(table, graph, base, folder / f"{table.name}.parquet", with_texts=with_texts)
        progress.advance()
    progress.start("descriptions")
    write_mappings(graph, folder / "mappings.sssom.tsv", base=base)
    meanings = {
        "graph.ttl": "the graph as Turtle",
        "graph.nq.gz": "the graph as N-Quads, with the graph's name, gzip",
        **{f"{table.name}.parquet": f"a table; each row is {table.meaning}" for table in TABLES},
        "mappings.sssom.tsv": "links to ids of elsewhere, SSSOM",
    }
    release = Release(
        manifest=atlas.manifest, version=described.version, date=_date_of_release(described.date),
        with_texts=with_texts, rows=rows,
        files=tuple(release_file(folder / name, meaning) for name, meaning in meanings.items()),
    )  # fmt: skip
    _write_descriptions(release, described, folder)


def _write_descriptions(release: Release, described: _DescribedGraph, folder: Path) -> None:
    with SortedTriples([*described.triples, *distribution_triples(release)], folder=folder) as triples:
        text = "".join(turtle(triples.blocks(), release.manifest.base))
    (folder / "dcat.ttl").write_text(text, encoding="utf-8", newline="\n")
    (folder / "README.md").write_text(release_readme(release), encoding="utf-8", newline="\n")
    (folder / "croissant.json").write_bytes(croissant(release))
    meanings = {
        "README.md": "what this is, for people",
        "dcat.ttl": "the graph and its files described, DCAT 3 and VoID",
        "croissant.json": "the tables described, Croissant 1.0",
    }
    others = [release_file(folder / name, meaning) for name, meaning in meanings.items()]
    (folder / "ro-crate-metadata.json").write_bytes(ro_crate(release, [*release.files, *others]))
    crate = release_file(folder / "ro-crate-metadata.json", "")
    write_checksums(folder, {each.name: each.sha256 for each in (*release.files, *others, crate)})


@dataclass(frozen=True, slots=True)
class _DescribedGraph:
    """What a graph says of itself, but for the files that carry it."""

    triples: list[Triple]
    version: str
    date: str


def _write_rdf(atlas: Atlas, folder: Path, *, with_texts: bool) -> _DescribedGraph:
    base, versions = atlas.manifest.base, dict(atlas.manifest.versions)
    build = Build(**{name: versions.get(name) or "" for name in ("software", "catalogue", "topics", "linker")},
                  corrections=versions.get("corrections"))  # fmt: skip
    own = (f"<{base}graph>", f"<{base}graph/")
    with atlas.open_file(TRIPLES) as file:
        triples = (
            triple
            for triple in read_triples(atlas.folder / TRIPLES, opened=file)
            if not triple[0].startswith(own) and (with_texts or triple[1] not in _TEXTS)
        )
        with SortedTriples(triples, folder=folder) as graph:
            describe(graph, base, title=TITLE, build=build, files=("graph.ttl", "graph.nq.gz"))
            write_graph(graph, folder / "graph.ttl", base=base)
            write_graph(graph, folder / "graph.nq.gz", base=base)
            return _description_in_graph(graph, base)


def _description_in_graph(graph: SortedTriples, base: str) -> _DescribedGraph:
    triples = list(_own_triples(graph, base))
    about = {predicate: value for subject, predicate, value in triples if subject == f"<{base}graph>"}
    version, date = (_text_of_literal(about.get(f"<{VOCABULARIES[prefix]}{name}>", ""))
                     for prefix, name in (("dcat", "version"), ("dcterms", "modified")))  # fmt: skip
    return _DescribedGraph(triples, version, date)


def _own_triples(graph: SortedTriples, base: str) -> Iterator[Triple]:
    own, files = (f"<{base}graph>", f"<{base}graph/"), f"<{base}graph/file-"
    distribution = f"<{VOCABULARIES['dcat']}distribution>"
    for subject, predicates, objects in graph.blocks():
        if subject.startswith(own) and not subject.startswith(files):
            for predicate, value in zip(predicates, objects, strict=True):
                if predicate != distribution:
                    yield subject, predicate, value


def _text_of_literal(term: str) -> str:
    return term.split('"')[1] if '"' in term else ""


def _date_of_release(newest: str) -> str:
    """Take the day of ``SOURCE_DATE_EPOCH`` where that is set, else the date of the newest paper."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return time.strftime("%Y-%m-%d", time.gmtime(int(given))) if given.isascii() and given.isdigit() else newest
