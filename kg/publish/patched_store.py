"""Patches applied to a graph in a store elsewhere, by SPARQL Update, in parts.

1. The store is asked which version the graph there says that it is (``dcat:version``). Patches that begin with
   another are refused; those that were applied before are passed over.
2. What all patches together delete and add is sorted, on disk where it is much, and sent in parts: first what goes,
   then what comes. Where all of it is one part, it is one request, which most stores carry out wholly or not at all.
3. The version is changed last, in a request of its own. Until then the graph says that it is the old version, and the
   same command sends everything again, which does no harm: a graph is a set.
4. The store is asked whether it has the new version, and how many triples there are.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kg.changes.graph_version import VERSION_TERM, GraphVersion
from kg.changes.patches.patch_chain import PatchHead, effects_of_patches, patches_left, read_heads
from kg.fetch.base_address import host_of
from kg.ground.errors import FetchError, InputError
from kg.ground.text import one_line
from kg.publish.graph_parts import GraphPart, graph_parts
from kg.publish.publication import PublishSettings
from kg.publish.sparql_update import MEDIA_TYPE, delete_data, insert_data
from kg.publish.store_addresses import StoreAddresses
from kg.publish.store_client import StoreClient, StoreRequest, TooLargeError
from kg.publish.store_questions import count_matches, values_of
from kg.rdf.terms.namespaces import VOCABULARIES
from kg.rdf.terms.ntriples import web_address

if TYPE_CHECKING:
    from kg.atlas.progress import Progress

_TRIPLES = f"<{VOCABULARIES['void']}triples>"
_SHOWN = 100  # characters of a name in a message
_PUBLISH = "publish the graph there first (paperatlas publish --replace --graph IRI)"


@dataclass(frozen=True, slots=True)
class StorePatchReport:
    """What was done in a store.

    Attributes:
        version: that the graph there has now. applied: patches. deleted, added: triples that were sent.
        found: triples that the store counts in the graph. expected: that the graph says it has; None where it does not.
    """

    version: str
    applied: int
    deleted: int
    added: int
    found: int
    expected: int | None


def open_store_client(settings: PublishSettings) -> StoreClient:
    """Make the client that asks a store as the settings say."""
    return StoreClient(settings.credentials, settings.clock, settings.jitter, settings.notify, settings.silence)


def patch_store(
    paths: Sequence[Path], store: StoreAddresses, settings: PublishSettings, progress: Progress
) -> StorePatchReport:
    """Apply patches to a graph in a store.

    Args:
        paths: patches, in order, of one graph. store: the store, and the graph in it.

    Raises:
        InputError: a patch cannot be read, does not say of which graph it is, or does not fit what is there.
        FetchError: the store cannot be asked or refuses; run the same command again.
    """
    heads = read_heads(paths)
    dataset = _dataset_of(heads)
    with open_store_client(settings) as client, TemporaryDirectory(prefix="paperatlas-") as held:
        version = version_in_store(client, store, dataset)
        left = patches_left(heads, version, host_of(store.query))
        run = _StorePatch(store, client, settings.notify, dataset, settings.part_size)
        deleted, added = run.send(left, Path(held), progress) if left else (0, 0)
        if left:
            version = version_in_store(client, store, dataset)
            if version.id != left[-1].id:
                remedy = "check --store and --graph; the address of queries may be that of other data"
                has = one_line(version.name, _SHOWN)
                raise FetchError(f"{host_of(store.query)} took the patches and has {has}", remedy=remedy)
        said = values_of(client, store, f"<{dataset}>", _TRIPLES)
        expected = int(said[0]) if len(said) == 1 and said[0].isdecimal() else None
        return StorePatchReport(version.name, len(left), deleted, added, count_matches(client, store), expected)


def version_in_store(client: StoreClient, store: StoreAddresses, dataset: str) -> GraphVersion:
    """Ask which version the graph in a store says that it is.

    Raises:
        InputError: it says none, or several, or the dataset is no IRI. FetchError: the store cannot be asked.
    """
    if web_address(dataset) != f"<{dataset}>":  # it becomes part of a query
        problem = f"{one_line(dataset, _SHOWN)!r} cannot name a graph"
        raise InputError(problem, remedy="take patches and feeds that paperatlas has made")
    names = values_of(client, store, f"<{dataset}>", VERSION_TERM)
    if len(names) != 1:
        has = "several versions" if names else "no version"
        raise InputError(f"the graph there has {has} of <{dataset}>", where=host_of(store.query), remedy=_PUBLISH)
    return GraphVersion(dataset, names[0])


def _dataset_of(heads: Sequence[PatchHead]) -> str:
    datasets = {head.dataset for head in heads}
    if len(datasets) == 1 and "" not in datasets and all(head.previous and head.id for head in heads):
        return datasets.pop()
    where = next((str(head.path) for head in heads if not (head.dataset and head.previous and head.id)), None)
    problem = "the patch does not say of which version of which graph it is" if where else "the patches are of several"
    remedy = "a store gets patches that paperatlas diff or a build with --changes has made, of one graph"
    raise InputError(problem, where=where, remedy=remedy)


@dataclass(slots=True)
class _StorePatch:
    """The rows of patches, sent to a store."""

    store: StoreAddresses
    client: StoreClient
    notify: Callable[[str], None]
    dataset: str
    largest: int  # bytes of a part; less than was wanted once the store has refused one

    def send(self, heads: Sequence[PatchHead], held: Path, progress: Progress) -> tuple[int, int]:
        """Send what patches do; return how many triples were deleted and added."""
        paths, counts, versions = (held / "gone", held / "come"), [0, 0], (bytearray(), bytearray())
        begin = f"<{self.dataset}> {VERSION_TERM} ".encode()
        with ExitStack() as stack:
            files = [stack.enter_context(path.open("wb")) for path in paths]
            for line, is_there in effects_of_patches(heads, held):
                counts[is_there] += 1
                if line.startswith(begin):
                    versions[is_there].extend(line)
                else:
                    files[is_there].write(line)
        progress.start("apply", sum(counts))
        if sum(path.stat().st_size for path in paths) <= self.largest:
            gone, come = (path.read_bytes() + versions[number] for number, path in enumerate(paths))
            try:
                self._update(gone, come)
                return counts[0], counts[1]
            except TooLargeError:
                self._take_less(len(gone) + len(come))
        for path, is_there in zip(paths, (False, True), strict=True):
            with path.open("rb") as file:
                for part in graph_parts(file, self.largest):
                    self._send_part(part, is_there)
                    progress.advance(part.triples)
        self._update(bytes(versions[0]), bytes(versions[1]))
        return counts[0], counts[1]

    def _send_part(self, part: GraphPart, is_there: bool) -> None:
        """Send a part, in pieces where the store has shown to take no larger ones."""
        if len(part.data) <= self.largest or part.triples == 1:
            try:
                self._update(*((b"", part.data) if is_there else (part.data, b"")))
                return
            except TooLargeError as fault:
                if part.triples == 1:
                    raise fault.error from fault
                self._take_less(len(part.data))
        for piece in graph_parts(io.BytesIO(part.data), self.largest):
            self._send_part(piece, is_there)

    def _take_less(self, size: int) -> None:
        self.largest = max(size // 2, 1)
        self.notify(f"{host_of(self.store.update)} takes no part of {size:,} bytes; smaller ones are sent.")

    def _update(self, gone: bytes, come: bytes) -> None:
        """Send one request that deletes some lines and adds others."""
        parts = [delete_data(gone, self.store)] if gone else []
        parts += [insert_data(come, self.store)] if come else []
        if parts:
            self.client.send(StoreRequest("POST", self.store.update, b" ;\n".join(parts), MEDIA_TYPE))
